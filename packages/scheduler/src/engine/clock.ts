/** Time as a port: tests drive a run's timers by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Read once a run; every other time is counted from there by `monotonic`. */
  readonly now: () => number;
  /** Milliseconds from an arbitrary point, never running backwards. */
  readonly monotonic: () => number;
  /** Calls back once, after at least `delayMs`; gives a function that calls it off. */
  readonly setTimer: (delayMs: number, callback: () => void) => () => void;
}

/** Node turns a longer delay into 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function setTimer(delayMs: number, callback: () => void): () => void {
  // A timer that ends early is no harm: whoever set it looks at the clock and sets the next.
  const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS));
  return () => {
    clearTimeout(timer);
  };
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now(), setTimer };
