/**
 * Takes in what a guest's thread says, as it comes.
 *
 * 1. A guest that never ceases to speak does not keep this thread to itself.
 * 2. What it says, or fails to say, is never an exception here: `lost` is told, once, and nothing is taken in any more.
 * 3. A result for which nobody was woken (see `RESULTS_AT_ONCE`) came within `QUIET_MS` of a wake. `LATE_MS` after the last wake, or
 *    after something was first expected, it is looked for once.
 */
import type { LineReader } from "../line.ts";
import { LATE_MS } from "../protocol.ts";
import { Watch } from "./watch.ts";

/** Messages that are taken in before other things of this process have their turn. */
const MAX_AT_ONCE = 256;
/** How often one turn looks again: where something came, more is likely. */
const MAX_LOOKS = 8;

export class Listener<T> {
  readonly #reader: LineReader<T>;
  readonly #take: (message: T) => void;
  readonly #lost: (error: unknown) => void;
  readonly #late = new Watch(() => void this.takeIn());
  #deaf = false;
  #over = false;

  constructor(reader: LineReader<T>, take: (message: T) => void, lost: (error: unknown) => void) {
    this.#reader = reader;
    this.#take = take;
    this.#lost = lost;
  }

  /** The thread has been given something to answer. */
  expect(): void {
    if (!this.#late.armed) this.#late.arm(LATE_MS);
  }

  listen(): void {
    this.#late.arm(LATE_MS);
    for (let looks = 1; ; looks++) {
      const more = this.takeIn();
      if (this.#over || this.#deaf) return;
      const arrival = more ? undefined : this.#reader.arrival();
      if (arrival !== undefined) return void arrival.then(() => this.listen());
      if (more || looks === MAX_LOOKS) return void setImmediate(() => this.listen());
    }
  }

  /** Takes in what has come by now, in parts; gives whether there may be more. */
  takeIn(): boolean {
    if (this.#deaf) return false;
    try {
      for (let taken = 0; this.#over || taken < MAX_AT_ONCE; taken++) {
        const message = this.#reader.read();
        if (message === undefined) return false;
        this.#take(message);
      }
      return true;
    } catch (error) {
      this.#deaf = true;
      this.#lost(error);
      return false;
    }
  }

  /** The thread has ended: what it said before counts, and nothing comes after it. */
  close(): void {
    this.#over = true;
    this.takeIn();
    this.#late.disarm();
    this.#reader.close();
  }
}
