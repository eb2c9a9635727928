// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:actions-http/http-component@0.1.0 **/
export function initComponent(): void;
/**
 * `call` is `http.<verb>`; the parameters are those of the manifest.
 */
export function doHttpAction(action: Action): ActionOutcome;
export function releaseComponent(): void;
export type Action = import('./scheduler-actions-http-types.js').Action;
export type ActionOutcome = import('./scheduler-actions-http-types.js').ActionOutcome;
