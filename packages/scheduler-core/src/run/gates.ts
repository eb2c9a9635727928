/**
 * What may start now: the order of the lanes, without what waits for room in its concurrency group. It is the shell's alone: nothing of it
 * is an event, and `nextTask` knows nothing of it.
 *
 * 1. A task that cannot start stands in no other's way, and comes back to its place as soon as it can.
 * 2. Every question and every answer costs as much as there are gates at most, whatever is ready.
 */
import type { ActionDef } from "../scenario/scenario.ts";
import { nextReady } from "../state/lanes.ts";
import type { Run } from "./run.ts";

interface Group {
  readonly limit: number;
  inFlight: number;
  readonly gates: Gate[];
}

interface Gate {
  readonly number: number;
  readonly group: Group;
}

export class Gates {
  readonly #run: Run;
  readonly #groups = new Map<string, Group>();
  /** By the action's id. */
  readonly #gates = new Map<string, Gate>();

  constructor(run: Run) {
    this.#run = run;
    const { actions, concurrencyGroups = {} } = run.scenario;
    for (const [name, limit] of Object.entries(concurrencyGroups)) {
      const group: Group = { limit, inFlight: 0, gates: [] };
      group.gates.push({ number: this.#groups.size, group });
      this.#groups.set(name, group);
    }
    for (const { id, concurrencyGroup } of actions) {
      const gate = this.#groups.get(concurrencyGroup ?? "")?.gates[0];
      if (gate !== undefined) this.#gates.set(id, gate);
    }
  }

  /** The task to start next, or -1. It stays ready until `startAttempt`. */
  next(): number {
    const { state } = this.#run;
    for (;;) {
      const task = nextReady(state);
      if (task < 0 || this.#gates.size === 0) return task;
      const gate = this.#gates.get(state.nodeOf(task).action ?? "");
      if (gate === undefined) return task;
      if (!isOpen(gate)) state.lanes.putAside(task, state.laneOf(task), gate.number);
      // Who was put aside before goes first.
      else if (!state.lanes.giveBack(gate.number)) return task;
    }
  }

  /** An attempt of the action is in flight. */
  enter({ concurrencyGroup }: ActionDef): void {
    const group = concurrencyGroup === undefined ? undefined : this.#groups.get(concurrencyGroup);
    if (group !== undefined) group.inFlight++;
  }

  /** It is not any more. */
  leave({ concurrencyGroup }: ActionDef): void {
    const group = concurrencyGroup === undefined ? undefined : this.#groups.get(concurrencyGroup);
    if (group === undefined) return;
    group.inFlight--;
    for (const { number } of group.gates) this.#run.state.lanes.giveBack(number);
  }
}

function isOpen({ group }: Gate): boolean {
  return group.inFlight < group.limit;
}
