import type { WbsEdit } from "../outcome/outcome.ts";
import type { WorkflowEdge } from "../scenario/scenario.ts";
import { REMOVED } from "../wbs/graph.ts";
import type { RunState } from "./run-state.ts";

/** An edge of a task, for the shell to evaluate. */
export interface OutgoingEdge {
  /** What `taken` of an event refers to. */
  readonly edge: number;
  /** The number of the task that it leads to. */
  readonly to: number;
  readonly def: WorkflowEdge;
}

/** The edges of a task in the order written; with a batch of accepted edits, as they will be once it is applied. */
export function outgoingEdges(state: RunState, task: number, _batch: readonly WbsEdit[] = []): readonly OutgoingEdge[] {
  const { graph } = state;
  const edges: OutgoingEdge[] = [];
  for (let edge = graph.firstOut[task]!; edge >= 0; edge = graph.nextOut[edge]!) {
    if ((graph.edgeFlags[edge]! & REMOVED) === 0) edges.push({ edge, to: graph.to[edge]!, def: graph.edgeDefs[edge]! });
  }
  return edges;
}
