// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:executor/types@0.1.0 **/
export type Json = import('./scheduler-core-libs-types.js').Json;
export type TriggerOn = import('./scheduler-core-libs-types.js').TriggerOn;
/**
 * A call to carry out. `call` is `component.operation`; `parameters` is a JSON object, already rendered.
 */
export interface Action {
  id: string,
  call: string,
  parameters: Json,
}
/**
 * # Variants
 * 
 * ## `"succeeded"`
 * 
 * ## `"failed"`
 * 
 * ## `"timed-out"`
 * 
 * ## `"cancelled"`
 */
export type ActionStatus = 'succeeded' | 'failed' | 'timed-out' | 'cancelled';
export interface ErrorCause {
  code: string,
  message: string,
}
/**
 * Why an attempt did not succeed. `causes` runs from the nearest to the deepest.
 */
export interface ActionError {
  code: string,
  message: string,
  /**
   * Whether another attempt may succeed. The engine decides if there is one.
   */
  retryable: boolean,
  /**
   * The earliest time for another attempt, in milliseconds from now, where the other side said so.
   */
  retryAfter?: number,
  causes: Array<ErrorCause>,
}
/**
 * What one attempt gave. `error` is set exactly when the status is not `succeeded`.
 */
export interface ActionOutcome {
  status: ActionStatus,
  /**
   * One line for people.
   */
  detail?: string,
  output?: Json,
  error?: ActionError,
}
/**
 * # Variants
 * 
 * ## `"waiting"`
 * 
 * ## `"ready"`
 * 
 * ## `"running"`
 * 
 * ## `"succeeded"`
 * 
 * ## `"failed"`
 * 
 * ## `"timed-out"`
 * 
 * ## `"cancelled"`
 * 
 * ## `"skipped"`
 */
export type TaskStatus = 'waiting' | 'ready' | 'running' | 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'skipped';
/**
 * A task of the work-breakdown structure as it stands now.
 */
export interface WbsTask {
  id: string,
  /**
   * The action it carries out; none for decisions and ends.
   */
  action?: string,
  status: TaskStatus,
  visits: number,
  priority: number,
}
/**
 * An edge from one task to another. `condition` is a CEL expression.
 */
export interface WbsEdge {
  from: string,
  to: string,
  label?: string,
  on: TriggerOn,
  condition?: string,
}
/**
 * The end of an edge and its trigger, where the source is known.
 */
export interface WbsTarget {
  to: string,
  label?: string,
  on: TriggerOn,
  condition?: string,
}
export interface ActionRegistration {
  id: string,
  call: string,
  'with'?: Json,
  priority?: number,
}
export interface TaskAddition {
  id: string,
  action: string,
  /**
   * Tasks whose success it waits for.
   */
  after: Array<string>,
  edges: Array<WbsTarget>,
  priority?: number,
  'with'?: Json,
}
/**
 * What is given replaces what was.
 */
export interface TaskUpdate {
  id: string,
  action?: string,
  'with'?: Json,
  priority?: number,
}
export interface EdgeRemoval {
  from: string,
  to: string,
}
/**
 * A change of the work-breakdown structure. The edits of one attempt are applied or refused as a whole.
 */
export type WbsEdit = WbsEditRegisterAction | WbsEditAddTask | WbsEditUpdateTask | WbsEditRemoveTask | WbsEditAddEdge | WbsEditRemoveEdge;
export interface WbsEditRegisterAction {
  tag: 'register-action',
  val: ActionRegistration,
}
export interface WbsEditAddTask {
  tag: 'add-task',
  val: TaskAddition,
}
export interface WbsEditUpdateTask {
  tag: 'update-task',
  val: TaskUpdate,
}
export interface WbsEditRemoveTask {
  tag: 'remove-task',
  val: string,
}
export interface WbsEditAddEdge {
  tag: 'add-edge',
  val: WbsEdge,
}
export interface WbsEditRemoveEdge {
  tag: 'remove-edge',
  val: EdgeRemoval,
}
/**
 * # Variants
 * 
 * ## `"debug"`
 * 
 * ## `"info"`
 * 
 * ## `"warn"`
 * 
 * ## `"error"`
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export interface LogEntry {
  level: LogLevel,
  message: string,
}
