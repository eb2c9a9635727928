// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:actions-http/types@0.1.0 **/
export type Action = import('./scheduler-executor-types.js').Action;
export type ActionOutcome = import('./scheduler-executor-types.js').ActionOutcome;
