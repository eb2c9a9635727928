/**
 * Owns what is undone when a run comes to its end without success: the visits that succeeded and whose action says how, the last first.
 *
 * 1. Nothing is undone before nothing else is open (phase `compensating`), and one compensation has ended before the next begins.
 * 2. A compensation is a task of its own, of a name that no document and no edit can give, in lane 0, and without edges.
 */
import type { ActionOutcome, ErrorCause } from "../outcome/outcome.ts";
import type { ActionDef } from "../scenario/scenario.ts";
import type { RunState } from "./run-state.ts";
import { makeReady } from "./visits.ts";

/** A visit that can be undone, or is. */
export interface Undoable {
  readonly task: number;
  readonly visit: number;
  readonly outcome: ActionOutcome;
  readonly action: ActionDef;
}

/** Of failures more are counted, and not told one by one. */
const MOST_FAILURES = 64;

export class Compensations {
  /** What can be undone, in the order it was completed. */
  readonly stack: Undoable[] = [];
  /** By the task that undoes it. */
  readonly undone: Map<number, Undoable> = new Map();
  /** The compensations that ended without success. */
  readonly failures: ErrorCause[] = [];
  failed = 0;
  /** The task that undoes now, -1 for none. */
  current = -1;
}

/** A visit ended. */
export function noteVisit(state: RunState, compensations: Compensations, task: number, outcome: ActionOutcome): void {
  if (task === compensations.current) {
    compensations.current = -1;
    if (outcome.status !== "succeeded") noteFailure(state, compensations, task, outcome);
    return;
  }
  if (outcome.status !== "succeeded") return;
  const action = state.graph.actions.get(state.graph.nodes[task]!.action ?? "");
  if (action?.compensate === undefined) return;
  compensations.stack.push({ task, visit: state.visits[task]!, outcome, action });
}

/** Makes the next compensation ready; false where nothing is left to undo. */
export function compensateNext(state: RunState, compensations: Compensations): boolean {
  const undoable = compensations.stack.pop();
  const undo = undoable?.action.compensate;
  if (undoable === undefined || undo === undefined) return false;
  const { graph } = state;
  const { id, delivery } = undoable.action;
  const action = `${id}!compensate`;
  const known: ActionDef = { ...undo, id: action, export: [], ...(delivery === undefined ? undefined : { delivery }) };
  if (!graph.actions.has(action)) graph.setAction(known);
  const task = graph.addTask({
    id: compensationId(state.taskId(undoable.task), undoable.visit),
    type: "action",
    action,
    priority: 0,
    join: "all",
    maxVisits: 1,
    terminate: false,
    edges: [],
  });
  state.grow();
  state.phase = "compensating";
  compensations.undone.set(task, undoable);
  compensations.current = task;
  makeReady(state, task);
  return true;
}

/** Says what it undoes. */
function compensationId(task: string, visit: number): string {
  return visit === 1 ? `${task}!compensate` : `${task}!compensate-${visit}`;
}

function noteFailure(state: RunState, compensations: Compensations, task: number, outcome: ActionOutcome): void {
  compensations.failed++;
  if (compensations.failures.length === MOST_FAILURES) return;
  const { error, detail, status } = outcome;
  const message = `"${state.taskId(task)}" ended as ${status}, so what it was to undo was not undone: ${error?.message ?? detail ?? status}`;
  compensations.failures.push({ code: "compensation-failed", message });
}
