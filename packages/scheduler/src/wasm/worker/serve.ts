/**
 * What a guest's thread does with an instance: it is made, initialised, carries out one call after another, and is left.
 *
 * 1. A call begins only if the host has not recalled it; each result leaves before the next call begins.
 * 2. After a fault the instance is never entered again: the host ends the thread.
 * 3. An instance that is worn out begins no further call: the host releases it.
 */
import type * as wit from "../../generated/scheduler-executor-types.d.ts";
import { fromGuestCodec, toGuestCodec } from "../codec.ts";
import { LineReader, LineWriter } from "../line.ts";
import {
  CONTROL,
  QUIET_MS,
  RESULTS_AT_ONCE,
  SLOT,
  type CallMessage,
  type Fault,
  type FromGuest,
  type GuestAnswer,
  type GuestSetup,
  type GuestUsage,
  type GuestYield,
  type ToGuest,
} from "../protocol.ts";
import { answerOf } from "./answer.ts";
import { guardLifting, refillLifting } from "../wasi/lifting.ts";
import { World } from "../wasi/world.ts";
import { countEdits, createContext, endContext, type ContextGround } from "./guest-context.ts";
import { GuestLog } from "./guest-log.ts";
import { HostLine } from "./host-line.ts";
import { createGuestImports } from "./imports.ts";
import { GuestInstance, type GuestModule } from "./instance.ts";
import { createWasiPorts } from "./wasi-ports.ts";

/** Of what one call of a host's function hands over in lists of bytes, unless a body may be larger. */
const MAX_LIFTED = 64 * 1024 * 1024;

/** A memory that has grown this far when its guest traps has most likely met its limit: what doubles its memory fails there. */
const FULL = 0.5;

/**
 * An instance that holds so much of what it may between two calls is worn out. Guests with a garbage collector may never drop a
 * resource: no call is to fail for what those before it left.
 */
const WORN = 0.5;

const NOTHING_USED: GuestUsage = {
  memory: 0,
  tables: 0,
  output: 0,
  logs: 0,
  edits: 0,
  hostCalls: 0,
  elapsed: 0,
};

/** Of one answer's error: a cause without text costs nothing of the limit `output`, and the host much. */
const MAX_CAUSES = 1_000;

/** Returns once the host leaves the instance, or never. */
export function serve(module: GuestModule, setup: GuestSetup): void {
  const unguard = guardLifting(Math.max(MAX_LIFTED, setup.limits.bytes_out));
  const thread = new GuestThreadServer(setup);
  thread.start(() => new GuestInstance(module, setup.modules, thread.imports));
  thread.work();
  unguard();
  setup.port.close();
}

class GuestThreadServer {
  readonly imports: { readonly [name: string]: object };
  readonly #setup: GuestSetup;
  readonly #control: Int32Array;
  readonly #startedAt: Float64Array;
  readonly #writer: LineWriter<FromGuest>;
  readonly #line: HostLine;
  readonly #log: GuestLog;
  readonly #ground: ContextGround;
  readonly #world: World;
  readonly #queue: Exclude<ToGuest, { readonly type: "answer" }>[] = [];
  #instance: GuestInstance | undefined;
  #broken = false;
  #worn = false;
  /** Results that the host was not woken for. */
  #unseen = 0;
  #wokeAt = 0;
  #most: GuestUsage = NOTHING_USED;

