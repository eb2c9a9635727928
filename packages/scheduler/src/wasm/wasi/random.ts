/** `wasi:random`. The insecure one is as good as the other: there is nothing to be won by a worse one. */
import { u64Of } from "./arguments.ts";
import { defineInterface } from "./resource.ts";
import { limitReached, type World } from "./world.ts";

export function createRandom(world: World): object {
  return defineInterface(world, { getRandomBytes: bytesOfRandom(world), getRandomU64: randomU64 });
}

export function createInsecureRandom(world: World): object {
  return defineInterface(world, { getInsecureRandomBytes: bytesOfRandom(world), getInsecureRandomU64: randomU64 });
}

export function createInsecureSeed(world: World): object {
  return defineInterface(world, { insecureSeed: () => [randomU64(), randomU64()] });
}

function bytesOfRandom(world: World): (length: unknown) => Uint8Array {
  const { maxChunkBytes } = world.ports.limits;
  return (length) => {
    const wanted = u64Of(length);
    if (wanted > BigInt(maxChunkBytes)) limitReached(`one call asks for more than ${maxChunkBytes} random bytes`);
    return fill(new Uint8Array(Number(wanted)));
  };
}

function randomU64(): bigint {
  return fill(new BigUint64Array(1))[0] ?? 0n;
}

/** Loaded when it is first used: that takes longer than all the rest of a guest's WASI, and few guests draw. */
function fill<T extends Uint8Array | BigUint64Array>(bytes: T): T {
  return process.getBuiltinModule("node:crypto").randomFillSync(bytes);
}
