/**
 * The context of one attempt. One is made for every attempt, so it holds fields only: lists and the abort controller are
 * made when first used, and there is no closure an instance.
 *
 * Owns: whether the attempt is alive, cancelled or closed; what it asked for. Its shell owns time: it calls `cancelContext`
 * at the deadline, and `closeContext` when the attempt has ended.
 *
 * 1. Closed is final: nothing is collected after `closeContext`, and it gives what was collected exactly once.
 * 2. Cancelled is not closed: within the grace period reads, logs and edits still work (the batch is dropped later).
 * 3. `signal` aborts at most once, with the first reason.
 */
import type {
  ActionRegistration,
  EdgeRemoval,
  JsonValue,
  LogEntry,
  LogLevel,
  TaskAddition,
  TaskUpdate,
  WbsEdge,
  WbsEdit,
  WbsTask,
} from "@scheduler-components/core";
import type { ActionContext } from "../contract/context.ts";
import { ContextError } from "./context-error.ts";
import { cancellation, droppedEntries, invalid } from "./context-words.ts";
import { copyEdge, copyEdgeRemoval, copyId, copyRegistration, copyTaskAddition, copyTaskUpdate } from "./edits.ts";
import { type ContextLimits, DEFAULT_CONTEXT_LIMITS } from "./limits.ts";
import type { RunView } from "./run-view.ts";

/** What an attempt asked for. The lists are empty and shared where it asked for nothing. */
export interface ContextYield {
  readonly edits: readonly WbsEdit[];
  /** A refused batch is only reported, and does not fail the task. */
  readonly tolerateRefusedEdits: boolean;
  readonly logs: readonly LogEntry[];
  readonly redactions: readonly string[];
}

const NONE: readonly never[] = Object.freeze([]);
const NOTHING: ContextYield = Object.freeze({
  edits: NONE,
  tolerateRefusedEdits: false,
  logs: NONE,
  redactions: NONE,
});
const LEVELS: ReadonlySet<unknown> = new Set<LogLevel>(["debug", "info", "warn", "error"]);

/**
 * Makes the context of one attempt, alive until `closeContext`.
 *
 * @param deadline when the attempt times out, in milliseconds since the Unix epoch; undefined where it never does
 */
export function createActionContext(
  view: RunView,
  taskId: string,
  visit: number,
  attempt: number,
  deadline?: number,
): ActionContext {
  return new AttemptContext(view, taskId, visit, attempt, deadline);
}

/** Tells the attempt to stop: `isCancelled()` is true and `signal` aborts. Nothing where it has been told, or has ended. */
export function cancelContext(context: ActionContext, code: "cancelled" | "timed-out" = "cancelled"): void {
  cancel(attemptOf(context), code);
}

/** Ends the context and gives what it collected; the second time there is nothing. */
export function closeContext(context: ActionContext): ContextYield {
  return close(attemptOf(context));
}

/**
 * Calls `told` once when the attempt is told to stop: what `signal` does for one listener, at a tenth of its price. At once where it
 * has been told. The last caller counts.
 */
export function onCancelled(context: ActionContext, told: () => void): void {
  if (context instanceof AttemptContext) return listen(context, told);
  // Another's context: it has a signal like every other.
  if (context.signal.aborted) told();
  else context.signal.addEventListener("abort", told, { once: true });
}

/** What the context has collected so far. For the testing tools: a shell takes it once, by `closeContext`. */
export function peekContext(context: ActionContext): ContextYield {
  return peek(attemptOf(context));
}

function attemptOf(context: ActionContext): AttemptContext {
  if (context instanceof AttemptContext) return context;
  throw new TypeError("This context was not made by createActionContext.");
}

let cancel: (context: AttemptContext, code: "cancelled" | "timed-out") => void;
let close: (context: AttemptContext) => ContextYield;
let peek: (context: AttemptContext) => ContextYield;
let listen: (context: AttemptContext, told: () => void) => void;

/** Made by `createActionContext`; a class to build on for the testing tools alone. */
export class AttemptContext implements ActionContext {
  readonly #view: RunView;
  readonly #taskId: string;
  readonly #visit: number;
  readonly #attempt: number;
  readonly #deadline: number | undefined;
  #closed = false;
  #cancelled: "cancelled" | "timed-out" | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  #told: (() => void) | undefined = undefined;
  #tolerateRefusedEdits = false;
  #edits: WbsEdit[] | undefined = undefined;
  #logs: LogEntry[] | undefined = undefined;
  #logLength = 0;
  #redactions: string[] | undefined = undefined;

  static {
    // The owner's handles stay outside the object: a component that holds a context cannot close or cancel it by a method.
    cancel = (context, code) => context.#cancel(code);
    close = (context) => context.#close();
    peek = (context) => context.#collected();
    listen = (context, told) => context.#listen(told);
  }

  constructor(view: RunView, taskId: string, visit: number, attempt: number, deadline?: number) {
    this.#view = view;
    this.#taskId = taskId;
    this.#visit = visit;
    this.#attempt = attempt;
    this.#deadline = deadline;
  }

  runId(): string {
    return this.#view.runId;
  }

  taskId(): string {
    return this.#taskId;
  }

  visit(): number {
    return this.#visit;
  }

  attempt(): number {
    return this.#attempt;
  }

  deadline(): number | undefined {
    return this.#deadline;
  }

  idempotencyKey(): string {
    return `${this.#view.runId}/${this.#taskId}/${this.#visit}`;
  }

