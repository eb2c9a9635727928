import type { RateLimit } from "../scenario/options.ts";

/**
 * When the last attempts under a rate limit began: a sliding window, so that the limit holds for every stretch of time.
 *
 * An attempt that was started and has not begun, say because its component is initialised first, may begin at any time and counts for
 * all of them.
 */
export class RateWindow {
  readonly #limit: RateLimit;
  /** The last `count` times, never falling; once there are so many, the oldest stands at `#oldest`. */
  readonly #times: number[] = [];
  #oldest = 0;
  #started = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** An attempt was started. */
  start(): void {
    this.#started++;
  }

  /** One that was started begins. */
  begin(at: number): void {
    this.#started--;
    this.note(at);
  }

  /** One began, of which nobody knew before. */
  note(at: number): void {
    if (this.#times.length < this.#limit.count) {
      this.#times.push(at);
      return;
    }
    this.#times[this.#oldest] = at;
    this.#oldest = (this.#oldest + 1) % this.#limit.count;
  }

  /** As if as many had begun as may. */
  fill(at: number): void {
    for (let { count } = this.#limit; count > 0; count--) this.note(at);
  }

  /** From when on another may be started; Infinity where one that was started has to begin first. */
  get freeAt(): number {
    const { count, per } = this.#limit;
    // Another may be started when fewer than so many began in the time before.
    const room = count - this.#started;
    if (room <= 0) return Infinity;
    const known = this.#times.length;
    if (known < room) return -Infinity;
    return (this.#times[(this.#oldest + known - room) % known] ?? 0) + per;
  }
}
