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

/** Of one concurrency group. */
interface Gate {
  readonly number: number;
  readonly limit: number;
  inFlight: number;
}

export class Gates {
  readonly #run: Run;
  readonly #groups = new Map<string, Gate>();
  readonly #actions = new Map<string, Gate>();

  constructor(run: Run) {
    this.#run = run;
    const { actions, concurrencyGroups = {} } = run.scenario;
    for (const [name, limit] of Object.entries(concurrencyGroups))
      this.#groups.set(name, { number: this.#groups.size, limit, inFlight: 0 });
    for (const action of actions) {
      const gate = this.#gateOf(action);
      if (gate !== undefined) this.#actions.set(action.id, gate);
    }
  }

  /** The task to start next, or -1. It stays ready until `startAttempt`. */
  next(): number {
    const { state } = this.#run;
    for (;;) {
      const task = nextReady(state);
      if (task < 0 || this.#actions.size === 0) return task;
      const gate = this.#actions.get(state.nodeOf(task).action ?? "");
      if (gate === undefined) return task;
      if (gate.inFlight >= gate.limit) state.lanes.putAside(task, state.laneOf(task), gate.number);
      // Who was put aside before goes first.
      else if (!state.lanes.giveBack(gate.number)) return task;
    }
  }

  /** An attempt of the action is in flight. */
  enter(action: ActionDef): void {
    const gate = this.#gateOf(action);
    if (gate !== undefined) gate.inFlight++;
  }

  /** It is not any more. */
  leave(action: ActionDef): void {
    const gate = this.#gateOf(action);
    if (gate === undefined) return;
    gate.inFlight--;
    this.#run.state.lanes.giveBack(gate.number);
  }

  #gateOf({ concurrencyGroup }: ActionDef): Gate | undefined {
    return concurrencyGroup === undefined ? undefined : this.#groups.get(concurrencyGroup);
  }
}
