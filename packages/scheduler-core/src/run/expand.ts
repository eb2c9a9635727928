import { compileTemplate } from "../expression/template.ts";
import { measureJson } from "../json/measure.ts";
import { formatPointer } from "../json/pointer.ts";
import type { JsonValue } from "../json/value.ts";
import type { ErrorCode } from "../errors/codes.ts";
import type { ActionError } from "../outcome/outcome.ts";
import { deepFreeze } from "./freeze.ts";
import { engineError } from "./outcomes.ts";
import type { Run } from "./run.ts";
import { viewOutcome } from "./scope.ts";

/** The list of a visit of a node with `for_each`, or why there is none. */
export type Expanded = { readonly items: readonly JsonValue[] } | { readonly error: ActionError };

/** Evaluates the list on the outcome that reached the node. */
export function expandNode(run: Run, task: number): Expanded {
  const { state, scope, limits } = run;
  const id = state.taskId(task);
  const failed = (code: ErrorCode, why: string): Expanded => ({
    error: engineError(code, `The for_each of "${id}" ${why}`),
  });
  const arrived = state.arrivedOutcome(task);
  scope.enter(id, state.visitsOf(task), 0, arrived === undefined ? undefined : viewOutcome(arrived));
  const rendered = compileTemplate(state.nodeOf(task).forEach?.items ?? "").render(scope);
  if (!rendered.ok) return failed("template-failed", `failed${formatPointer(rendered.path)}: ${rendered.message}`);
  const { value } = rendered;
  if (!Array.isArray(value)) return failed("invalid-items", `gives ${typeName(value)}, not a list.`);
  // The journal holds it, as it holds outputs.
  const measured = measureJson(value, limits.maxOutputBytes);
  if (!measured.ok)
    return failed("invalid-items", `gives a list larger than the ${limits.maxOutputBytes} bytes allowed (max-output).`);
  return { items: deepFreeze(value as readonly JsonValue[]) };
}

function typeName(value: JsonValue): string {
  if (value === null) return "null";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
