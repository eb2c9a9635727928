/** WASI for linked parts that nobody else gives it to: clocks, random numbers, what is printed; and everything else denied. */
import type { LinkedExports, LinkWasi } from "./types.ts";
import { DEFAULT_WASI_LIMITS, GuestExit, type WasiHttpResult, type WasiPorts } from "../wasi/ports.ts";
import { createWasi } from "../wasi/wasi.ts";

const NO_HTTP: WasiHttpResult = {
  ok: false,
  code: "denied-origin",
  message: 'Linked parts have no HTTP. To give it, give an implementation of WASI in "imports".',
};

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
