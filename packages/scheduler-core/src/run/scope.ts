import type { ItemView, OutcomeView, Scope } from "../expression/scope.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import { isJsonObject } from "../json/value.ts";
import type { ActionOutcome, TaskStatus } from "../outcome/outcome.ts";
import type { Scenario } from "../scenario/scenario.ts";

const WAITING: OutcomeView = Object.freeze({
  status: "waiting",
  ok: false,
  detail: null,
  output: undefined,
  error: undefined,
});
const SKIPPED: OutcomeView = Object.freeze({ ...WAITING, status: "skipped" });

/** An outcome as expressions see it. */
export function viewOutcome(outcome: ActionOutcome): OutcomeView {
  return {
    status: outcome.status,
    ok: outcome.status === "succeeded",
    detail: outcome.detail ?? null,
    output: outcome.output,
    error: outcome.error,
  };
}

/** A task as `nodes.<id>` shows it: its last visit; `waiting` before the first. */
export function viewTask(status: TaskStatus, last: ActionOutcome | undefined): OutcomeView {
  if (last !== undefined) return viewOutcome(last);
  return status === "skipped" ? SKIPPED : WAITING;
}

/**
 * The scope of a run's expressions: one object, moved from task to task. That is safe because evaluation is synchronous and
 * keeps nothing of it.
 */
export class RunScope implements Scope {
  readonly inputs: JsonObject;
  readonly resources: JsonObject;
  readonly exports: { readonly [name: string]: JsonValue };
  readonly secrets: { readonly [name: string]: string };
  readonly run: { readonly id: string };
  readonly node: (id: string) => OutcomeView | undefined;
  outcome: OutcomeView | undefined = undefined;
  item: ItemView | undefined = undefined;
  readonly task = { id: "", visit: 0, attempt: 0 };

  constructor(
    runId: string,
    scenario: Scenario,
    inputs: JsonObject,
    secrets: { readonly [name: string]: string },
    exports: { readonly [name: string]: JsonValue },
    node: (id: string) => OutcomeView | undefined,
  ) {
    this.run = { id: runId };
    this.inputs = inputs;
    this.resources = resourceProperties(scenario);
    this.secrets = secrets;
    this.exports = exports;
    this.node = node;
  }

  /** Moves the scope to a task. `outcome` is that of the node just done, or undefined; `item` is set by whoever has one. */
  enter(id: string, visit: number, attempt: number, outcome: OutcomeView | undefined): this {
    this.task.id = id;
    this.task.visit = visit;
    this.task.attempt = attempt;
    this.outcome = outcome;
    this.item = undefined;
    return this;
  }
}

function resourceProperties(scenario: Scenario): JsonObject {
  const resources: MutableJsonObject = {};
  for (const { id, properties } of scenario.resources)
    setOwn(resources, id, isJsonObject(properties) ? properties : {});
  return resources;
}
