import type { Timer } from "@scheduler-components/executor";
import type { Clock } from "./clock.ts";

/** A run's time: milliseconds since the Unix epoch, but never running backwards while the run goes on. */
export class RunClock {
  readonly #clock: Clock;
  readonly #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic();
  }

  now(): number {
    return this.#offset + this.#clock.monotonic();
  }

  /** Calls back when the time has come: timers may fire early, and have a longest delay. Gives what calls it off. */
  at(time: number, callback: () => void): () => void {
    let stop: () => void;
    const arm = (): void => {
      stop = this.#clock.setTimer(Math.max(0, time - this.now()), () => {
        // Timers of whole milliseconds may be early by a fraction; going round for that would only cost.
        if (this.now() + 1 < time) arm();
        else callback();
      });
    };
    arm();
    return () => stop();
  }

  /** The same time for what waits in promises. */
  timer(): Timer {
    return {
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          const stop = this.at(this.now() + ms, () => {
            signal?.removeEventListener("abort", abort);
            resolve();
          });
          const abort = (): void => {
            stop();
            reject(signal?.reason);
          };
          if (signal?.aborted === true) abort();
          else signal?.addEventListener("abort", abort, { once: true });
        }),
    };
  }
}
