// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:executor/lifecycle@0.1.0 **/
/**
 * The manifest, as JSON. Called before init, without grants.
 */
export function describe(): Json;
/**
 * Once an instance, before its first action.
 */
export function initComponent(config: Json): void;
export function releaseComponent(): void;
export type Json = import('./scheduler-core-libs-types.js').Json;
