import type { Pollable } from "../generated/wasi-io-poll.d.ts";
import { dropHandle } from "./held.ts";
import type { Wasi } from "./wasi.ts";
import { nowMs } from "./wasi.ts";

/** The longest wait that is asked for at once: a clock counts nanoseconds in 64 bits. */
const LONGEST_MS = 1e12;

/** Blocks until one of the pollables is ready, or `until` (milliseconds, monotonic) is there. Whether one was ready. */
export function waitFor(wasi: Wasi, pollables: readonly Pollable[], until: number): boolean {
  const left = Math.min(until - nowMs(wasi), LONGEST_MS);
  if (left <= 0) return pollables.some((one) => one.ready());
  const timer = wasi.clock.subscribeDuration(BigInt(Math.ceil(left * 1e6)));
  try {
    return wasi.poll([...pollables, timer]).some((index) => index < pollables.length);
  } finally {
    dropHandle(timer);
  }
}
