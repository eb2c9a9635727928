/** How a run stops, and what a failure that no edge handles does to it. */
import type { ActionOutcome, ErrorCause } from "../outcome/outcome.ts";
import { END, REMOVED } from "../wbs/graph.ts";
import type { RunResult } from "./result.ts";
import { BEGUN, BLOCKED, MULTI, READY, SKIPPED, STATUSES, UNHANDLED, WAITING } from "./flags.ts";
import type { RunState } from "./run-state.ts";

/** Nothing starts any more; what is in flight may still come to an end. The first failure stays the run's, whatever follows. */
export function stop(state: RunState, result: RunResult): void {
  state.phase = "stopping";
  state.result = result.status === "cancelled" ? result : (state.failure ?? result);
  state.work.clear();
  state.lanes.clear();
  state.deciding = -1;
  state.waits = 0;
}

/** Stops the run or, under `on_failure: continue`, bars everything that edges lead to from the task. */
export function failUnhandled(state: RunState, task: number, outcome: ActionOutcome): void {
  state.flags[task]! |= UNHANDLED;
  const result = unhandledFailure(state, task, outcome);
  if (state.scenario.onFailure !== "continue") {
    stop(state, result);
    return;
  }
  state.failure ??= result;
  blockBelow(state, task);
}

function unhandledFailure(state: RunState, task: number, outcome: ActionOutcome): RunResult {
  const { error } = outcome;
  const causes: ErrorCause[] =
    error === undefined ? [] : [{ code: error.code, message: error.message }, ...error.causes];
  const why = error?.message ?? outcome.detail ?? outcome.status;
  const message = `Task "${state.graph.nodes[task]!.id}" ended as ${outcome.status} and no edge of it was taken: ${why}`;
  return { status: "failed", error: { code: "unhandled-failure", message, retryable: false, causes }, task };
}

/** Bars every task that edges lead to from `task`; each task once in a run. */
export function blockBelow(state: RunState, task: number): void {
  const { graph } = state;
  const found = [task];
  for (let from = found.pop(); from !== undefined; from = found.pop()) {
    for (let edge = graph.firstOut[from]!; edge >= 0; edge = graph.nextOut[edge]!) {
      const to = graph.to[edge]!;
      if ((graph.edgeFlags[edge]! & REMOVED) !== 0 || (state.flags[to]! & BLOCKED) !== 0) continue;
      block(state, to);
      found.push(to);
    }
  }
}

/** Bars one task: skipped unless its visit has begun or it is done. */
export function block(state: RunState, task: number): void {
  state.flags[task]! |= BLOCKED;
  state.queues.delete(task);
  const status = state.status[task]!;
  if ((state.flags[task]! & BEGUN) !== 0 || (status !== WAITING && status !== READY)) return;
  if (status === READY) state.lanes.remove(task, state.lane[task]!);
  const before = state.outcomes[task];
  const visitedBefore = (state.flags[task]! & MULTI) !== 0 && state.visits[task]! > 0 && state.graph.kind[task]! < END;
  state.status[task] = visitedBefore && before !== undefined ? STATUSES.indexOf(before.status) : SKIPPED;
}
