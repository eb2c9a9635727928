import type { Timer } from "./timer.ts";

/** The work took longer than it had. */
export class TimeLimitError extends Error {
  readonly code = "time-limit";

  constructor(ms: number) {
    super(`It took longer than ${ms} ms.`);
    this.name = "TimeLimitError";
  }
}

/** Made once: the reason that is made where none is given costs as much as the rest of a call. */
const DONE = new Error("The work was done in time.");

/**
 * Runs `work` and gives its result, or rejects with a `TimeLimitError` after `ms` milliseconds. The work itself goes on then;
 * what becomes of it is nobody's concern any more, and its rejection is not an unhandled one.
 */
export async function withinTime<T>(work: () => Promise<T>, ms: number, timer: Timer): Promise<T> {
  const done = new AbortController();
  const limit = timer.sleep(ms, done.signal).then(() => {
    throw new TimeLimitError(ms);
  });
  // The sleep is given up when the work was faster; that rejection is nobody's.
  limit.catch(() => {});
  try {
    return await Promise.race([work(), limit]);
  } finally {
    done.abort(DONE);
  }
}
