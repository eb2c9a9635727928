/** The visits of single tasks: becoming ready, passing on, being skipped. */
import type { ActionOutcome } from "../outcome/outcome.ts";
import { ACTION, END, TERMINATE } from "../wbs/graph.ts";
import { failUnhandled, stop } from "./failure.ts";
import {
  BEGUN,
  BLOCKED,
  FINISHED,
  GONE,
  MULTI,
  READY,
  RUNNING,
  SETTLED,
  SKIPPED,
  START,
  STATUSES,
  SUCCEEDED,
} from "./flags.ts";
import type { RunState } from "./run-state.ts";
import { EDGES, LAST_EDGES } from "./worklist.ts";

/** What a start passes on. */
export const START_OUTCOME: ActionOutcome = Object.freeze({ status: "succeeded" as const });

export function isFailure(outcome: ActionOutcome): boolean {
  return outcome.status !== "succeeded";
}

/** A visit of a node with `for_each` begins: its list is awaited. */
function awaitItems(state: RunState, task: number): void {
  state.visits[task]!++;
  state.status[task] = RUNNING;
  state.flags[task]! |= BEGUN;
  state.deciding = task;
}

/** Puts a task at the end of its lane. */
export function makeReady(state: RunState, task: number): void {
  state.status[task] = READY;
  state.readyAt[task] = state.now;
  state.lanes.push(task, state.lane[task]!);
}

/** Every edge of the task is decided: a visit if one was taken, else a skip. */
export function settle(state: RunState, task: number): void {
  const flags = state.flags[task]!;
  if ((flags & (SETTLED | BLOCKED)) !== 0) return;
  state.flags[task] = flags | SETTLED;
  if ((flags & GONE) === 0 && (state.reached[task]! >= 0 || (flags & START) !== 0)) visit(state, task);
  else skip(state, task);
}

/** Begins a visit: an action becomes ready or awaits its items, a decision happens at once. */
export function visit(state: RunState, task: number): void {
  const visits = state.visits[task]!;
  if (visits > 0 && visits >= state.graph.nodes[task]!.maxVisits) {
    failVisits(state, task);
    return;
  }
  if (state.graph.kind[task] === ACTION) {
    if (state.graph.nodes[task]!.forEach === undefined) makeReady(state, task);
    else awaitItems(state, task);
    return;
  }
  const outcome = arrivedOutcome(state, task) ?? START_OUTCOME;
  state.visits[task] = visits + 1;
  state.outcomes[task] = outcome;
  state.status[task] = STATUSES.indexOf(outcome.status);
  if (state.graph.firstOut[task]! >= 0) state.deciding = task;
  else afterDecision(state, task, 0);
}

/** Goes on below a task whose edges were decided; `taken` says how many of them were. */
export function afterDecision(state: RunState, task: number, taken: number): void {
  const outcome = state.outcomes[task]!;
  if (taken === 0 && isFailure(outcome)) failUnhandled(state, task, outcome);
  if (state.phase === "running") state.work.push(EDGES, task, state.graph.firstOut[task]!);
}

/** The task's edges count as not taken; those that leave a loop keep what its last visit gave. */
export function skip(state: RunState, task: number): void {
  state.status[task] = SKIPPED;
  state.work.push(EDGES, task, state.graph.firstOut[task]!);
}

function failVisits(state: RunState, task: number): void {
  const { id, maxVisits } = state.graph.nodes[task]!;
  const message = `Task "${id}" was reached once more after ${maxVisits} visits, the most that its max_visits allows`;
  stop(state, { status: "failed", error: { code: "max-visits", message, retryable: false, causes: [] }, task });
}

/** One arrival at an end. */
export function arriveAtEnd(state: RunState, task: number): void {
  state.visits[task]!++;
  state.status[task] = SUCCEEDED;
  state.outcomes[task] = START_OUTCOME;
  if (state.graph.kind[task] === TERMINATE) stop(state, { status: "succeeded" });
}

/** One arrival at a multi-visit task. */
export function arrive(state: RunState, task: number, outcome: ActionOutcome | undefined): void {
  if ((state.flags[task]! & (BLOCKED | GONE)) !== 0) return;
  const queue = state.queues.get(task);
  if (queue !== undefined) queue.items.push(outcome);
  else state.queues.set(task, { items: [outcome], head: 0 });
  visitNext(state, task);
}

/** Begins the next visit of a multi-visit task if it is idle and something has arrived. */
export function visitNext(state: RunState, task: number): void {
  const queue = state.queues.get(task);
  if (queue === undefined || (state.flags[task]! & SETTLED) !== 0) return;
  state.arrived.set(task, queue.items[queue.head]);
  queue.items[queue.head++] = undefined;
  if (queue.head === queue.items.length) state.queues.delete(task);
  state.flags[task]! |= SETTLED;
  visit(state, task);
}

/** Finds out whether an end or a multi-visit task can be visited no more, and passes that on. */
export function finishIfDone(state: RunState, task: number): void {
  const flags = state.flags[task]!;
  if (state.pending[task]! > 0 || (flags & (BLOCKED | FINISHED)) !== 0) return;
  if (state.graph.kind[task]! >= END) {
    if (state.visits[task] === 0) state.status[task] = SKIPPED;
    return;
  }
  if ((flags & SETTLED) !== 0 || state.queues.has(task)) return;
  state.flags[task] = flags | FINISHED;
  if (state.visits[task] === 0) state.status[task] = SKIPPED;
  state.work.push(LAST_EDGES, task, state.graph.firstOut[task]!);
}

/** The outcome that reached the task's present visit; undefined for a start. */
export function arrivedOutcome(state: RunState, task: number): ActionOutcome | undefined {
  if ((state.flags[task]! & MULTI) !== 0) return state.arrived.get(task);
  const source = state.reached[task]!;
  return source < 0 ? undefined : state.outcomes[source];
}
