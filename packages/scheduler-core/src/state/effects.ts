/** What one edge does to the task that it leads to. */
import { BACK, DECIDED, END, REMOVED, TAKEN } from "../wbs/graph.ts";
import { settleLoopIfFree } from "./rounds.ts";
import { BLOCKED, GONE, MULTI } from "./flags.ts";
import type { RunState } from "./run-state.ts";
import { arrive, arriveAtEnd, finishIfDone, settle } from "./visits.ts";

/** An edge of a finished visit (or of a skip) takes effect: at once, or once the loop that it leaves has ended. */
export function takeEffect(state: RunState, edge: number): void {
  const { graph } = state;
  const flags = graph.edgeFlags[edge]!;
  if ((flags & REMOVED) !== 0) return;
  const from = graph.from[edge]!;
  const to = graph.to[edge]!;
  const last = (state.flags[from]! & MULTI) === 0;
  const taken = (flags & TAKEN) !== 0;
  if (last) graph.edgeFlags[edge] = flags | DECIDED;
  const target = state.flags[to]!;
  if ((target & BLOCKED) !== 0) return;
  if ((flags & BACK) !== 0) {
    if (taken && (target & GONE) === 0) state.rounds[graph.lca[edge]!]!.backFrom = from;
    return;
  }
  if (last) state.pending[to]!--;
  if (graph.kind[to]! >= END) {
    if ((target & GONE) !== 0) return;
    if (taken) arriveAtEnd(state, to);
    if (last) finishIfDone(state, to);
  } else if ((target & MULTI) !== 0) {
    if (taken) arrive(state, to, state.outcomes[from]);
    if (last) finishIfDone(state, to);
  } else {
    if (taken) state.reached[to] = from;
    if (last) settleBehind(state, edge, to, taken);
  }
}

/** The source of the edge can be visited no more: its target has one edge less to wait for. */
export function takeLastEffect(state: RunState, edge: number): void {
  const { graph } = state;
  const flags = graph.edgeFlags[edge]!;
  if ((flags & (REMOVED | DECIDED)) !== 0) return;
  graph.edgeFlags[edge] = flags | DECIDED;
  const to = graph.to[edge]!;
  if ((state.flags[to]! & BLOCKED) !== 0) return;
  state.pending[to]!--;
  if (graph.kind[to]! >= END || (state.flags[to]! & MULTI) !== 0) finishIfDone(state, to);
  else settleBehind(state, edge, to, state.reached[to]! >= 0);
}

function settleBehind(state: RunState, edge: number, to: number, taken: boolean): void {
  const { graph, rounds } = state;
  const lca = graph.lca[edge]!;
  let entered = graph.loop[to]!;
  if (entered === lca) {
    if (state.pending[to] === 0) settle(state, to);
    return;
  }
  // The loops that the edge enters, from the inside: the outermost of them is what can begin now.
  let outermost = entered;
  for (; entered !== lca; entered = graph.loops[entered]!.parent) {
    outermost = entered;
    rounds[entered]!.pendingIn--;
    if (taken) rounds[entered]!.entered = true;
  }
  settleLoopIfFree(state, outermost);
}
