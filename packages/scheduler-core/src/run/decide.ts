import type { Expression } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse.ts";
import type { OutcomeView } from "../expression/scope.ts";
import type { ActionError, WbsEdit } from "../outcome/outcome.ts";
import type { OutgoingEdge } from "../state/types.ts";
import { REMOVED } from "../wbs/graph.ts";
import { engineError } from "./outcomes.ts";
import type { Run } from "./run.ts";

const NONE: readonly number[] = Object.freeze([]);

/** The edges taken, in the order written; or the error of a condition, which ends the run. */
export type Decided =
  | { readonly taken: readonly number[]; readonly error: undefined }
  | { readonly taken: readonly number[]; readonly error: ActionError };

const NOTHING_TAKEN: Decided = Object.freeze({ taken: NONE, error: undefined });

/**
 * The edges taken where none of the task's edges has a condition, as is most common: decided on the graph itself, without a scope.
 * Undefined where one has.
 */
export function decidePlain(run: Run, task: number, ok: boolean): readonly number[] | undefined {
  const { edgeDefs, edgeFlags, firstOut, nextOut } = run.state.graph;
  let taken: number[] | undefined;
  for (let edge = firstOut[task] ?? -1; edge >= 0; edge = nextOut[edge] ?? -1) {
    const trigger = edgeDefs[edge]?.trigger;
    if (trigger === undefined || trigger.condition !== undefined || trigger.on === "else") return undefined;
    if (((edgeFlags[edge] ?? 0) & REMOVED) !== 0) continue;
    if (trigger.on !== "always" && (trigger.on === "succeeded") !== ok) continue;
    if (taken === undefined) taken = [edge];
    else taken.push(edge);
  }
  return taken ?? NONE;
}

/**
 * Evaluates the triggers of a task's edges on an outcome, in the graph as it would be with the batch accepted. The scope must
 * stand at the task. `else` edges are decided last and stand in their written place.
 */
export function decideEdges(run: Run, task: number, view: OutcomeView, batch: readonly WbsEdit[] | undefined): Decided {
  const { graph } = run.state;
  if (batch === undefined && graph.firstOut[task] === -1) return NOTHING_TAKEN;
  const taken: number[] = [];
  const edges = run.state.outgoingEdges(task, batch);
  const first = decide(run, edges, view, false, taken);
  if (first !== undefined) return { taken: NONE, error: first };
  // "No other edge was taken": those with `else` do not exclude one another.
  const second = taken.length === 0 ? decide(run, edges, view, true, taken) : undefined;
  if (second !== undefined) return { taken: NONE, error: second };
  return { taken, error: undefined };
}

function decide(
  run: Run,
  edges: readonly OutgoingEdge[],
  view: OutcomeView,
  elses: boolean,
  taken: number[],
): ActionError | undefined {
  for (const edge of edges) {
    const { on, condition } = edge.def.trigger;
    if ((on === "else") !== elses) continue;
    if (!elses && on !== "always" && (on === "succeeded") !== view.ok) continue;
    const held = condition === undefined ? true : evaluateCondition(run, edge, condition);
    if (typeof held !== "boolean") return held;
    if (held) taken.push(edge.edge);
  }
  return undefined;
}

/** An absent output or error makes a condition false; every other error, or a result that is not a boolean, ends the run. */
function evaluateCondition(run: Run, edge: OutgoingEdge, text: string): boolean | ActionError {
  const expression = conditionOf(run, edge.edge, text);
  if (typeof expression === "string") return conditionFailed(run, edge, text, expression);
  const result = expression.evaluate(run.scope);
  if (!result.ok) return result.absent ? false : conditionFailed(run, edge, text, result.message);
  if (typeof result.value === "boolean") return result.value;
  const found = result.value === null ? "null" : Array.isArray(result.value) ? "a list" : typeof result.value;
  return conditionFailed(run, edge, text, `expected true or false, found ${found}`);
}

function conditionOf(run: Run, edge: number, text: string): Expression | string {
  const known = run.conditions[edge];
  // The index of an edge of a batch that was dropped may be given to another edge later.
  if (known !== undefined && known.text === text) return known;
  const parsed = parseExpression(text);
  if (!parsed.ok) return parsed.message;
  run.conditions[edge] = parsed.expression;
  return parsed.expression;
}

function conditionFailed(run: Run, edge: OutgoingEdge, text: string, reason: string): ActionError {
  const from = run.scope.task.id;
  return engineError(
    "condition-failed",
    `The condition "${text}" of the edge from "${from}" to "${edge.def.to}" failed: ${reason}`,
  );
}
