// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:executor/context-host@0.1.0 **/
export function makeContext(seed: ContextSeed): MadeContext;
export function cancelContext(key: number): void;
/**
 * Ends the context: it answers nothing from then on.
 */
export function takeYield(key: number): ContextYield;
export type Json = import('./scheduler-core-libs-types.js').Json;
export type WbsEdit = import('./scheduler-executor-types.js').WbsEdit;
export type WbsTask = import('./scheduler-executor-types.js').WbsTask;
export type WbsEdge = import('./scheduler-executor-types.js').WbsEdge;
export type LogEntry = import('./scheduler-executor-types.js').LogEntry;
export type ActionContext = import('./scheduler-executor-context.js').ActionContext;
export interface NamedJson {
  name: string,
  value: Json,
}
/**
 * All that a context answers from: a picture of the run at the start of the attempt.
 */
export interface ContextSeed {
  runId: string,
  taskId: string,
  visit: number,
  attempt: number,
  deadline?: number,
  idempotencyKey: string,
  resources: Array<NamedJson>,
  exports: Array<NamedJson>,
  tasks: Array<WbsTask>,
  edges: Array<WbsEdge>,
}
/**
 * What an attempt asked for.
 */
export interface ContextYield {
  edits: Array<WbsEdit>,
  tolerateRefusedEdits: boolean,
  logs: Array<LogEntry>,
  redactions: Array<string>,
}
/**
 * The key names the context after its handle has been given away.
 */
export interface MadeContext {
  key: number,
  context: ActionContext,
}
