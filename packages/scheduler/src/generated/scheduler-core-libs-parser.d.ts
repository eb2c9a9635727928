// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:core-libs/parser@0.1.0 **/
/**
 * Reads and checks a document. The error lists every problem, one a line.
 */
export function parseScenario(yaml: string): Scenario;
/**
 * Checks a scenario that did not come from text. The error lists every problem, one a line.
 */
export function validateScenario(scenario: Scenario): void;
/**
 * Every problem of a document at once, with positions. `options` is a JSON object:
 * `catalogue` (manifests by component id) makes calls and parameters checked too.
 */
export function checkScenario(yaml: string, options: Json): Array<Diagnostic>;
export type Json = import('./scheduler-core-libs-types.js').Json;
export type Scenario = import('./scheduler-core-libs-types.js').Scenario;
export type Diagnostic = import('./scheduler-core-libs-types.js').Diagnostic;
