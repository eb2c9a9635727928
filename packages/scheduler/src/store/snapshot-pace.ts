/**
 * When a snapshot is worth its cost. One is taken once what came since the last is several times as much as it, so that all of them
 * together cost a fraction of the journal; and what is read when a run is opened is in proportion to the run as it is, not to all that has
 * ever happened in it.
 */

/** Characters of a journal: reading so much is cheap. */
const LEAST = 32 * 1024;
/** How many times a snapshot's characters, and parts, must have come since. */
const TIMES = 4;

export class SnapshotPace {
  #since = 0;
  #next = LEAST;

  /** So many characters came since the last. */
  add(characters: number): void {
    this.#since += characters;
  }

  isDue(parts: number): boolean {
    return this.#since >= this.#next && this.#since >= TIMES * parts;
  }

  /** One was taken of so many characters. */
  taken(characters: number): void {
    this.#since = 0;
    this.#next = Math.max(LEAST, TIMES * characters);
  }

  /** None could be taken: it is tried again once there is twice as much. */
  missed(): void {
    this.#next = 2 * this.#since;
  }
}
