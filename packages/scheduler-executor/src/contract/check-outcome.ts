import type { ActionOutcome } from "@scheduler-components/core";
import { whyNotJson } from "./json.ts";

/** Whether what a component answered is an outcome; `reason` says where it is not. */
export type OutcomeCheck =
  | { readonly ok: true; readonly outcome: ActionOutcome }
  | { readonly ok: false; readonly reason: string };

const STATUSES: ReadonlySet<unknown> = new Set(["succeeded", "failed", "timed-out", "cancelled"]);

/**
 * Checks what a component answered: the status, the error that every other status than `succeeded` has, and that the
 * output is a JSON value. Never throws. Unknown fields are left alone, a field that is `undefined` counts as absent.
 */
export function checkOutcome(value: unknown): OutcomeCheck {
  const reason = whyNotOutcome(value);
  return reason === undefined ? { ok: true, outcome: value as ActionOutcome } : { ok: false, reason };
}

/** As `checkOutcome`, without an object for the answer: undefined where the value is an outcome, else the reason. */
export function whyNotOutcome(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return `expected an outcome, found ${kindOf(value)}`;
  try {
    return whyNotOutcomeObject(value as { readonly [key: string]: unknown });
  } catch (error) {
    return `the outcome cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function whyNotOutcomeObject(value: { readonly [key: string]: unknown }): string | undefined {
  const { status, detail, output, error } = value;
  if (!STATUSES.has(status)) {
    return `status: expected one of succeeded, failed, timed-out, cancelled, found ${kindOf(status)}`;
  }
  if (detail !== undefined && typeof detail !== "string") return `detail: expected a string, found ${kindOf(detail)}`;
  if (output !== undefined) {
    const reason = whyNotJson(output);
    if (reason !== undefined) return `output${reason}`;
  }
  if (status === "succeeded") {
    return error === undefined ? undefined : "error: an outcome that succeeded has none";
  }
  return whyNotError(error);
}

function whyNotError(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) {
    return `error: expected { code, message, retryable, causes } since the status is not succeeded, found ${kindOf(value)}`;
  }
  const { code, message, retryable, retryAfter, causes } = value as { readonly [key: string]: unknown };
  if (typeof code !== "string" || code === "") return `error.code: expected a string, found ${kindOf(code)}`;
  if (typeof message !== "string") return `error.message: expected a string, found ${kindOf(message)}`;
  if (typeof retryable !== "boolean") return `error.retryable: expected true or false, found ${kindOf(retryable)}`;
  if (retryAfter !== undefined && !(typeof retryAfter === "number" && Number.isFinite(retryAfter) && retryAfter >= 0)) {
    return `error.retryAfter: expected milliseconds from now, found ${kindOf(retryAfter)}`;
  }
  if (!Array.isArray(causes)) return `error.causes: expected a list, found ${kindOf(causes)}`;
  for (const [index, cause] of causes.entries()) {
    if (typeof cause?.code !== "string" || typeof cause?.message !== "string") {
      return `error.causes[${index}]: expected { code, message }, found ${kindOf(cause)}`;
    }
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === undefined ? "nothing" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