  getResource(id: string): JsonValue | undefined {
    this.#mustBeAlive("getResource");
    return this.#view.getResource(id);
  }

  getExport(name: string): JsonValue | undefined {
    this.#mustBeAlive("getExport");
    return this.#view.getExport(name);
  }

  getTask(id: string): WbsTask | undefined {
    this.#mustBeAlive("getTask");
    return this.#view.getTask(id);
  }

  getEdges(id: string): readonly WbsEdge[] {
    this.#mustBeAlive("getEdges");
    return this.#view.getEdges(id);
  }

  registerAction(registration: ActionRegistration): void {
    this.#mayEdit("registerAction").push({ tag: "register-action", val: copyRegistration(registration) });
  }

  addTask(task: TaskAddition): void {
    this.#mayEdit("addTask").push({ tag: "add-task", val: copyTaskAddition(task) });
  }

  updateTask(update: TaskUpdate): void {
    this.#mayEdit("updateTask").push({ tag: "update-task", val: copyTaskUpdate(update) });
  }

  removeTask(id: string): void {
    this.#mayEdit("removeTask").push({ tag: "remove-task", val: copyId("removeTask", id) });
  }

  addEdge(edge: WbsEdge): void {
    this.#mayEdit("addEdge").push({ tag: "add-edge", val: copyEdge(edge) });
  }

  removeEdge(edge: EdgeRemoval): void {
    this.#mayEdit("removeEdge").push({ tag: "remove-edge", val: copyEdgeRemoval(edge) });
  }

  tolerateRefusedEdits(): void {
    this.#mustBeAlive("tolerateRefusedEdits");
    this.#tolerateRefusedEdits = true;
  }

  log(level: LogLevel, message: string): void {
    if (!LEVELS.has(level)) throw invalid(`log: level: expected debug, info, warn or error, found ${String(level)}`);
    if (typeof message !== "string") throw invalid(`log: message: expected a string, found a ${typeof message}`);
    // An entry that comes late is dropped, not thrown at: what logs while it cleans up is not to fail for it.
    if (this.#closed) return;
    const { maxLogEntries, maxLogLength } = this.#limits();
    const logs = (this.#logs ??= []);
    if (logs.length > maxLogEntries || this.#logLength > maxLogLength) return;
    this.#logLength += message.length;
    const fits = logs.length < maxLogEntries && this.#logLength <= maxLogLength;
    const entry: LogEntry = fits ? { level, message } : droppedEntries(maxLogEntries, maxLogLength);
    if (!fits) this.#logLength = Infinity;
    logs.push(entry);
    this.#view.logged?.(entry, this);
  }

  redact(value: string): void {
    const { maxRedactions, maxRedactionLength } = this.#limits();
    if (typeof value !== "string") throw invalid(`redact: expected a string, found a ${typeof value}`);
    if (value.length > maxRedactionLength) throw invalid(`redact: the value is longer than ${maxRedactionLength}`);
    if (this.#closed || value === "") return;
    const redactions = (this.#redactions ??= []);
    if (redactions.includes(value)) return;
    // Thrown, not dropped: a secret that is silently not redacted would be shown.
    if (redactions.length === maxRedactions) {
      throw new ContextError("too-many-redactions", `An attempt may redact ${maxRedactions} values.`);
    }
    redactions.push(value);
    this.#view.redacted?.(value);
  }

  isCancelled(): boolean {
    return this.#closed || this.#cancelled !== undefined;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled !== undefined) this.#controller.abort(cancellation(this.#cancelled, this.#taskId));
      else if (this.#closed) this.#controller.abort(this.#closedError("signal"));
    }
    return this.#controller.signal;
  }

  #limits(): ContextLimits {
    return this.#view.limits ?? DEFAULT_CONTEXT_LIMITS;
  }

  #mayEdit(method: string): WbsEdit[] {
    this.#mustBeAlive(method);
    const edits = (this.#edits ??= []);
    const { maxEdits } = this.#limits();
    if (edits.length < maxEdits) return edits;
    throw new ContextError("too-many-edits", `An attempt may ask for ${maxEdits} edits.`);
  }

  #mustBeAlive(method: string): void {
    if (this.#closed) throw this.#closedError(method);
  }

  #closedError(method: string): ContextError {
    const attempt = `attempt ${this.#attempt} of the task "${this.#taskId}"`;
    return new ContextError("context-closed", `${method}: ${attempt} has ended, and its context with it.`);
  }

  #cancel(code: "cancelled" | "timed-out"): void {
    if (this.#closed || this.#cancelled !== undefined) return;
    this.#cancelled = code;
    this.#controller?.abort(cancellation(code, this.#taskId));
    this.#told?.();
  }

  #listen(told: () => void): void {
    if (this.#cancelled === undefined) this.#told = told;
    else told();
  }

  #close(): ContextYield {
    if (this.#closed) return NOTHING;
    this.#closed = true;
    this.#told = undefined;
    return this.#collected();
  }

  #collected(): ContextYield {
    const asked = this.#edits ?? this.#logs ?? this.#redactions;
    if (asked === undefined && !this.#tolerateRefusedEdits) return NOTHING;
    return {
      edits: this.#edits ?? NONE,
      tolerateRefusedEdits: this.#tolerateRefusedEdits,
      logs: this.#logs ?? NONE,
      redactions: this.#redactions ?? NONE,
    };
  }
}
