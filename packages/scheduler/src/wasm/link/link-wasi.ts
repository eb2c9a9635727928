/** WASI for linked parts that nobody else gives it to: clocks, random numbers, what is printed; and everything else denied. */
import { interfaceName } from "./interface-name.ts";
import type { Surface } from "./plan.ts";
import type { LinkedExports, LinkWasi } from "./types.ts";
import { knownWasi } from "../wasi/known.ts";
import { DEFAULT_WASI_LIMITS, GuestExit, type WasiHttpResult, type WasiPorts } from "../wasi/ports.ts";
import { createWasi } from "../wasi/wasi.ts";

const NO_HTTP: WasiHttpResult = {
  ok: false,
  code: "denied-origin",
  message: 'Linked parts have no HTTP. To give it, give an implementation of WASI in "imports".',
};

/**
 * The interfaces of WASI 0.2 that the parts import and that none of them exports. None where the caller gives any: their resources
 * refer to each other, so one implementation has all of them.
 */
export function missingWasi(parts: readonly Surface[], given: LinkedExports): readonly string[] {
  const plain = (full: string): string => interfaceName(full).name;
  if (Object.keys(given).some((name) => knownWasi(name) !== undefined)) return [];
  const exported = new Set(parts.flatMap(({ exports }) => exports).map(plain));
  const wanted = parts.flatMap(({ imports }) => imports).filter((full) => knownWasi(full) !== undefined);
  return [...new Set(wanted.map(plain))].filter((name) => !exported.has(name));
}

/** One world for all parts: a stream that one of them has can be given to another. */
export function linkedWasi(names: readonly string[], { environment = {}, write }: LinkWasi): LinkedExports {
  const ports: WasiPorts = {
    environment: Object.entries(environment),
    limits: DEFAULT_WASI_LIMITS,
    write: (stream, bytes) => write?.(stream, bytes),
    // Nothing is sent: each has its answer at once.
    startExchange: () => 0,
    takeExchange: () => NO_HTTP,
    exchangeReady: () => true,
    dropExchange: () => {},
    block: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
    denied: () => {},
    exit: (ok) => {
      throw new GuestExit(ok);
    },
  };
  return createWasi(ports, names);
}
