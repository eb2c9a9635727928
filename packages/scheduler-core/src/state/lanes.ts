/**
 * Owns the order of what is ready: one doubly linked list of tasks a lane, first in, first out, and a bitmap of the lanes
 * that hold something. Statuses belong to the callers.
 *
 * 1. A task is in at most one lane.
 * 2. Bit `lane & 31` of word `lane >> 5` is set exactly when the lane holds a task.
 * 3. Adding, removing and choosing cost the same whatever is queued.
 */
import { LANES } from "../scenario/scenario.ts";
import { growInt32 } from "../wbs/grow.ts";
import type { RunState } from "./run-state.ts";

export class Lanes {
  /** Tasks in all lanes. */
  count = 0;
  private low = 0;
  private high = 0;
  private readonly head: Int32Array = new Int32Array(LANES).fill(-1);
  private readonly tail: Int32Array = new Int32Array(LANES).fill(-1);
  private next: Int32Array;
  private previous: Int32Array;

  constructor(capacity: number) {
    this.next = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
  }

  grow(capacity: number): void {
    this.next = growInt32(this.next, capacity);
    this.previous = growInt32(this.previous, capacity);
  }

  /** Adds a task, which is in no lane, to the end of one. */
  push(task: number, lane: number): void {
    const last = this.tail[lane]!;
    this.next[task] = -1;
    this.previous[task] = last;
    this.tail[lane] = task;
    this.count++;
    if (last >= 0) {
      this.next[last] = task;
      return;
    }
    this.head[lane] = task;
    if (lane < 32) this.low |= 1 << lane;
    else this.high |= 1 << (lane - 32);
  }

  /** Takes a task out of the lane that holds it. */
  remove(task: number, lane: number): void {
    const before = this.previous[task]!;
    const after = this.next[task]!;
    if (before >= 0) this.next[before] = after;
    else this.head[lane] = after;
    if (after >= 0) this.previous[after] = before;
    else this.tail[lane] = before;
    this.count--;
    if (this.head[lane]! >= 0) return;
    if (lane < 32) this.low &= ~(1 << lane);
    else this.high &= ~(1 << (lane - 32));
  }

  /** The first task of the lowest lane that holds one, -1 if none does. */
  first(): number {
    if (this.low !== 0) return this.head[31 - Math.clz32(this.low & -this.low)]!;
    if (this.high !== 0) return this.head[63 - Math.clz32(this.high & -this.high)]!;
    return -1;
  }

  /** What a lane holds, in order. */
  list(lane: number): number[] {
    const tasks: number[] = [];
    for (let task = this.head[lane]!; task >= 0; task = this.next[task]!) tasks.push(task);
    return tasks;
  }

  clear(): void {
    this.head.fill(-1);
    this.tail.fill(-1);
    this.count = 0;
    this.low = 0;
    this.high = 0;
  }
}

/** The task to start next: of the lowest lane, the one that has waited longest; -1 if none is ready. */
export function nextReady(state: RunState): number {
  return state.lanes.first();
}
