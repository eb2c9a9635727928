/** What a timer takes at most. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One timer that is set again and again. It keeps no process alive. */
export class Watch {
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(look: () => void) {
    this.#look = look;
  }

  get armed(): boolean {
    return this.#timer !== undefined;
  }

  arm(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, Math.min(ms, MAX_TIMER_MS));
    this.#timer.unref();
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
