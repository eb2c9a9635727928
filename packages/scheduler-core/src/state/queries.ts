/** What a shell may ask about a run. None of it changes the state. */
import type { ActionOutcome, TaskStatus } from "../outcome/outcome.ts";
import type { ActionDef, WorkflowNode } from "../scenario/scenario.ts";
import { RUNNING, READY, STATUSES, WAITING } from "./run-state.ts";
import type { RunState } from "./run-state.ts";

export { arrivedOutcome } from "./visits.ts";

export function taskCount(state: RunState): number {
  return state.graph.taskCount;
}

export function taskId(state: RunState, task: number): string {
  return nodeOf(state, task).id;
}

/** -1 if there is no such task. */
export function taskIndex(state: RunState, id: string): number {
  return state.graph.index.get(id) ?? -1;
}

/** The node as it stands now: as written, or as edits made it. */
export function nodeOf(state: RunState, task: number): WorkflowNode {
  const node = state.graph.nodes[task];
  if (node === undefined) throw new Error(`There is no task ${task}`);
  return node;
}

/** The action of this id: the scenario's, or one that an edit registered. */
export function actionOf(state: RunState, id: string): ActionDef | undefined {
  return state.graph.actions.get(id);
}

/** A wait for a retry counts as `waiting`. Once the run stops, what has neither ended nor begun is `cancelled`. */
export function statusOf(state: RunState, task: number): TaskStatus {
  const status = state.status[task]!;
  if (state.phase === "stopping" && (status === WAITING || status === READY)) return "cancelled";
  if (state.phase === "ended" && status <= RUNNING) return "cancelled";
  return STATUSES[status]!;
}

/** Visits that have begun. Of an end: what arrived. */
export function visitsOf(state: RunState, task: number): number {
  return state.visits[task]!;
}

/** The number of the present attempt within its visit, from 1. */
export function attemptOf(state: RunState, task: number): number {
  return state.attempts.get(task) ?? 1;
}

export function laneOf(state: RunState, task: number): number {
  return state.lane[task]!;
}

/** When the task last became ready, in milliseconds. */
export function readyAtOf(state: RunState, task: number): number {
  return state.readyAt[task]!;
}

/** The outcome of the task's last visit; undefined before the first. A decision's is the one that reached it. */
export function lastOutcome(state: RunState, task: number): ActionOutcome | undefined {
  return state.outcomes[task];
}
