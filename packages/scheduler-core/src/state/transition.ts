/**
 * The state machine: an event carries what was decided and moves the state. It evaluates no expression and reads no clock.
 */
import { TAKEN } from "../wbs/graph.ts";
import { applyEdits } from "./apply-edits.ts";
import { compensateNext, noteVisit } from "./compensations.ts";
import { drive } from "./drive.ts";
import type { Command, RunEvent } from "./types.ts";
import { failUnhandled, stop } from "./failure.ts";
import { BEGUN, CANCELLED, MULTI, READY, RUNNING, SETTLED, STATUSES, SUCCEEDED, WAITING } from "./flags.ts";
import { awaitsItems, beginItems, itemOver } from "./items.ts";
import type { RunState } from "./run-state.ts";
import { afterDecision, isFailure, makeReady, visitNext } from "./visits.ts";
import { EDGES, STARTS, TOUCHED } from "./worklist.ts";

const NOTHING: readonly Command[] = Object.freeze([]);
const ENDED: readonly Command[] = Object.freeze([{ type: "ended" as const }]);
/** What may come while a decision is awaited. */
const ANSWERS: ReadonlySet<RunEvent["type"]> = new Set(["decided", "expanded", "run-failed", "interrupted"]);
const CANCEL: readonly Command[] = Object.freeze([{ type: "cancel-in-flight" as const }]);

/**
 * Applies an event and says what the shell has to do. Consumes `state`: it is changed in place, deterministically, so that
 * the same events from a fresh state give an equal one. What became ready is asked for with `nextReady`.
 * Throws where an event does not fit the state: a bug of the shell.
 */
export function transition(state: RunState, event: RunEvent): readonly Command[] {
  const before = state.phase;
  state.now = event.at;
  if (state.deciding >= 0 && !ANSWERS.has(event.type))
    throw new Error(`A decision on task ${state.deciding} is awaited, not ${event.type}`);
  switch (event.type) {
    case "begun":
      begin(state);
      break;
    case "started":
      start(state, event.task);
      return NOTHING;
    case "retrying":
      retry(state, event.task);
      break;
    case "due":
      resume(state, event.task);
      break;
    case "completed":
      complete(state, event);
      break;
    case "expanded":
      expand(state, event);
      break;
    case "decided":
      decide(state, event.task, event.taken);
      break;
    case "run-failed":
      if (state.phase === "created" || state.phase === "running") stop(state, { status: "failed", error: event.error });
      break;
    case "interrupted":
      if (state.phase === "created" || state.phase === "running") {
        const error = { code: "interrupted", message: "The run was interrupted", retryable: false, causes: [] };
        stop(state, { status: "cancelled", error });
      }
      break;
  }
  return commands(state, before);
}

function commands(state: RunState, before: RunState["phase"]): readonly Command[] {
  if (state.phase === "running") {
    if (!state.work.isEmpty) drive(state);
    if (state.deciding >= 0)
      return [{ type: awaitsItems(state, state.deciding) ? "expand" : "decide", task: state.deciding }];
    if (state.phase === "running") {
      if (state.inFlight > 0 || state.lanes.count > 0 || state.waits > 0) return NOTHING;
      state.result = state.failure ?? { status: "succeeded" };
      return finish(state);
    }
  }
  if (before === "ended") return NOTHING;
  if (state.inFlight > 0) return before === "running" ? CANCEL : NOTHING;
  return finish(state);
}

/** Nothing is open any more: the run has ended, but for what is to be undone. */
function finish(state: RunState): readonly Command[] {
  const { compensations } = state;
  if (compensations !== undefined && state.result?.status !== "succeeded") {
    if (compensations.current >= 0 || compensateNext(state, compensations)) return NOTHING;
  }
  state.phase = "ended";
  return ENDED;
}

function begin(state: RunState): void {
  if (state.phase !== "created") throw new Error("The run has begun already");
  state.phase = "running";
  if (state.taskCount <= state.maxTasks) {
    state.work.push(STARTS, 0, 0);
    return;
  }
  const message = `The scenario has ${state.taskCount} tasks, more than the ${state.maxTasks} allowed`;
  stop(state, { status: "failed", error: { code: "max-tasks", message, retryable: false, causes: [] } });
}

