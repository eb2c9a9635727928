import { DEFAULT_MAX_TASKS } from "../scenario/scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { BACK, END, buildGraph } from "../wbs/graph.ts";
import type { Graph } from "../wbs/graph.ts";
import { findLoops } from "../wbs/loops.ts";
import { MULTI, START } from "./flags.ts";
import { RunState } from "./run-state.ts";

/** The topology of a checked scenario. */
export function createGraph(scenario: Scenario): Graph {
  const graph = buildGraph(scenario);
  findLoops(graph);
  return graph;
}

/** The state of a run of a checked scenario in which nothing has begun. `graph`: the run's own, made by `createGraph`. */
export function createRunState(
  scenario: Scenario,
  options: { readonly maxTasks?: number; readonly graph?: Graph } = {},
): RunState {
  const { graph = createGraph(scenario) } = options;
  const state = new RunState(scenario, graph, options.maxTasks ?? DEFAULT_MAX_TASKS);
  for (const _ of graph.loops) {
    state.rounds.push({
      pendingIn: 0,
      entered: false,
      active: false,
      over: false,
      unresolved: 0,
      backFrom: -1,
      round: 0,
      edited: false,
    });
  }
  for (let task = 0; task < graph.taskCount; task++) state.lane[task] = graph.laneOf(graph.nodes[task]!);
  countIncoming(state, graph);
  findStarts(state, graph);
  markMultiVisit(state, graph);
  return state;
}

function countIncoming(state: RunState, graph: Graph): void {
  const { to, loop, lca, edgeFlags, loops } = graph;
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if ((edgeFlags[edge]! & BACK) !== 0) continue;
    const target = to[edge]!;
    state.pending[target]!++;
    for (let entered = loop[target]!; entered !== lca[edge]; entered = loops[entered]!.parent)
      state.rounds[entered]!.pendingIn++;
  }
}

/** The first-written task of every part that no edge enters. An end among them can be reached by nothing. */
function findStarts(state: RunState, graph: Graph): void {
  for (let task = 0; task < graph.taskCount; task++) {
    const loop = graph.loop[task]!;
    const isStart =
      loop < 0
        ? state.pending[task] === 0
        : graph.loops[loop]!.parent < 0 && graph.loops[loop]!.entry === task && state.rounds[loop]!.pendingIn === 0;
    if (!isStart) continue;
    state.starts.push(task);
    if (graph.kind[task]! < END) state.flags[task]! |= START;
  }
}

/** Marks each `join: any` and, below it, each task with one incoming edge. */
function markMultiVisit(state: RunState, graph: Graph): void {
  const found: number[] = [];
  for (let task = 0; task < graph.taskCount; task++) {
    if (graph.nodes[task]!.join === "any" && graph.kind[task]! < END && graph.loop[task]! < 0) found.push(task);
  }
  for (const task of found) state.flags[task]! |= MULTI;
  for (let task = found.pop(); task !== undefined; task = found.pop()) {
    for (let edge = graph.firstOut[task]!; edge >= 0; edge = graph.nextOut[edge]!) {
      const to = graph.to[edge]!;
      if (state.pending[to] !== 1 || graph.loop[to]! >= 0 || graph.kind[to]! >= END || (state.flags[to]! & MULTI) !== 0)
        continue;
      state.flags[to]! |= MULTI;
      found.push(to);
    }
  }
}
