import type { RunState } from "../../../src/state/types.ts";

/** All that a state holds, as plain data to compare. */
export function snapshot(state: RunState): Record<string, unknown> {
  const { graph, taskCount } = state;
  const tasks = Array.from({ length: taskCount }, (_, task) => ({
    node: graph.nodes[task],
    raw: [
      state.status[task],
      state.flags[task],
      state.lane[task],
      state.visits[task],
      state.pending[task],
      state.reached[task],
    ],
    readyAt: state.readyAt[task],
    outcome: state.outcomes[task],
    attempt: state.attemptOf(task),
  }));
  const edges = Array.from({ length: graph.edgeCount }, (_, edge) => [
    graph.from[edge],
    graph.to[edge],
    graph.nextOut[edge],
    graph.edgeFlags[edge],
    graph.exitLoop[edge],
    graph.lca[edge],
    graph.edgeDefs[edge],
  ]);
  return {
    phase: state.phase,
    result: state.result,
    failure: state.failure,
    counts: [state.deciding, state.inFlight, state.waits, state.lanes.count],
    tasks,
    edges,
    loops: graph.loops.map((loop) => ({ ...loop })),
    rounds: state.rounds.map((rounds) => ({ ...rounds })),
    lanes: Array.from({ length: 64 }, (_, lane) => state.lanes.list(lane)),
    queues: [...state.queues].map(([task, { items, head }]) => [task, items.slice(head)]),
    arrived: [...state.arrived],
    actions: [...graph.actions],
    work: state.work.toArray(),
    items: state.items && { expansions: [...state.items.expansions], places: [...state.items.places] },
    compensations: state.compensations && { ...state.compensations, undone: [...state.compensations.undone] },
  };
}