function start(state: RunState, task: number): void {
  if (state.status[task] !== READY || (state.phase !== "running" && state.phase !== "compensating"))
    throw new Error(`Task ${task} is not ready`);
  state.lanes.remove(task, state.lane[task]!);
  state.status[task] = RUNNING;
  state.inFlight++;
  if ((state.flags[task]! & BEGUN) !== 0) return;
  state.flags[task]! |= BEGUN;
  const place = state.items?.places.get(task);
  state.visits[task] = place === undefined ? state.visits[task]! + 1 : state.visits[place.node]!;
}

function retry(state: RunState, task: number): void {
  requireRunning(state, task);
  state.inFlight--;
  if (state.phase === "stopping") {
    state.status[task] = CANCELLED;
    return;
  }
  state.status[task] = WAITING;
  state.waits++;
  state.attempts.set(task, (state.attempts.get(task) ?? 1) + 1);
}

function resume(state: RunState, task: number): void {
  // What waited when the run stopped waits for nothing any more.
  if (state.phase !== "running" && task !== state.compensations?.current) return;
  if (state.status[task] !== WAITING || (state.flags[task]! & BEGUN) === 0)
    throw new Error(`Task ${task} waits for no retry`);
  state.waits--;
  makeReady(state, task);
}

function complete(state: RunState, event: Extract<RunEvent, { type: "completed" }>): void {
  const { task, outcome } = event;
  requireRunning(state, task);
  state.inFlight--;
  const edited = state.phase === "running" && event.edits !== undefined && event.edits.length > 0;
  if (edited) applyEdits(state, event.edits);
  state.outcomes[task] = outcome;
  state.status[task] = outcome.status === "succeeded" ? SUCCEEDED : STATUSES.indexOf(outcome.status);
  state.flags[task]! &= ~BEGUN;
  if (state.attempts.size > 0) state.attempts.delete(task);
  if (state.compensations !== undefined) noteVisit(state, state.compensations, task, outcome);
  if (state.phase !== "running") return;
  const { items } = state;
  const place = items?.places.get(task);
  if (items !== undefined && place !== undefined) itemOver(state, items, place, outcome);
  else {
    record(state, task, event.taken);
    if (event.taken.length === 0 && isFailure(outcome)) failUnhandled(state, task, outcome);
    afterVisit(state, task);
  }
  if (edited && state.phase === "running") state.work.push(TOUCHED, 0, 0);
}

function afterVisit(state: RunState, task: number): void {
  if (state.phase !== "running") return;
  if ((state.flags[task]! & MULTI) !== 0) {
    // What arrived earlier stands before what this visit sets off.
    state.flags[task]! &= ~SETTLED;
    visitNext(state, task);
  }
  if (state.phase !== "running") return;
  const { graph } = state;
  if (graph.firstOut[task]! >= 0 || graph.loop[task]! >= 0 || (state.flags[task]! & MULTI) !== 0) {
    state.work.push(EDGES, task, graph.firstOut[task]!);
  }
}

function expand(state: RunState, event: Extract<RunEvent, { type: "expanded" }>): void {
  if (state.phase !== "running") return;
  const { task } = event;
  if (state.items === undefined || state.deciding !== task || !awaitsItems(state, task))
    throw new Error(`No items of task ${task} are awaited`);
  state.deciding = -1;
  beginItems(state, state.items, task, event);
}

function decide(state: RunState, task: number, taken: readonly number[]): void {
  if (state.phase !== "running") return;
  if (state.deciding !== task || awaitsItems(state, task)) throw new Error(`No decision on task ${task} is awaited`);
  state.deciding = -1;
  record(state, task, taken);
  afterDecision(state, task, taken.length);
}

/** Notes on each edge of the task whether its visit took it. */
function record(state: RunState, task: number, taken: readonly number[]): void {
  const { graph } = state;
  const { edgeFlags, nextOut } = graph;
  for (let edge = graph.firstOut[task]!; edge >= 0; edge = nextOut[edge]!) edgeFlags[edge]! &= ~TAKEN;
  for (const edge of taken) {
    if (graph.from[edge] !== task || edge >= graph.edgeCount) throw new Error(`Edge ${edge} is none of task ${task}`);
    edgeFlags[edge]! |= TAKEN;
  }
}

function requireRunning(state: RunState, task: number): void {
  if (state.status[task] !== RUNNING) throw new Error(`Task ${task} is not running`);
}
