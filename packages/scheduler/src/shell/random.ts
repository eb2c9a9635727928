import type { ShellClock } from "./ports.ts";

/**
 * Numbers from 0 up to 1 for jitter and run ids: the world imports no random numbers, and an engine's own start from what they were
 * when the component was built. Seeded by the clocks; nothing that must not be guessed may come of them. (The generator is Marsaglia's
 * xorshift32, "Xorshift RNGs", 2003.)
 */
export function createRandom(clock: ShellClock): () => number {
  // The fractions of the two clocks differ from call to call where the whole milliseconds do not.
  let state = mix(clock.now() * 1_000) ^ mix(clock.monotonic() * 1_000_000) || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 8; warm++) next();
  return next;
}

/** Spreads the low bits, where clocks differ, over all of them. */
function mix(value: number): number {
  const low = Math.trunc(value % 2 ** 32) | 0;
  const high = Math.trunc(value / 2 ** 32) | 0;
  return Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) ^ Math.imul(high + 0x9e3779b9, 0x297a2d39);
}
