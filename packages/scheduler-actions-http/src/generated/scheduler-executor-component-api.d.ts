// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:executor/component-api@0.1.0 **/
/**
 * A failed action is an outcome. The error means that the component itself could not do its job.
 */
export function executeAction(action: Action, context: ActionContext): ActionOutcome;
export type Action = import('./scheduler-executor-types.js').Action;
export type ActionOutcome = import('./scheduler-executor-types.js').ActionOutcome;
export type ActionContext = import('./scheduler-executor-context.js').ActionContext;
