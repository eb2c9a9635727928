import { performance } from "node:perf_hooks";
import type { Action } from "@scheduler-components/core";
import type { ActionContext } from "@scheduler-components/executor";
import type { CallMessage, Denial, Fault, FromGuest } from "../protocol.ts";

/** `timed-out`: it took longer than its limit. `stopped`: it did not stop when told to. */
export interface Killed {
  readonly kind: "killed";
  readonly why: "timed-out" | "stopped";
  readonly ms: number;
}

/** How a call ended: in its guest, or before it began there. */
export type CallEnd =
  | Pick<Extract<FromGuest, { readonly type: "done" }>, "answer" | "asked">
  /** Its thread is gone, or it never began. */
  | { readonly answer: Killed | { readonly kind: "fault"; readonly fault: Fault } | { readonly kind: "cancelled" } };

const MAX_DENIALS = 64;

/**
 * A call that has been asked for and has not ended.
 *
 * Its place: in the pool's queue (no thread), or in a slot of a thread. It ends once.
 */
export class Pending {
  readonly action: Action;
  /** The parameters as JSON text. */
  readonly parameters: string;
  readonly context: ActionContext;
  readonly #end: (end: CallEnd) => void;
  /** Milliseconds, on the clock that only goes on. */
  readonly since: number = performance.now();
  ended = false;
  bytesIn = 0;
  bytesOut = 0;
  /** What the host itself refused it, each once. */
  readonly denials: Denial[] = [];

  constructor(action: Action, parameters: string, context: ActionContext, end: (end: CallEnd) => void) {
    this.action = action;
    this.parameters = parameters;
    this.context = context;
    this.#end = end;
  }

  /** A guest may ask for the same again and again, or for ever more: only so much is noted. */
  deny(denial: Denial): void {
    const { kind, what, message } = denial;
    const noted = this.denials.some((one) => one.kind === kind && one.what === what && one.message === message);
    if (!noted && this.denials.length < MAX_DENIALS) this.denials.push(denial);
  }

  end(end: CallEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.#end(end);
  }
}

/** A call as its guest's thread is given it. */
export function callMessage(slot: number, { action, parameters, context }: Pending): CallMessage {
  return {
    slot,
    id: action.id,
    call: action.call,
    parameters,
    runId: context.runId(),
    taskId: context.taskId(),
    visit: context.visit(),
    attempt: context.attempt(),
    deadline: context.deadline(),
    idempotencyKey: context.idempotencyKey(),
  };
}
