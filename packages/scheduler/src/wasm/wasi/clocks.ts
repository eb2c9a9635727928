/** `wasi:clocks`. The time zone is UTC: where the host stands is nobody's business. */
import { u64Of } from "./arguments.ts";
import type { Poll } from "./poll.ts";
import { defineInterface } from "./resource.ts";
import type { World } from "./world.ts";

export function createMonotonicClock(world: World, { at }: Poll): object {
  const now = (): bigint => world.clock.monotonicNs();
  return defineInterface(world, {
    now,
    resolution: () => 1n,
    subscribeInstant: (when) => at(u64Of(when)),
    subscribeDuration: (length) => at(now() + u64Of(length)),
  });
}

export function createWallClock(world: World): object {
  return defineInterface(world, {
    now: () => {
      const ms = Math.max(0, Math.trunc(world.clock.wallMs()));
      return { seconds: BigInt(Math.trunc(ms / 1000)), nanoseconds: (ms % 1000) * 1_000_000 };
    },
    resolution: () => ({ seconds: 0n, nanoseconds: 1_000_000 }),
  });
}

export function createTimezone(world: World): object {
  return defineInterface(world, {
    display: () => ({ utcOffset: 0, name: "UTC", inDaylightSavingTime: false }),
    utcOffset: () => 0,
  });
}
