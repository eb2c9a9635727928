import type { Native } from "@scheduler-components/core";
import type { ActionContext as WitActionContext } from "../generated/scheduler-executor-context.d.ts";

/**
 * The methods of the WIT resource `action-context`, with JSON values where it has JSON text. Picked by their names, since the
 * library of whoever uses this type may not know `Symbol.dispose`.
 */
export type ContextMethods = Native<Pick<WitActionContext, Extract<keyof WitActionContext, string>>>;

/**
 * What an attempt knows of its run and may ask of it.
 *
 * It is alive until its attempt has ended: the outcome was given, or the grace period after a timeout or a cancellation is
 * over. From then on reads and edits throw a `ContextError` with the code `context-closed`, log entries and redactions are
 * dropped, and `isCancelled()` is true. Values that it gives are shared with the run: they are read, never written.
 *
 * Its methods need their object: call `context.log(…)`, do not take them out of it.
 */
export interface ActionContext extends ContextMethods {
  /**
   * Aborts when the attempt is cancelled or reaches its deadline; `reason` is a `ContextError` with the code `cancelled`
   * or `timed-out`. Hand it to whatever waits. Beyond the WIT, where a guest asks `isCancelled()`.
   */
  readonly signal: AbortSignal;
}
