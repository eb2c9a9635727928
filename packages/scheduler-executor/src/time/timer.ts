/** Waiting, as a port: tests drive it by hand. */
export interface Timer {
  /** Settles after `ms` milliseconds; rejects with the signal's reason as soon as that aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest wait that `setTimeout` takes; longer ones are waited in parts. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Waits by the machine's timers. A wait keeps the process alive. */
export const systemTimer: Timer = {
  async sleep(ms, signal) {
    for (let left = ms; ; left -= MAX_TIMEOUT_MS) {
      await sleepOnce(Math.min(Math.max(left, 0), MAX_TIMEOUT_MS), signal);
      if (left <= MAX_TIMEOUT_MS) return;
    }
  },
};

function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, ms);
    if (signal?.aborted === true) aborted();
    else signal?.addEventListener("abort", aborted, { once: true });
  });
}
