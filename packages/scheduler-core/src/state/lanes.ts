/**
 * Owns the order of what is ready: lane by lane, first in, first out. Statuses belong to the callers.
 *
 * A shell may put ready tasks aside, for something that is full (a gate, by a number of the shell's own): they are ready all the same, but
 * stand in nobody's way. It is no event, and a state that is had from its journal has none put aside.
 *
 * 1. A task is in at most one lane, and either put aside or not.
 * 2. Of those put aside for one gate at most one is given back: the first of them, in its place among all that is ready.
 * 3. Adding, removing and choosing cost the same whatever is queued; giving back costs as much as there are gates that have given back.
 */
import { LANES } from "../scenario/scenario.ts";
import { LaneLinks, LaneLists } from "./lane-lists.ts";
import type { RunState } from "./run-state.ts";

interface Gate {
  readonly aside: LaneLists;
  /** The task that was given back, and its lane; -1 for none. */
  back: number;
  backLane: number;
}

interface Aside {
  readonly gate: Gate;
  /** Who was put aside earlier had become ready earlier, as far as one lane goes. */
  readonly order: number;
}

export class Lanes {
  /** Tasks in all lanes, those put aside included. */
  count = 0;
  private readonly links: LaneLinks;
  private readonly open: LaneLists;
  private readonly gates: Map<number, Gate> = new Map();
  /** Those put aside, and those of them that were given back. */
  private readonly aside: Map<number, Aside> = new Map();
  private orders = 0;

  constructor(capacity: number) {
    this.links = new LaneLinks(capacity);
    this.open = new LaneLists(this.links);
  }

  grow(capacity: number): void {
    this.links.grow(capacity);
  }

  /** Adds a task, which is in no lane, to the end of one. */
  push(task: number, lane: number): void {
    this.open.insert(task, lane, -1);
    this.count++;
  }

  /** Takes a task out of the lane that holds it. */
  remove(task: number, lane: number): void {
    this.count--;
    const aside = this.aside.size === 0 ? undefined : this.aside.get(task);
    if (aside === undefined) {
      this.open.remove(task, lane);
      return;
    }
    this.aside.delete(task);
    const { gate } = aside;
    if (gate.back !== task) {
      gate.aside.remove(task, lane);
      return;
    }
    this.open.remove(task, lane);
    gate.back = -1;
    this.bringBack(gate);
  }

  /** The first task of the lowest lane that holds one, -1 if none does. Those put aside do not count. */
  first(): number {
    const lane = this.open.firstLane();
    return lane < 0 ? -1 : this.open.firstOf(lane);
  }

  /** Puts `first()` aside. */
  putAside(task: number, lane: number, number: number): void {
    let gate = this.gates.get(number);
    if (gate === undefined)
      this.gates.set(number, (gate = { aside: new LaneLists(this.links), back: -1, backLane: -1 }));
    if (gate.back === task) {
      this.takeAgain(gate);
      return;
    }
    // The one that is given back is the first of its gate, or none is.
    if (gate.back >= 0 && lane < gate.backLane) this.takeAgain(gate);
    this.open.remove(task, lane);
    gate.aside.insert(task, lane, -1);
    this.aside.set(task, { gate, order: this.orders++ });
  }

  /** Gives back the first of those that were put aside for a gate; false where there is none, or one was given back already. */
  giveBack(number: number): boolean {
    const gate = this.gates.get(number);
    return gate !== undefined && gate.back < 0 && this.bringBack(gate);
  }

  isAside(task: number): boolean {
    return this.aside.has(task);
  }

  /** All that is ready, lane by lane in the order of becoming ready, as if nothing had been put aside. */
  all(): number[] {
    const tasks: number[] = [];
    const orderOf = (task: number): number => this.aside.get(task)?.order ?? this.orders;
    for (let lane = 0; lane < LANES; lane++) {
      const found = this.open.list(lane);
      if (this.aside.size > 0) {
        for (const gate of this.gates.values()) for (const task of gate.aside.list(lane)) found.push(task);
        found.sort((a, b) => orderOf(a) - orderOf(b));
      }
      for (const task of found) tasks.push(task);
    }
    return tasks;
  }

  /** What a lane holds, in order; without those put aside. */
  list(lane: number): number[] {
    return this.open.list(lane);
  }

  clear(): void {
    this.open.clear();
    this.gates.clear();
    this.aside.clear();
    this.count = 0;
  }

  private takeAgain(gate: Gate): void {
    const { back: task, backLane: lane } = gate;
    this.open.remove(task, lane);
    gate.aside.insert(task, lane, gate.aside.firstOf(lane));
    gate.back = -1;
  }

  private bringBack(gate: Gate): boolean {
    const lane = gate.aside.firstLane();
    if (lane < 0) return false;
    const task = gate.aside.firstOf(lane);
    const order = this.aside.get(task)?.order ?? 0;
    gate.aside.remove(task, lane);
    // What was given back is older than all else of its lane: when it was put aside it was the first.
    let before = this.open.firstOf(lane);
    while (before >= 0 && (this.aside.get(before)?.order ?? Infinity) < order) before = this.links.next[before]!;
    this.open.insert(task, lane, before);
    gate.back = task;
    gate.backLane = lane;
    return true;
  }
}

/** The task to start next: of the lowest lane, the one that has waited longest; -1 if none is ready. */
export function nextReady(state: RunState): number {
  return state.lanes.first();
}
