/**
 * When which task is due: a heap in typed arrays and one timer for all, so that a million waits cost a few bytes each.
 *
 * 1. Tasks that are due at the same time are told in the order added.
 * 2. Nothing is taken out before its time: whoever is told looks whether the task still waits for that time.
 */

/** Told in one go, before other things of this process have their turn. */
const MAX_AT_ONCE = 1_000;

export class TaskTimers {
  readonly #timer: (time: number, callback: () => void) => () => void;
  readonly #now: () => number;
  readonly #due: (task: number, time: number) => void;
  #times = new Float64Array(16);
  #orders = new Float64Array(16);
  #tasks = new Int32Array(16);
  #size = 0;
  #order = 0;
  #armedFor = Infinity;
  #stop: (() => void) | undefined;

  /** `timer`: calls back at a time, and gives what calls it off. */
  constructor(
    timer: (time: number, callback: () => void) => () => void,
    now: () => number,
    due: (task: number, time: number) => void,
  ) {
    this.#timer = timer;
    this.#now = now;
    this.#due = due;
  }

  add(task: number, time: number): void {
    if (this.#size === this.#tasks.length) this.#grow();
    this.#rise(this.#size++, time, this.#order++, task);
    this.#arm();
  }

  clear(): void {
    this.#size = 0;
    this.#arm();
  }

  #arm(): void {
    const next = this.#size === 0 ? Infinity : this.#times[0]!;
    if (next === this.#armedFor) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#armedFor = next;
    if (next !== Infinity) this.#stop = this.#timer(next, () => this.#fire());
  }

  #fire(): void {
    this.#stop = undefined;
    this.#armedFor = Infinity;
    // Timers of whole milliseconds may be early by a fraction.
    const until = this.#now() + 1;
    for (let told = 0; this.#size > 0 && this.#times[0]! <= until && told < MAX_AT_ONCE; told++) {
      const time = this.#times[0]!;
      const task = this.#tasks[0]!;
      this.#removeFirst();
      this.#due(task, time);
    }
    this.#arm();
  }

  #removeFirst(): void {
    const last = --this.#size;
    if (last > 0) this.#sink(this.#times[last]!, this.#orders[last]!, this.#tasks[last]!);
  }

  #rise(hole: number, time: number, order: number, task: number): void {
    let at = hole;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#times[parent]! <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, time, order, task);
  }

  #sink(time: number, order: number, task: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(child + 1, this.#times[child]!, this.#orders[child]!)) child++;
      if (!this.#isBefore(child, time, order)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, time, order, task);
  }

  #isBefore(place: number, time: number, order: number): boolean {
    const own = this.#times[place]!;
    return own < time || (own === time && this.#orders[place]! < order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from]!, this.#orders[from]!, this.#tasks[from]!);
  }

  #put(place: number, time: number, order: number, task: number): void {
    this.#times[place] = time;
    this.#orders[place] = order;
    this.#tasks[place] = task;
  }

  #grow(): void {
    const capacity = this.#tasks.length * 2;
    const times = new Float64Array(capacity);
    times.set(this.#times);
    this.#times = times;
    const orders = new Float64Array(capacity);
    orders.set(this.#orders);
    this.#orders = orders;
    const tasks = new Int32Array(capacity);
    tasks.set(this.#tasks);
    this.#tasks = tasks;
  }
}
