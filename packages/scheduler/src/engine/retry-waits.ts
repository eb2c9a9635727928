/** The waits for further attempts that are under way, by task. They hold no slot. */
export class RetryWaits {
  readonly #timer: (time: number, callback: () => void) => () => void;
  readonly #stops = new Map<number, () => void>();

  /** `timer`: calls back at a time, and gives what calls it off. */
  constructor(timer: (time: number, callback: () => void) => () => void) {
    this.#timer = timer;
  }

  get size(): number {
    return this.#stops.size;
  }

  add(task: number, time: number, due: () => void): void {
    const stop = this.#timer(time, () => {
      this.#stops.delete(task);
      due();
    });
    this.#stops.set(task, stop);
  }

  /** Ends them all: the run starts nothing any more. */
  clear(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }
}
