// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:core-libs/types@0.1.0 **/
/**
 * JSON text. Values whose shape a scenario or a component decides cross every boundary in this form.
 */
export type Json = string & { readonly __wit: "json" };
/**
 * Which outcomes of its source let an edge be taken. `else`: no other edge of the node was taken.
 * # Variants
 * 
 * ## `"succeeded"`
 * 
 * ## `"failed"`
 * 
 * ## `"always"`
 * 
 * ## `"else"`
 */
export type TriggerOn = 'succeeded' | 'failed' | 'always' | 'else';
/**
 * Decides whether an edge is taken. `condition` is a CEL expression.
 */
export interface TriggerDef {
  on: TriggerOn,
  condition?: string,
}
export interface WorkflowEdge {
  to: string,
  label?: string,
  trigger: TriggerDef,
}
/**
 * # Variants
 * 
 * ## `"action"`
 * 
 * ## `"decision"`
 * 
 * ## `"end"`
 */
export type NodeType = 'action' | 'decision' | 'end';
/**
 * `all`: run once every edge is decided and one was taken. `any`: a visit for every edge that arrives.
 * # Variants
 * 
 * ## `"all"`
 * 
 * ## `"any"`
 */
export type JoinMode = 'all' | 'any';
/**
 * One node of the workflow graph. `action` is set exactly when `type` is `action`.
 */
export interface WorkflowNode {
  id: string,
  type: NodeType,
  action?: string,
  /**
   * A JSON object, merged over the action's key by key.
   */
  'with'?: Json,
  /**
   * Lane 0 (first) to 63; without it the action's.
   */
  priority?: number,
  join: JoinMode,
  maxVisits: number,
  /**
   * On an `end`: its first arrival ends the run as a success.
   */
  terminate: boolean,
  edges: Array<WorkflowEdge>,
  /**
   * As in `action-def`: `for_each` (an object that says how the action is carried out once for each item of a list: `items`, one
   * `{{ }}` that gives the list; `as`, the name by which `with` sees the item, beside `index`, its place from 0; `concurrency`, how
   * many items may be under way at once; and `on_item_failure`, whether items that have not begun `stop` or `continue`).
   */
  options?: Json,
}
/**
 * # Variants
 * 
 * ## `"variable"`
 * 
 * ## `"metric"`
 */
export type ExportType = 'variable' | 'metric';
/**
 * `run`: visible to every expression. `task`: only in the trace of the task that set it.
 * # Variants
 * 
 * ## `"run"`
 * 
 * ## `"task"`
 */
export type ExportScope = 'run' | 'task';
/**
 * A value recorded after an action succeeded. `value` is a CEL expression.
 */
export interface ExportDef {
  type: ExportType,
  name: string,
  'default'?: Json,
  value: string,
  scope: ExportScope,
}
/**
 * `attempts` counts the first. `delay` and `max-delay` in milliseconds; each wait is the last times `factor`.
 */
export interface RetryPolicy {
  attempts: number,
  delay: number,
  factor: number,
  maxDelay?: number,
  jitter: boolean,
}
export interface ActionDef {
  id: string,
  /**
   * `component.operation`.
   */
  call: string,
  /**
   * A JSON object whose strings may hold `{{ }}` templates.
   */
  'with'?: Json,
  priority?: number,
  /**
   * Of one attempt, in milliseconds.
   */
  timeout?: number,
  retry: RetryPolicy,
  'export': Array<ExportDef>,
  /**
   * A JSON object of what else is said of it, keys as they are written: `delivery` (`at_least_once` or `at_most_once`),
   * `concurrency_group` (one of the scenario's), `rate_limit` (an object: `count` attempts begin in any `per` milliseconds),
   * `compensate` (an object that says how it is undone: `call`, `with`, `timeout` in milliseconds, and `retry` as above).
   * A key that the reader does not know is refused: leaving it out would change what the scenario means.
   */
  options?: Json,
}
export interface ResourceDef {
  id: string,
  type: string,
  properties: Json,
}
/**
 * A component beyond the built-in ones. `requests` is a JSON object of the capabilities it asks for.
 */
export interface ComponentDef {
  id: string,
  source: string,
  sha256?: string,
  config?: Json,
  requests?: Json,
}
/**
 * What happens after a failure that no edge handles: `stop` the run, or let the rest `continue`.
 * # Variants
 * 
 * ## `"stop"`
 * 
 * ## `"continue"`
 */
export type FailureMode = 'stop' | 'continue';
export interface Scenario {
  version: string,
  name: string,
  description?: string,
  /**
   * A JSON Schema of the run's input.
   */
  inputs?: Json,
  /**
   * Names of secrets the operator supplies.
   */
  secrets: Array<string>,
  components: Array<ComponentDef>,
  onFailure: FailureMode,
  /**
   * What an action registered while the run goes on starts from.
   */
  defaultTimeout?: number,
  defaultRetry: RetryPolicy,
  resources: Array<ResourceDef>,
  actions: Array<ActionDef>,
  nodes: Array<WorkflowNode>,
  /**
   * As in `action-def`: `deadline` (of the whole run, in milliseconds from its begin), `concurrency_groups` (by name how many
   * attempts may be in flight), `component_groups` and `component_rate_limits` (by a component's id what bounds all its attempts)
   * and `default_delivery` (of an action registered while the run goes on).
   */
  options?: Json,
}
/**
 * # Variants
 * 
 * ## `"error"`
 * 
 * ## `"warning"`
 */
export type Severity = 'error' | 'warning';
/**
 * One problem of a document. Lines and columns count from 1, the end is exclusive, `path` is a JSON pointer.
 */
export interface Diagnostic {
  code: string,
  severity: Severity,
  message: string,
  path: string,
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  hint?: string,
}
