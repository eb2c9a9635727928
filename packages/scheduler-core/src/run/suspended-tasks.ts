import { growFloat64, growInt32, nextCapacity } from "../wbs/grow.ts";
import type { Suspended } from "./wait.ts";

/** Attempts that wait, by task: each is a few numbers in typed arrays, so that a million waits cost what a million waits should. */
export class SuspendedTasks {
  /** By task: where its numbers are; -1 for those that do not wait. */
  #places: Int32Array = new Int32Array(0);
  readonly #free: number[] = [];
  #size = 0;
  /** By place, as all below. Who began to wait first has the least. */
  #orders: Float64Array = new Float64Array(0);
  #until: Float64Array = new Float64Array(0);
  #startedAt: Float64Array = new Float64Array(0);
  #waitMs: Float64Array = new Float64Array(0);
  /** Of those that wait for one. */
  readonly #signals = new Map<number, string>();
  #begun = 0;

  get size(): number {
    return this.#size;
  }

  set({ task, wait, startedAt, waitMs }: Suspended): void {
    this.delete(task);
    if (task >= this.#places.length)
      this.#places = growInt32(this.#places, nextCapacity(this.#places.length, task + 1), -1);
    const place = this.#free.pop() ?? this.#size;
    if (place >= this.#until.length) this.#grow(place + 1);
    this.#places[task] = place;
    this.#size += 1;
    this.#orders[place] = this.#begun++;
    this.#until[place] = wait.until ?? Infinity;
    this.#startedAt[place] = startedAt;
    this.#waitMs[place] = waitMs;
    if (wait.signal !== undefined) this.#signals.set(place, wait.signal);
  }

  get(task: number): Suspended | undefined {
    const place = this.#places[task] ?? -1;
    return place < 0 ? undefined : this.#at(task, place);
  }

  delete(task: number): void {
    const place = this.#places[task] ?? -1;
    if (place < 0) return;
    this.#places[task] = -1;
    this.#size -= 1;
    this.#signals.delete(place);
    this.#free.push(place);
  }

  /** In the order in which they began to wait. */
  values(): readonly Suspended[] {
    const tasks: number[] = [];
    for (const [task, place] of this.#places.entries()) if (place >= 0) tasks.push(task);
    const order = (task: number): number => this.#orders[this.#places[task] ?? 0] ?? 0;
    return tasks.sort((a, b) => order(a) - order(b)).map((task) => this.#at(task, this.#places[task] ?? 0));
  }

  #at(task: number, place: number): Suspended {
    const until = this.#until[place] ?? Infinity;
    const signal = this.#signals.get(place);
    const wait = {
      ...(until === Infinity ? undefined : { until }),
      ...(signal === undefined ? undefined : { signal }),
    };
    return { task, wait, startedAt: this.#startedAt[place] ?? 0, waitMs: this.#waitMs[place] ?? 0 };
  }

  #grow(needed: number): void {
    const capacity = nextCapacity(this.#until.length, needed);
    this.#orders = growFloat64(this.#orders, capacity);
    this.#until = growFloat64(this.#until, capacity);
    this.#startedAt = growFloat64(this.#startedAt, capacity);
    this.#waitMs = growFloat64(this.#waitMs, capacity);
  }
}
