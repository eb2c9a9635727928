/**
 * Doubly linked lists of tasks, one for each lane, and a bitmap of those that hold something.
 *
 * 1. Lists that share their links hold different tasks: a task is in at most one of all of them.
 * 2. Bit `lane & 31` of word `lane >> 5` is set exactly when the lane holds a task.
 */
import { LANES } from "../scenario/scenario.ts";
import { growInt32 } from "../wbs/grow.ts";

export class LaneLinks {
  next: Int32Array;
  previous: Int32Array;

  constructor(capacity: number) {
    this.next = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
  }

  grow(capacity: number): void {
    this.next = growInt32(this.next, capacity);
    this.previous = growInt32(this.previous, capacity);
  }
}

export class LaneLists {
  private low = 0;
  private high = 0;
  private readonly head: Int32Array = new Int32Array(LANES).fill(-1);
  private readonly tail: Int32Array = new Int32Array(LANES).fill(-1);
  private readonly links: LaneLinks;

  constructor(links: LaneLinks) {
    this.links = links;
  }

  /** Puts a task before another of the lane, or at the end: -1. */
  insert(task: number, lane: number, before: number): void {
    const { next, previous } = this.links;
    const after = before >= 0 ? previous[before]! : this.tail[lane]!;
    next[task] = before;
    previous[task] = after;
    if (before >= 0) previous[before] = task;
    else this.tail[lane] = task;
    if (after >= 0) {
      next[after] = task;
      return;
    }
    this.head[lane] = task;
    if (lane < 32) this.low |= 1 << lane;
    else this.high |= 1 << (lane - 32);
  }

  remove(task: number, lane: number): void {
    const { next, previous } = this.links;
    const before = previous[task]!;
    const after = next[task]!;
    if (before >= 0) next[before] = after;
    else this.head[lane] = after;
    if (after >= 0) previous[after] = before;
    else this.tail[lane] = before;
    if (this.head[lane]! >= 0) return;
    if (lane < 32) this.low &= ~(1 << lane);
    else this.high &= ~(1 << (lane - 32));
  }

  /** The lowest lane that holds a task, -1 if none does. */
  firstLane(): number {
    if (this.low !== 0) return 31 - Math.clz32(this.low & -this.low);
    if (this.high !== 0) return 63 - Math.clz32(this.high & -this.high);
    return -1;
  }

  /** The first task of a lane, -1 if it holds none. */
  firstOf(lane: number): number {
    return this.head[lane]!;
  }

  /** What a lane holds, in order. */
  list(lane: number): number[] {
    const tasks: number[] = [];
    for (let task = this.head[lane]!; task >= 0; task = this.links.next[task]!) tasks.push(task);
    return tasks;
  }

  clear(): void {
    this.head.fill(-1);
    this.tail.fill(-1);
    this.low = 0;
    this.high = 0;
  }
}
