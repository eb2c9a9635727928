/** What a timer takes at most. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One timer that is set again and again. It keeps no process alive. */
export class Watch {
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;
  #ms = 0;

  constructor(look: () => void) {
    this.#look = look;
  }

  get armed(): boolean {
    return this.#timer !== undefined;
  }

  /** Setting it again to the same time makes no new timer. */
  arm(ms: number): void {
    if (this.#timer !== undefined && ms === this.#ms) return void this.#timer.refresh();
    clearTimeout(this.#timer);
    this.#ms = ms;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#look();
      },
      Math.min(ms, MAX_TIMER_MS),
    );
    this.#timer.unref();
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
