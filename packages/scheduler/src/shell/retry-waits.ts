interface Wait {
  readonly task: number;
  /** Milliseconds since the Unix epoch. */
  readonly due: number;
}

/** The waits for further attempts that are under way: a heap would cost more than it saves, for a run has few at once. */
export class RetryWaits {
  /** By due time; those of one time in the order added. */
  #waits: Wait[] = [];

  get earliest(): number | undefined {
    return this.#waits[0]?.due;
  }

  add(task: number, due: number): void {
    const place = this.#waits.findIndex((wait) => wait.due > due);
    this.#waits.splice(place < 0 ? this.#waits.length : place, 0, { task, due });
  }

  /** Those that are due, in order; they wait no more. */
  takeDue(now: number): readonly Wait[] {
    const place = this.#waits.findIndex((wait) => wait.due > now);
    return this.#waits.splice(0, place < 0 ? this.#waits.length : place);
  }

  /** Ends them all: the run starts nothing any more. */
  clear(): void {
    this.#waits = [];
  }
}
