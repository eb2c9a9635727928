import type { WbsEdit } from "../outcome/outcome.ts";
import type { WorkflowEdge } from "../scenario/scenario.ts";
import { REMOVED } from "../wbs/graph.ts";
import { EditDraft } from "./edit-draft.ts";
import type { RunState } from "./run-state.ts";

/** An edge of a task, for the shell to evaluate. */
export interface OutgoingEdge {
  /** What `taken` of an event refers to. */
  readonly edge: number;
  /** The number of the task that it leads to. */
  readonly to: number;
  readonly def: WorkflowEdge;
}

const NONE: readonly OutgoingEdge[] = Object.freeze([]);

/** The edges of a task in the order written; with a batch of accepted edits, as they will be once it is applied. */
export function outgoingEdges(state: RunState, task: number, batch?: readonly WbsEdit[]): readonly OutgoingEdge[] {
  if (batch !== undefined && batch.length > 0) {
    const draft = new EditDraft(state);
    for (const edit of batch) draft.apply(edit);
    return draft.edgesFrom(task).map(({ edge, to, def }) => ({ edge, to, def }));
  }
  const { graph } = state;
  let edge = graph.firstOut[task]!;
  if (edge < 0) return NONE;
  const edges: OutgoingEdge[] = [];
  for (; edge >= 0; edge = graph.nextOut[edge]!) {
    if ((graph.edgeFlags[edge]! & REMOVED) === 0) edges.push({ edge, to: graph.to[edge]!, def: graph.edgeDefs[edge]! });
  }
  return edges;
}
