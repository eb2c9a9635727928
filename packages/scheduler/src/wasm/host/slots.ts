/**
 * The slots of one thread: which call lies in which, and what the shared memory says of it.
 *
 * 1. A slot is reused only when the guest's thread has spoken of it: a recalled call comes back as `skipped`.
 * 2. A call has begun or is recalled, never both: both sides take a slot out of `sent` by one atomic step.
 */
import { CONTROL, SLOT, SLOTS } from "../protocol.ts";
import type { Pending } from "./pending.ts";

export class Slots {
  readonly #control: Int32Array;
  readonly #startedAt: Float64Array;
  readonly #calls: (Pending | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  readonly #free: number[] = Array.from({ length: SLOTS }, (_, slot) => SLOTS - 1 - slot);
  readonly #recalled = new Set<number>();

  constructor(shared: SharedArrayBuffer) {
    this.#control = new Int32Array(shared, 0, CONTROL.startedAtByte / 4);
    this.#startedAt = new Float64Array(shared, CONTROL.startedAtByte, 1);
  }

  /** Calls that lie here; recalled ones do not. */
  get load(): number {
    return SLOTS - this.#free.length - this.#recalled.size;
  }

  get full(): boolean {
    return this.#free.length === 0;
  }

  put(pending: Pending): number {
    const slot = this.#free.pop();
    if (slot === undefined) throw new RangeError("The thread has no free slot.");
    this.#calls[slot] = pending;
    Atomics.store(this.#control, CONTROL.cancelled + slot, 0);
    Atomics.store(this.#control, CONTROL.states + slot, SLOT.sent);
    return slot;
  }

  at(slot: number): Pending | undefined {
    return this.#calls[slot];
  }

  slotOf(pending: Pending): number {
    return this.#calls.indexOf(pending);
  }

  /** The slot is free again. */
  clear(slot: number): void {
    this.#calls[slot] = undefined;
    this.#free.push(slot);
  }

  /** The guest's thread has passed over a call. False where nobody had recalled it: a broken instance passes over all. */
  skipped(slot: number): boolean {
    if (!this.#recalled.delete(slot)) return false;
    this.clear(slot);
    return true;
  }

  /** Takes back a call that has not begun, and one that an instance which begins none has passed over. */
  recall(slot: number): boolean {
    const state = CONTROL.states + slot;
    if (Atomics.compareExchange(this.#control, state, SLOT.sent, SLOT.recalled) === SLOT.begun) return false;
    this.#calls[slot] = undefined;
    this.#recalled.add(slot);
    return true;
  }

  recallAll(): readonly Pending[] {
    const recalled: Pending[] = [];
    for (const [slot, pending] of this.#calls.entries()) {
      if (pending !== undefined && this.recall(slot)) recalled.push(pending);
    }
    return recalled;
  }

  /** From here on the guest's `is-cancelled` is true. */
  cancel(slot: number): void {
    Atomics.store(this.#control, CONTROL.cancelled + slot, 1);
  }

  /** When the guest's thread last began something, in milliseconds since the Unix epoch; 0 before the first. */
  get begunAt(): number {
    return this.#startedAt[0] ?? 0;
  }

  /** When the call that runs began, in milliseconds since the Unix epoch; undefined where none runs. */
  get runningSince(): number | undefined {
    const runs = this.#calls.some((pending, slot) => pending !== undefined && this.#hasBegun(slot));
    return runs ? this.#startedAt[0] : undefined;
  }

  /** Empties all, once the guest's thread is no more. */
  empty(): { readonly begun: readonly Pending[]; readonly unbegun: readonly Pending[] } {
    const begun: Pending[] = [];
    const unbegun: Pending[] = [];
    for (const [slot, pending] of this.#calls.entries()) {
      this.#calls[slot] = undefined;
      if (pending !== undefined) (this.#hasBegun(slot) ? begun : unbegun).push(pending);
    }
    return { begun, unbegun };
  }

  #hasBegun(slot: number): boolean {
    return Atomics.load(this.#control, CONTROL.states + slot) === SLOT.begun;
  }
}
