/**
 * The resource `action-context` as a guest sees it.
 *
 * Owns what the call collects: edits, log entries, redactions, denials. The host owns the run; what is read of it is asked for.
 *
 * 1. Dead once its call has ended: then reads and edits end the guest, log entries are dropped, and `is-cancelled` is true.
 * 2. It is made by the host alone: a guest that declares a constructor of it ends when it calls it.
 * 3. What it holds is bounded: by the limits `edits` and `logs`, and by `MAX_REDACTIONS`.
 */
import type { ActionContext } from "../../generated/scheduler-executor-context.d.ts";
import type * as wit from "../../generated/scheduler-executor-types.d.ts";
import { CONTROL, type CallMessage, type Denial, type GuestYield } from "../protocol.ts";
import { GuestFault, limitReached } from "./fault.ts";
import type { HostLine } from "./host-line.ts";
import type { GuestLog } from "./guest-log.ts";
import { textLength } from "./text-length.ts";

const MAX_REDACTIONS = 256;
const MAX_REDACTION_LENGTH = 64 * 1024;
/** Of the text that the edits of one call hold together, in UTF-16 units. */
const MAX_EDITS_LENGTH = 16 * 1024 * 1024;

/** What contexts need of the thread that they live in. */
export interface ContextGround {
  readonly line: HostLine;
  readonly log: GuestLog;
  readonly control: Int32Array;
  readonly maxEdits: number;
}

/** Shown by the host alone: what a guest gives to a constructor is data. */
const HOST = Symbol("host");

let end: (context: GuestContext) => GuestYield | undefined;
let editsOf: (context: GuestContext) => number;

export function createContext(call: CallMessage, ground: ContextGround): GuestContext {
  return new GuestContext(HOST, call, ground);
}

/** Ends a context and gives what it collected; undefined where that is nothing. */
export function endContext(context: GuestContext): GuestYield | undefined {
  return end(context);
}

export function countEdits(context: GuestContext): number {
  return editsOf(context);
}

export class GuestContext implements ActionContext {
  readonly #call: CallMessage;
  readonly #ground: ContextGround;
  #alive = true;
  #edits: wit.WbsEdit[] | undefined = undefined;
  #editsLength = 0;
  #redactions: string[] | undefined = undefined;
  #tolerateRefusedEdits = false;

  static {
    // The owner's handles stay outside the object.
    end = (context) => context.#end();
    editsOf = (context) => context.#edits?.length ?? 0;
    // A component declares the functions that it calls, a constructor and any other name too: nothing is inherited.
    Object.setPrototypeOf(GuestContext, null);
    Object.setPrototypeOf(GuestContext.prototype, null);
  }

  constructor(host: symbol, call: CallMessage, ground: ContextGround) {
    if (host !== HOST) throw new GuestFault({ kind: "trap", message: "A context is made by the host alone." });
    this.#call = call;
    this.#ground = ground;
  }

  runId(): string {
    return this.#call.runId;
  }
  taskId(): string {
    return this.#call.taskId;
  }
  visit(): number {
    return this.#call.visit;
  }
  attempt(): number {
    return this.#call.attempt;
  }
  deadline(): number | undefined {
    return this.#call.deadline;
  }
  idempotencyKey(): string {
    return this.#call.idempotencyKey;
  }

  getResource(id: string): wit.Json | undefined {
    return this.#read("resource", id) as wit.Json | undefined;
  }
  getExport(name: string): wit.Json | undefined {
    return this.#read("export", name) as wit.Json | undefined;
  }
  getTask(id: string): wit.WbsTask | undefined {
    return this.#read("task", id) as wit.WbsTask | undefined;
  }
  getEdges(id: string): wit.WbsEdge[] {
    return this.#read("edges", id) as wit.WbsEdge[];
  }

  registerAction(val: wit.ActionRegistration): void {
    this.#edit({ tag: "register-action", val });
  }
  addTask(val: wit.TaskAddition): void {
    this.#edit({ tag: "add-task", val });
  }
  updateTask(val: wit.TaskUpdate): void {
    this.#edit({ tag: "update-task", val });
  }
  removeTask(val: string): void {
    this.#edit({ tag: "remove-task", val });
  }
  addEdge(val: wit.WbsEdge): void {
    this.#edit({ tag: "add-edge", val });
  }
  removeEdge(val: wit.EdgeRemoval): void {
    this.#edit({ tag: "remove-edge", val });
  }
  tolerateRefusedEdits(): void {
    this.#mustBeAlive("tolerate-refused-edits");
    this.#tolerateRefusedEdits = true;
  }

  log(level: wit.LogLevel, message: string): void {
    // One that comes late is dropped: what logs while it cleans up is not to fail for it.
    if (this.#alive) this.#ground.log.add(level, message);
  }

  redact(value: string): void {
    if (!this.#alive || value === "") return;
    const redactions = (this.#redactions ??= []);
    if (redactions.includes(value)) return;
    // Ended, not dropped: a secret that is silently not redacted would be shown.
    if (redactions.length === MAX_REDACTIONS || value.length > MAX_REDACTION_LENGTH) {
      const message = `A call may redact ${MAX_REDACTIONS} values of at most ${MAX_REDACTION_LENGTH} characters.`;
      throw new GuestFault({ kind: "limit", message });
    }
    redactions.push(value);
  }

  isCancelled(): boolean {
    return !this.#alive || Atomics.load(this.#ground.control, CONTROL.cancelled + this.#call.slot) === 1;
  }

  [Symbol.dispose](): void {
    // What was collected is taken when the call ends; dropping the handle early loses nothing.
  }

  #read(of: "resource" | "export" | "task" | "edges", id: string): unknown {
    this.#mustBeAlive(`get-${of}`);
    const reply = this.#ground.line.answerTo({ of, id });
    if (reply.ok) return reply.value;
    throw new GuestFault("fault" in reply ? reply.fault : { kind: "closed", message: reply.http.message });
  }

  #edit(edit: wit.WbsEdit): void {
    this.#mustBeAlive(edit.tag);
    const edits = (this.#edits ??= []);
    const { maxEdits } = this.#ground;
    if (edits.length >= maxEdits) throw limitReached("edits", `The call asked for more than ${maxEdits} edits.`);
    this.#editsLength += textLength(edit.val);
    if (this.#editsLength > MAX_EDITS_LENGTH)
      throw limitReached("edits", `The edits of the call hold more than ${MAX_EDITS_LENGTH} characters.`);
    edits.push(edit);
  }

  #mustBeAlive(method: string): void {
    if (this.#alive) return;
    const { attempt, taskId } = this.#call;
    const message = `${method}: attempt ${attempt} of the task "${taskId}" has ended, and its context with it.`;
    throw new GuestFault({ kind: "closed", message });
  }

  #end(): GuestYield | undefined {
    this.#alive = false;
    const logs = this.#ground.log.take();
    const denials: readonly Denial[] = this.#ground.log.takeDenials();
    const asked =
      this.#edits ?? this.#redactions ?? (this.#tolerateRefusedEdits || logs.length > 0 || denials.length > 0);
    if (asked === false) return undefined;
    const asks = {
      edits: this.#edits ?? [],
      tolerateRefusedEdits: this.#tolerateRefusedEdits,
      logs,
      redactions: this.#redactions ?? [],
      denials,
    };
    // A handle that the guest keeps must not keep these.
    this.#edits = this.#redactions = undefined;
    return asks;
  }
}
