/**
 * The rounds of loops. A loop is settled once in each round of the loop around it: skipped, or begun and, after as many rounds
 * as its back edges ask for, ended.
 *
 * 1. Every member (task or inner loop) is settled exactly once a round; `unresolved` counts those that are not.
 * 2. When it is 0 nothing in the loop is ready, running or waiting, and what its edges decided has taken effect.
 * 3. Edges from outside count in the first round only: a new round counts the edges with both ends inside.
 */
import { BACK, DECIDED, END, REMOVED, TAKEN } from "../wbs/graph.ts";
import { BLOCKED, GONE, MULTI, SETTLED, SKIPPED, START, WAITING } from "./flags.ts";
import type { RunState } from "./run-state.ts";
import { finishIfDone, settle, visitNext } from "./visits.ts";
import { LEAVING, MEMBERS } from "./worklist.ts";

/**
 * Looks whether a task, or the outermost loop around it that has not begun, can be settled. `~loop` in the place of a task: a
 * member of that loop was taken away while it was ready.
 */
export function settleIfFree(state: RunState, task: number): void {
  const { graph, rounds } = state;
  if (task < 0) {
    memberSettled(state, ~task);
    return;
  }
  let top = -1;
  for (let loop = graph.loop[task]!; loop >= 0; loop = graph.loops[loop]!.parent) if (!rounds[loop]!.active) top = loop;
  if (top >= 0) settleLoopIfFree(state, top);
  else if (graph.kind[task]! >= END) finishIfDone(state, task);
  else if ((state.flags[task]! & MULTI) !== 0) {
    visitNext(state, task);
    finishIfDone(state, task);
  } else if (state.pending[task]! <= 0) settle(state, task);
}

/** Begins or skips a loop whose edges from outside are all decided. The loop around it is active. */
export function settleLoopIfFree(state: RunState, number: number): void {
  const rounds = state.rounds[number]!;
  if (rounds.pendingIn > 0 || rounds.active || rounds.over) return;
  const { entry, members } = state.graph.loops[number]!;
  if ((state.flags[entry]! & BLOCKED) !== 0) return;
  if (!rounds.entered && (state.flags[entry]! & START) === 0) {
    skipLoop(state, number);
    return;
  }
  rounds.active = true;
  rounds.round = 1;
  rounds.unresolved = members.length + state.graph.loops[number]!.inner.length;
  beginRound(state, number);
}

function beginRound(state: RunState, number: number): void {
  if (state.rounds[number]!.edited) state.work.push(MEMBERS, number, 0);
  settle(state, state.graph.loops[number]!.entry);
}

function skipLoop(state: RunState, number: number): void {
  const { loops } = state.graph;
  const { end } = loops[number]!;
  for (let inner = number; inner < end; inner++) {
    state.rounds[inner]!.over = true;
    for (const task of loops[inner]!.members) {
      state.flags[task]! |= SETTLED;
      state.status[task] = SKIPPED;
    }
  }
  state.work.push(LEAVING, number, 0);
}

/** One member of the loop is done with this round. */
export function memberSettled(state: RunState, number: number): void {
  const rounds = state.rounds[number]!;
  if (--rounds.unresolved > 0 || (state.flags[state.graph.loops[number]!.entry]! & BLOCKED) !== 0) return;
  if (rounds.backFrom >= 0) {
    beginNextRound(state, number);
    return;
  }
  rounds.active = false;
  rounds.over = true;
  state.work.push(LEAVING, number, 0);
}

function beginNextRound(state: RunState, number: number): void {
  const { loops } = state.graph;
  const { end, entry, members, inner } = loops[number]!;
  const rounds = state.rounds[number]!;
  for (let loop = number; loop < end; loop++) resetLoop(state, loop, number);
  for (let loop = number; loop < end; loop++) for (const task of loops[loop]!.members) countEdges(state, task, number);
  state.reached[entry] = rounds.backFrom;
  rounds.backFrom = -1;
  rounds.round++;
  rounds.unresolved = members.length + inner.length;
  beginRound(state, number);
}

function resetLoop(state: RunState, loop: number, outer: number): void {
  for (const task of state.graph.loops[loop]!.members) {
    state.flags[task]! &= ~SETTLED;
    state.pending[task] = 0;
    state.reached[task] = -1;
    state.status[task] = (state.flags[task]! & GONE) === 0 ? WAITING : SKIPPED;
  }
  if (loop === outer) return;
  const rounds = state.rounds[loop]!;
  rounds.pendingIn = 0;
  rounds.entered = false;
  rounds.active = false;
  rounds.over = false;
  rounds.backFrom = -1;
}

/** Forgets what a member's edges decided, and counts them where they lead, as far as both ends are inside `outer`. */
function countEdges(state: RunState, task: number, outer: number): void {
  const { graph } = state;
  const { end } = graph.loops[outer]!;
  for (let edge = graph.firstOut[task]!; edge >= 0; edge = graph.nextOut[edge]!) {
    const lca = graph.lca[edge]!;
    if (lca < outer || lca >= end) continue;
    const flags = (graph.edgeFlags[edge]! &= ~(TAKEN | DECIDED));
    if ((flags & (BACK | REMOVED)) !== 0) continue;
    const to = graph.to[edge]!;
    state.pending[to]!++;
    for (let loop = graph.loop[to]!; loop !== lca; loop = graph.loops[loop]!.parent) state.rounds[loop]!.pendingIn++;
  }
}
