/**
 * What the engine's thread and a guest's thread say to each other.
 *
 * A block of shared memory holds two lines (`line.ts`) and says which call runs. A result is there before the next call begins, so
 * nothing that a guest has done is lost when its thread is killed; the host can take back what has not begun, and knows what a killed
 * thread was doing.
 */
import type * as wit from "../generated/scheduler-executor-types.d.ts";
import type { LimitName } from "../policy/limits.ts";
import type { ErrorCause } from "@scheduler-components/core";
import type { MessagePort } from "node:worker_threads";
import { LINE_BYTES } from "./line.ts";

/** How many calls a thread is given before it has answered. */
export const SLOTS = 16;

/**
 * A guest's thread wakes its host for results when so many are there, when it has nothing more to do, or when it last did so more than
 * `QUIET_MS` ago: waking costs more than all else, and while the host takes them in, the thread has the other half of its calls.
 */
export const RESULTS_AT_ONCE: number = SLOTS / 4;
export const QUIET_MS = 1;
/** When the host looks for results that it was not woken for; more than `QUIET_MS`. */
export const LATE_MS = 5;

/** Layout of the shared block: 32-bit integers, a 64-bit float, and the two lines. Offsets in integers, unless they say bytes. */
export const CONTROL: {
  /** For each slot its state. */
  readonly states: number;
  /** For each slot 1 where its attempt was told to stop. */
  readonly cancelled: number;
  /** In bytes: when the call that runs began, milliseconds since the Unix epoch. */
  readonly startedAtByte: number;
  readonly toGuestByte: number;
  readonly fromGuestByte: number;
  readonly bytes: number;
} = {
  states: 0,
  cancelled: SLOTS,
  startedAtByte: 2 * SLOTS * 4,
  toGuestByte: 2 * SLOTS * 4 + 8,
  fromGuestByte: 2 * SLOTS * 4 + 8 + LINE_BYTES,
  bytes: 2 * SLOTS * 4 + 8 + 2 * LINE_BYTES,
};

/** A slot's states. The guest's thread takes `sent` to `begun`, the host `sent` to `recalled`: exactly one of them succeeds. */
export const SLOT = { free: 0, sent: 1, begun: 2, recalled: 3 } as const;

/** One call. `parameters` is JSON text. */
export interface CallMessage {
  readonly slot: number;
  readonly id: string;
  readonly call: string;
  readonly parameters: string;
  readonly runId: string;
  readonly taskId: string;
  readonly visit: number;
  readonly attempt: number;
  readonly deadline: number | undefined;
  readonly idempotencyKey: string;
}

/** From the host. */
export type ToGuest =
  | ({ readonly type: "call" } & CallMessage)
  | { readonly type: "answer"; readonly ticket: number; readonly reply: Reply }
  | { readonly type: "describe" }
  | { readonly type: "release" }
  /** Its guest has been released, or has described itself: the thread lets go of it, and waits for what it runs next. */
  | { readonly type: "leave" };

/** Why a guest could not do its job. `trap`: it stopped by itself, or broke the rules of its boundary. */
export interface Fault {
  readonly kind: "trap" | "memory" | "limit" | "exit" | "closed";
  readonly message: string;
  /** Which limit, for `limit` and `memory`. */
  readonly limit?: LimitName | undefined;
  readonly causes: readonly ErrorCause[];
}

/** A capability that was asked for and not granted. `value` completes the flag that would allow it; there is none without. */
export interface Denial {
  readonly kind: string;
  readonly what: string;
  readonly value?: string | undefined;
  /** All of it in words, where who denied it knows them better. */
  readonly message?: string | undefined;
}

/** What a call asked for beside its answer. */
export interface GuestYield {
  readonly edits: readonly wit.WbsEdit[];
  readonly tolerateRefusedEdits: boolean;
  readonly logs: readonly wit.LogEntry[];
  readonly redactions: readonly string[];
  readonly denials: readonly Denial[];
}

/** The most that a call, or the instance's start, has used of the limits so far. */
export interface GuestUsage {
  readonly memory: number;
  readonly tables: number;
  readonly output: number;
  readonly logs: number;
  readonly edits: number;
  readonly hostCalls: number;
  /** Milliseconds. */
  readonly elapsed: number;
}

/** How a guest's function ended: with an answer, with `result::err`, or not at all. */
export type GuestAnswer<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "err"; readonly message: string }
  | { readonly kind: "fault"; readonly fault: Fault };

/** To the host. */
export type FromGuest =
  /** The thread has come up, and the guest begins. */
  | { readonly type: "up" }
  | {
      readonly type: "ready";
      readonly answer: GuestAnswer<undefined>;
      readonly usage: GuestUsage;
      readonly asked: GuestYield;
    }
  | {
      readonly type: "described";
      readonly answer: GuestAnswer<string>;
      /** Where it has grown. */
      readonly usage: GuestUsage | undefined;
    }
  | {
      readonly type: "done";
      readonly slot: number;
      readonly answer: GuestAnswer<wit.ActionOutcome>;
      readonly asked: GuestYield | undefined;
      /** Where it has grown. */
      readonly usage: GuestUsage | undefined;
    }
  | { readonly type: "skipped"; readonly slot: number }
  /** It begins no further call: what it holds between calls has grown too far. */
  | { readonly type: "worn" }
  | { readonly type: "ask"; readonly ticket: number; readonly slot: number; readonly question: Question }
  | { readonly type: "unasked"; readonly ticket: number }
  | {
      readonly type: "released";
      readonly answer: GuestAnswer<undefined>;
      /** Where it has grown. */
      readonly usage: GuestUsage | undefined;
    };

/** What only the host can answer. */
export type Question =
  | { readonly of: "resource" | "export" | "task" | "edges"; readonly id: string }
  | { readonly of: "client" | "exchange"; readonly request: HttpQuestion };

export interface HttpQuestion {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: Uint8Array | undefined;
  readonly timeoutMs: number | undefined;
}

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  /** `http`: an error of the exchange, which the guest sees. Anything else ends the call. */
  | {
      readonly ok: false;
      readonly http: { readonly code: string; readonly message: string; readonly retryable: boolean };
    }
  | { readonly ok: false; readonly fault: Fault };

/** The response to an HTTP request holds bytes, which are no JSON. */
export function holdsBytes(
  reply: Reply,
): reply is { readonly ok: true; readonly value: { readonly body: Uint8Array } } {
  return reply.ok && typeof reply.value === "object" && reply.value !== null && "body" in reply.value;
}

/** What a guest's thread starts with. */
export interface GuestSetup {
  /** The module that the transpiler wrote; undefined where the thread is to run the one that it has run before. */
  readonly source: string | undefined;
  readonly modules: ReadonlyMap<string, WebAssembly.Module>;
  /** The interfaces it asks for, without versions. */
  readonly imports: readonly string[];
  /** What `init-component` is given, as JSON text; undefined where the guest is only to describe itself. */
  readonly config: string | undefined;
  readonly environment: readonly (readonly [string, string])[];
  readonly limits: { readonly [name in LimitName]: number };
  /** Laid out as `CONTROL` says. */
  readonly shared: SharedArrayBuffer;
  /** What the lines do not carry themselves. */
  readonly port: MessagePort;
}
