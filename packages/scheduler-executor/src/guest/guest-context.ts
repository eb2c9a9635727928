import {
  type Lifted,
  type LogLevel,
  liftActionRegistration,
  liftTaskAddition,
  liftTaskUpdate,
  lowerWbsEdge,
  lowerWbsTask,
} from "@scheduler-components/core";
import { createActionContext } from "../context/action-context.ts";
import type { RunView } from "../context/run-view.ts";
import type { ActionContext } from "../contract/context.ts";
import type { ContextSeed } from "../generated/scheduler-executor-context-host.d.ts";
import type { ActionContext as WitContext } from "../generated/scheduler-executor-context.d.ts";
import type * as wit from "../generated/scheduler-executor-types.d.ts";

/** The resource `action-context` of the WIT: the native context of a run as its seed pictures it. */
export class GuestContext implements WitContext {
  readonly native: ActionContext;
  readonly #idempotencyKey: string;

  constructor(seed: ContextSeed) {
    // In a seed `none` may be null, depending on who made the guest.
    const deadline = seed.deadline ?? undefined;
    this.native = createActionContext(new SeedView(seed), seed.taskId, seed.visit, seed.attempt, deadline);
    this.#idempotencyKey = seed.idempotencyKey;
  }

  runId(): string {
    return this.native.runId();
  }
  taskId(): string {
    return this.native.taskId();
  }
  visit(): number {
    return this.native.visit();
  }
  attempt(): number {
    return this.native.attempt();
  }
  deadline(): number | undefined {
    return this.native.deadline();
  }
  idempotencyKey(): string {
    return this.#idempotencyKey;
  }
  getResource(id: string): wit.Json | undefined {
    // The view of a seed holds JSON text and passes it on as it is.
    return this.native.getResource(id) as wit.Json | undefined;
  }
  getExport(name: string): wit.Json | undefined {
    return this.native.getExport(name) as wit.Json | undefined;
  }
  getTask(id: string): wit.WbsTask | undefined {
    const task = this.native.getTask(id);
    return task === undefined ? undefined : lowerWbsTask(task);
  }
  getEdges(id: string): wit.WbsEdge[] {
    return this.native.getEdges(id).map(lowerWbsEdge);
  }
  registerAction(registration: wit.ActionRegistration): void {
    this.native.registerAction(lifted(liftActionRegistration(registration)));
  }
  addTask(task: wit.TaskAddition): void {
    this.native.addTask(lifted(liftTaskAddition(task)));
  }
  updateTask(update: wit.TaskUpdate): void {
    this.native.updateTask(lifted(liftTaskUpdate(update)));
  }
  removeTask(id: string): void {
    this.native.removeTask(id);
  }
  addEdge(edge: wit.WbsEdge): void {
    this.native.addEdge(edge);
  }
  removeEdge(edge: wit.EdgeRemoval): void {
    this.native.removeEdge(edge);
  }
  tolerateRefusedEdits(): void {
    this.native.tolerateRefusedEdits();
  }
  log(level: LogLevel, message: string): void {
    this.native.log(level, message);
  }
  redact(value: string): void {
    this.native.redact(value);
  }
  isCancelled(): boolean {
    return this.native.isCancelled();
  }
  [Symbol.dispose](): void {
    // What was collected is taken by key; dropping the handle loses nothing.
  }
}

/** What was lifted, or a throw: there is no result to say it with in these functions. */
export function lifted<T>(value: Lifted<T>): T {
  if (value.ok) return value.value;
  throw new TypeError(`${value.path.join(".")}: ${value.message}`);
}

class SeedView implements RunView {
  readonly runId: string;
  readonly #resources: ReadonlyMap<string, string>;
  readonly #exports: ReadonlyMap<string, string>;
  readonly #tasks: ReadonlyMap<string, wit.WbsTask>;
  readonly #edges: readonly wit.WbsEdge[];

  constructor(seed: ContextSeed) {
    this.runId = seed.runId;
    this.#resources = new Map(seed.resources.map(({ name, value }) => [name, value]));
    this.#exports = new Map(seed.exports.map(({ name, value }) => [name, value]));
    this.#tasks = new Map(seed.tasks.map((task) => [task.id, task]));
    this.#edges = seed.edges;
  }

  getResource(id: string): string | undefined {
    return this.#resources.get(id);
  }
  getExport(name: string): string | undefined {
    return this.#exports.get(name);
  }
  getTask(id: string): wit.WbsTask | undefined {
    return this.#tasks.get(id);
  }
  getEdges(id: string): readonly wit.WbsEdge[] {
    return this.#edges.filter((edge) => edge.from === id);
  }
}
