import type { Timer } from "@scheduler-components/executor";

/** A timer whose time moves by hand. */
export interface ManualTimer extends Timer {
  /** Sleeps that have neither ended nor been given up. */
  readonly waiting: number;
  /** Moves time on and lets what was due settle. */
  advance(ms: number): Promise<void>;
  /** Lets promises settle, without moving time. */
  settle(): Promise<void>;
}

export function manualTimer(): ManualTimer {
  let now = 0;
  const sleeps = new Set<{ readonly due: number; wake(): void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  return {
    get waiting() {
      return sleeps.size;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const sleep = { due: now + ms, wake: resolve };
        sleeps.add(sleep);
        signal?.addEventListener("abort", () => {
          sleeps.delete(sleep);
          reject(signal.reason);
        });
      });
    },
    async advance(ms) {
      await settle();
      now += ms;
      for (const sleep of [...sleeps].filter(({ due }) => due <= now)) {
        sleeps.delete(sleep);
        sleep.wake();
      }
      await settle();
    },
    settle,
  };
}