  constructor(setup: GuestSetup) {
    const { limits, shared, port } = setup;
    this.#setup = setup;
    this.#control = new Int32Array(shared, 0, CONTROL.startedAtByte / 4);
    this.#startedAt = new Float64Array(shared, CONTROL.startedAtByte, 1);
    this.#writer = new LineWriter(shared, CONTROL.fromGuestByte, port, fromGuestCodec, true);
    const reader = new LineReader(shared, CONTROL.toGuestByte, port, toGuestCodec);
    this.#line = new HostLine(reader, this.#writer, limits.host_calls, (message) => this.#queue.push(message));
    this.#log = new GuestLog(limits.logs);
    this.#ground = { line: this.#line, log: this.#log, control: this.#control, maxEdits: limits.edits };
    this.#world = new World(createWasiPorts(setup, this.#line, this.#log));
    this.imports = createGuestImports(setup.imports, this.#world, this.#line);
  }

  start(make: () => GuestInstance): void {
    const { config } = this.#setup;
    this.#writer.write({ type: "up" });
    this.#startedAt[0] = Date.now();
    const answer = this.#answer(() => {
      this.#instance = make();
      if (config !== undefined) this.#instance.exports.lifecycle.initComponent(config);
      return undefined;
    });
    this.#broken = answer.kind !== "answer";
    this.#writer.write({ type: "ready", answer, usage: this.#usage(0, 0, 0) ?? NOTHING_USED, asked: this.#said() });
  }

  /** Until the host leaves the instance, or ends the thread; it never turns to its event loop, since nothing comes that way. */
  work(): void {
    for (;;) {
      const message = this.#queue.shift();
      if (message === undefined) this.#line.block(undefined);
      else if (message.type === "call") this.#carryOut(message);
      else if (message.type === "describe") this.#describe();
      else if (message.type === "release") this.#release();
      else return;
    }
  }

  #carryOut(call: CallMessage): void {
    const { slot } = call;
    const next = this.#broken || this.#worn ? SLOT.recalled : SLOT.begun;
    const was = Atomics.compareExchange(this.#control, CONTROL.states + slot, SLOT.sent, next);
    if (was !== SLOT.sent || next === SLOT.recalled) return this.#writer.write({ type: "skipped", slot });
    const startedAt = Date.now();
    this.#startedAt[0] = startedAt;
    this.#line.begin(slot);
    const context = createContext(call, this.#ground);
    const { id, parameters } = call;
    const answer = this.#bounded(
      this.#answer(() =>
        (this.#instance as GuestInstance).exports.componentApi.executeAction(
          // JSON text, which the generated types brand.
          { id, call: call.call, parameters: parameters as wit.Json },
          context,
        ),
      ),
    );
    const usage = this.#usage(outputLength(answer), countEdits(context), Date.now() - startedAt);
    const asked = endContext(context);
    this.#line.begin(-1);
    this.#broken = answer.kind === "fault";
    this.#writer.write({ type: "done", slot, answer, asked, usage }, this.#mustWake());
    if (this.#broken || !this.#isWorn) return;
    this.#worn = true;
    this.#writer.write({ type: "worn" });
  }

  get #isWorn(): boolean {
    const { holding, ports } = this.#world;
    const { maxResources, maxHeldBytes } = ports.limits;
    return holding.resources > maxResources * WORN || holding.bytes > maxHeldBytes * WORN;
  }

  /** Whether the host is to be woken for the result that comes now; see `RESULTS_AT_ONCE`. */
  #mustWake(): boolean {
    this.#line.drain();
    const now = performance.now();
    this.#unseen += 1;
    if (!this.#broken && this.#queue.length > 0 && this.#unseen < RESULTS_AT_ONCE && now - this.#wokeAt < QUIET_MS)
      return false;
    this.#unseen = 0;
    this.#wokeAt = now;
    return true;
  }

  #describe(): void {
    const answer = this.#answer(() => (this.#instance as GuestInstance).exports.lifecycle.describe());
    const { output } = this.#setup.limits;
    const long = answer.kind === "answer" && answer.value.length > output;
    const fault = outputFault(`The manifest is longer than ${output} characters.`);
    const usage = this.#usage(0, 0, 0);
    this.#writer.write({ type: "described", answer: long ? { kind: "fault", fault } : answer, usage });
  }

  #release(): void {
    const answer: GuestAnswer<undefined> = this.#broken
      ? { kind: "answer", value: undefined }
      : this.#answer(() => {
          (this.#instance as GuestInstance).exports.lifecycle.releaseComponent();
          return undefined;
        });
    this.#writer.write({ type: "released", answer, usage: this.#usage(0, 0, 0) });
  }

  #answer<T>(call: () => T): GuestAnswer<T> {
    refillLifting();
    const answer = answerOf(call);
    if (answer.kind !== "fault" || answer.fault.kind !== "trap") return answer;
    const { memory } = this.#setup.limits;
    const used = this.#instance?.memory ?? 0;
    if (used < memory * FULL) return answer;
    const message = `${answer.fault.message} (its memory had grown to ${used} of ${memory} bytes)`;
    return { kind: "fault", fault: { ...answer.fault, kind: "memory", limit: "memory", message } };
  }

  #bounded(answer: GuestAnswer<wit.ActionOutcome>): GuestAnswer<wit.ActionOutcome> {
    const { output } = this.#setup.limits;
    const causes = (answer.kind === "answer" ? answer.value.error?.causes.length : 0) ?? 0;
    if (causes > MAX_CAUSES) {
      const fault = outputFault(`The answer of the call has ${causes} causes, at most ${MAX_CAUSES} are taken.`);
      return { kind: "fault", fault };
    }
    const length = outputLength(answer);
    if (length <= output) return answer;
    const fault = outputFault(`The answer of the call has ${length} characters, at most ${output} are taken.`);
    return { kind: "fault", fault };
  }

  /** The most so far; undefined where that has not grown. */
  #usage(output: number, edits: number, elapsed: number): GuestUsage | undefined {
    const { memory = 0, tables = 0 } = this.#instance ?? {};
    const most = this.#most;
    const logs = this.#log.bytes;
    const hostCalls = this.#line.calls;
    const grown =
      memory > most.memory ||
      tables > most.tables ||
      output > most.output ||
      edits > most.edits ||
      logs > most.logs ||
      hostCalls > most.hostCalls ||
      elapsed > most.elapsed;
    if (!grown) return undefined;
    return (this.#most = {
      memory: Math.max(memory, most.memory),
      tables: Math.max(tables, most.tables),
      output: Math.max(output, most.output),
      edits: Math.max(edits, most.edits),
      logs: Math.max(logs, most.logs),
      hostCalls: Math.max(hostCalls, most.hostCalls),
      elapsed: Math.max(elapsed, most.elapsed),
    });
  }

  #said(): GuestYield {
    return {
      edits: [],
      tolerateRefusedEdits: false,
      logs: this.#log.take(),
      redactions: [],
      denials: this.#log.takeDenials(),
    };
  }
}

function outputFault(message: string): Fault {
  return { kind: "limit", limit: "output", message, causes: [] };
}

/** UTF-16 units of all texts of an answer. */
function outputLength(answer: GuestAnswer<wit.ActionOutcome>): number {
  if (answer.kind !== "answer") return 0;
  const { detail, output, error } = answer.value;
  let length = (detail?.length ?? 0) + (output?.length ?? 0);
  if (error === undefined || error === null) return length;
  length += error.code.length + error.message.length;
  for (const { code, message } of error.causes) length += code.length + message.length;
  return length;
}
