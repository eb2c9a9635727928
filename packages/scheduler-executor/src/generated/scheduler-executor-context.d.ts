// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface scheduler:executor/context@0.1.0 **/
export type Json = import('./scheduler-core-libs-types.js').Json;
export type WbsTask = import('./scheduler-executor-types.js').WbsTask;
export type WbsEdge = import('./scheduler-executor-types.js').WbsEdge;
export type ActionRegistration = import('./scheduler-executor-types.js').ActionRegistration;
export type TaskAddition = import('./scheduler-executor-types.js').TaskAddition;
export type TaskUpdate = import('./scheduler-executor-types.js').TaskUpdate;
export type EdgeRemoval = import('./scheduler-executor-types.js').EdgeRemoval;
export type LogLevel = import('./scheduler-executor-types.js').LogLevel;

export class ActionContext implements Disposable {
  /**
   * This type does not have a public constructor.
   */
  private constructor();
  runId(): string;
  taskId(): string;
  /**
  * Counts from 1.
  */
  visit(): number;
  /**
  * Counts from 1.
  */
  attempt(): number;
  /**
  * When the attempt times out, in milliseconds since the Unix epoch.
  */
  deadline(): number | undefined;
  /**
  * The same for every attempt of one visit, distinct from every other.
  */
  idempotencyKey(): string;
  /**
  * The properties of a resource, with its `type`, as a JSON object.
  */
  getResource(id: string): Json | undefined;
  /**
  * The present value of an export of the run.
  */
  getExport(name: string): Json | undefined;
  getTask(id: string): WbsTask | undefined;
  /**
  * The edges that leave a task, in the order written.
  */
  getEdges(id: string): Array<WbsEdge>;
  registerAction(registration: ActionRegistration): void;
  addTask(task: TaskAddition): void;
  updateTask(update: TaskUpdate): void;
  removeTask(id: string): void;
  addEdge(edge: WbsEdge): void;
  removeEdge(edge: EdgeRemoval): void;
  /**
  * A refused batch is then only reported; otherwise it fails the task with `edit-refused`.
  */
  tolerateRefusedEdits(): void;
  log(level: LogLevel, message: string): void;
  /**
  * From now on the value is replaced wherever the host prints or records for people.
  */
  redact(value: string): void;
  isCancelled(): boolean;
  [Symbol.dispose](): void;
}
