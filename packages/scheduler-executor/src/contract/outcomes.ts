import type { ActionOutcome, JsonValue } from "@scheduler-components/core";
import { causesOf } from "./action-error.ts";

const SUCCEEDED: ActionOutcome = Object.freeze({ status: "succeeded" });

/** Why an action failed. */
export interface Failure {
  /** In kebab-case; a code of your own, best with a row in your documentation. */
  readonly code: string;
  readonly message: string;
  /** Whether another attempt may succeed; false unless said. The engine decides if there is one. */
  readonly retryable?: boolean;
  /** The earliest time for another attempt, in milliseconds from now. */
  readonly retryAfter?: number;
  /** The error behind it; its chain is kept in `causes`. */
  readonly cause?: unknown;
}

/**
 * The outcome of an action that did what it should.
 *
 * @example
 * return succeeded({ greeting: "hello" }, "greeted one person");
 */
export function succeeded(output?: JsonValue, detail?: string): ActionOutcome {
  if (output === undefined) return detail === undefined ? SUCCEEDED : { status: "succeeded", detail };
  return detail === undefined ? { status: "succeeded", output } : { status: "succeeded", detail, output };
}

/**
 * The outcome of an action that did not do what it should. What it found may be given as output all the same.
 *
 * @example
 * return failed({ code: "no-such-person", message: `There is no ${name}.`, retryable: false });
 */
export function failed(failure: Failure, output?: JsonValue): ActionOutcome {
  return {
    status: "failed",
    ...(output === undefined ? undefined : { output }),
    error: {
      code: failure.code,
      message: failure.message,
      retryable: failure.retryable ?? false,
      ...(failure.retryAfter === undefined ? undefined : { retryAfter: failure.retryAfter }),
      causes: failure.cause === undefined ? [] : causesOf([failure.cause]),
    },
  };
}

/** The outcome of an attempt that ended because it was told to. */
export function cancelled(message = "The attempt was cancelled."): ActionOutcome {
  return { status: "cancelled", error: { code: "cancelled", message, retryable: false, causes: [] } };
}

/** The outcome of an attempt that reached its deadline. `retryable` where the call is idempotent. */
export function timedOut(message = "The attempt reached its timeout.", retryable = false): ActionOutcome {
  return { status: "timed-out", error: { code: "timed-out", message, retryable, causes: [] } };
}
