import type { ActionError, ActionStatus } from "../outcome/outcome.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";

/**
 * An outcome as expressions see it. `output` and `error` are `undefined` where there is none: reading on from there is the
 * absent-value error that a trigger's condition takes for false.
 */
export interface OutcomeView {
  readonly status: ActionStatus | "waiting" | "skipped";
  readonly ok: boolean;
  readonly detail: string | null;
  readonly output: JsonValue | undefined;
  readonly error: ActionError | undefined;
}

/** The item that a task of a node with `for_each` is carried out for, as the node's `with` sees it. */
export interface ItemView {
  /** The name that the node gives it. */
  readonly as: string;
  readonly value: JsonValue;
  /** From 0. */
  readonly index: number;
}

/** All that an expression can see. Values are shared with the run and never written. */
export interface Scope {
  readonly inputs: JsonObject;
  /** By id: the properties of each resource. */
  readonly resources: JsonObject;
  /** Of the node just done; undefined where none is (a start node's `with`). */
  readonly outcome: OutcomeView | undefined;
  /** The last visit of a node; undefined where the node does not exist. */
  readonly node: (id: string) => OutcomeView | undefined;
  readonly exports: { readonly [name: string]: JsonValue };
  readonly secrets: { readonly [name: string]: string };
  readonly run: { readonly id: string };
  readonly task: { readonly id: string; readonly visit: number; readonly attempt: number };
  readonly item?: ItemView | undefined;
}
