/**
 * The guest entry: exactly the interfaces of the world `executor` of `wit/executor`, to be compiled to a component. All of it
 * is synchronous: the calls that wait are not carried out here, waiting is the shell's.
 */
import { liftAction, lowerActionOutcome, lowerWbsEdit } from "@scheduler-components/core";
import { cancelContext, closeContext } from "./context/action-context.ts";
import { defineComponent } from "./contract/define-component.ts";
import type * as api from "./generated/scheduler-executor-component-api.d.ts";
import type * as host from "./generated/scheduler-executor-context-host.d.ts";
import { GuestContext } from "./guest/guest-context.ts";
import { fail, log, noop, set } from "./std/instant-calls.ts";
import { isWaitingCall } from "./std/waiting.ts";

const std = defineComponent({ name: "std", version: "0.1.0", calls: { noop, log, set, fail } });

/** Contexts whose yield has not been taken, by key. */
const contexts = new Map<number, GuestContext>();
const KEYS = 2 ** 32;
let lastKey = 0;

function makeContext(seed: host.ContextSeed): host.MadeContext {
  do lastKey = (lastKey + 1) % KEYS;
  while (contexts.has(lastKey));
  const made = new GuestContext(seed);
  contexts.set(lastKey, made);
  return { key: lastKey, context: made };
}

function cancel(key: number): void {
  const made = contexts.get(key);
  if (made !== undefined) cancelContext(made.native);
}

function takeYield(key: number): host.ContextYield {
  const made = contexts.get(key);
  if (made === undefined) throw new RangeError(`There is no context with the key ${key}, or its yield has been taken.`);
  contexts.delete(key);
  const { edits, tolerateRefusedEdits, logs, redactions } = closeContext(made.native);
  return { edits: edits.map(lowerWbsEdit), tolerateRefusedEdits, logs: [...logs], redactions: [...redactions] };
}

function executeAction(action: api.Action, handle: api.ActionContext): api.ActionOutcome {
  if (!(handle instanceof GuestContext)) return refuse("The context was not made by this component.");
  if (isWaitingCall(action.call))
    return refuse(`${action.call} is carried out by what runs the scenario: it owns the clock.`);
  if (!action.call.startsWith("std.")) return refuse(`${action.call} is not a standard call.`);
  const lifted = liftAction(action);
  if (!lifted.ok) return refuse(`${lifted.path.join(".")}: ${lifted.message}`);
  const outcome = std.executeAction(lifted.value, handle.native);
  return outcome instanceof Promise ? refuse(`${action.call} takes time.`) : lowerActionOutcome(outcome);
}

/** A thrown string is what every JavaScript guest turns into `result::err`. */
function refuse(message: string): never {
  // oxlint-disable-next-line no-throw-literal -- see above; an Error would be a trap in some guests.
  throw message;
}

export const context: { readonly ActionContext: typeof GuestContext } = { ActionContext: GuestContext };
export const contextHost: typeof host = { makeContext, cancelContext: cancel, takeYield };
export const componentApi: typeof api = { executeAction };
