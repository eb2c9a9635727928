/** Goes through the worklist until it is empty, the run stops, or a decision has to be made. */
import { takeEffect, takeLastEffect } from "./effects.ts";
import { memberSettled, settleIfFree, settleLoopIfFree } from "./rounds.ts";
import { MULTI, SETTLED } from "./flags.ts";
import type { RunState } from "./run-state.ts";
import { arrive, finishIfDone, settle, visitNext } from "./visits.ts";
import { DECISION } from "../wbs/graph.ts";
import { EDGES, LAST_EDGES, LEAVING, MEMBERS, STARTS } from "./worklist.ts";

export function drive(state: RunState): void {
  const { work } = state;
  while (!work.isEmpty && state.deciding < 0 && state.phase === "running") {
    switch (work.kind) {
      case EDGES:
        nextEdge(state);
        break;
      case LAST_EDGES:
        nextLastEdge(state);
        break;
      case LEAVING:
        nextLeaving(state);
        break;
      case STARTS:
        nextOf(state, state.starts, begin);
        break;
      case MEMBERS:
        nextMember(state);
        break;
      default:
        nextOf(state, state.touched, settleIfFree);
    }
  }
}

function nextEdge(state: RunState): void {
  const { work, graph } = state;
  const edge = work.cursor;
  if (edge < 0) {
    const done = work.subject;
    work.pop();
    afterEdges(state, done);
    return;
  }
  const next = graph.nextOut[edge]!;
  const task = work.subject;
  // Nothing is left to do after the last edge of a simple task: a long chain of skips keeps one frame.
  if (next < 0 && graph.loop[task]! < 0 && (state.flags[task]! & MULTI) === 0) work.pop();
  else work.cursor = next;
  // What leaves a loop is only recorded now.
  if (graph.exitLoop[edge]! < 0) takeEffect(state, edge);
}

function afterEdges(state: RunState, task: number): void {
  const loop = state.graph.loop[task]!;
  if (loop >= 0) {
    memberSettled(state, loop);
    return;
  }
  if ((state.flags[task]! & MULTI) === 0) return;
  if (state.graph.kind[task] === DECISION || state.items?.expansions.has(task) === true) {
    // Its next visit may decide the same edges again: not before these have taken effect.
    state.flags[task]! &= ~SETTLED;
    visitNext(state, task);
  }
  finishIfDone(state, task);
}

function nextLastEdge(state: RunState): void {
  const { work, graph } = state;
  const edge = work.cursor;
  if (edge < 0) {
    work.pop();
    return;
  }
  work.cursor = graph.nextOut[edge]!;
  takeLastEffect(state, edge);
}

function nextLeaving(state: RunState): void {
  const { work, graph } = state;
  const loop = graph.loops[work.subject]!;
  const at = work.cursor;
  if (at >= loop.leaving.length) {
    work.pop();
    if (loop.parent >= 0) memberSettled(state, loop.parent);
    return;
  }
  work.cursor = at + 1;
  takeEffect(state, loop.leaving[at]!);
}

function nextMember(state: RunState): void {
  const { work, graph } = state;
  const { members, inner } = graph.loops[work.subject]!;
  const at = work.cursor;
  // The loop may have ended by now, through decisions alone.
  if (at >= members.length + inner.length || !state.rounds[work.subject]!.active) {
    work.pop();
    return;
  }
  work.cursor = at + 1;
  if (at >= members.length) settleLoopIfFree(state, inner[at - members.length]!);
  else if (state.pending[members[at]!] === 0) settle(state, members[at]!);
}

function nextOf(state: RunState, tasks: readonly number[], apply: (state: RunState, task: number) => void): void {
  const { work } = state;
  const at = work.cursor;
  if (at >= tasks.length) {
    work.pop();
    return;
  }
  work.cursor = at + 1;
  apply(state, tasks[at]!);
}

/** Begins a start of the run. */
function begin(state: RunState, task: number): void {
  if ((state.flags[task]! & MULTI) === 0) {
    settleIfFree(state, task);
    return;
  }
  arrive(state, task, undefined);
  finishIfDone(state, task);
}
