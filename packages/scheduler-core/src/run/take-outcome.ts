/** What a component answered is taken here, once, and from then on is known to be an outcome. */
import type { JsonObject, JsonValue } from "../json/value.ts";
import { isJsonObject } from "../json/value.ts";
import type { ActionError, ActionOutcome, ActionStatus, ErrorCause } from "../outcome/outcome.ts";
import { takeJson } from "../workbook/take-json.ts";
import { failedOutcome } from "./outcomes.ts";
import type { RunLimits } from "./limits.ts";

export interface TakenOutcome {
  readonly outcome: ActionOutcome;
  /** Of the output, as compact JSON; 0 without one. */
  readonly bytes: number;
  /** There was an output, larger than allowed. */
  readonly tooLarge: boolean;
  /** The component gave no outcome: it threw, or what it answered is none. */
  readonly unanswered?: true;
}

const SUCCEEDED: ActionOutcome = Object.freeze({ status: "succeeded" });
const TAKEN_NOTHING: TakenOutcome = Object.freeze({ outcome: SUCCEEDED, bytes: 0, tooLarge: false });
/** Beside the output an outcome holds a few lines; enough for 64 causes. */
const MAX_CAUSES = 64;

interface Read {
  readonly status: unknown;
  readonly detail: unknown;
  readonly output: unknown;
  readonly error: unknown;
}

/** Never throws. What is not an outcome becomes a failed one with `invalid-outcome`, or `output-too-large`. */
export function takeOutcome(answer: unknown, limits: RunLimits): TakenOutcome {
  let read: Read;
  try {
    if (typeof answer !== "object" || answer === null)
      return invalid(`expected an object, found ${answer === null ? "null" : typeof answer}`);
    // Each property is read once: a getter could answer differently the second time.
    const { status, detail, output, error } = answer as Read;
    read = { status, detail, output, error };
  } catch {
    return invalid("reading it threw an exception");
  }
  if (read.status === "succeeded" && read.output === undefined && read.detail === undefined && read.error === undefined)
    return TAKEN_NOTHING;
  return take(read, limits);
}

function take(read: Read, limits: RunLimits): TakenOutcome {
  if (!isStatus(read.status)) {
    return invalid(`status is ${describe(read.status)}; expected one of: succeeded, failed, timed-out, cancelled`);
  }
  const status = read.status;
  const detail = read.detail ?? undefined;
  if (detail !== undefined && typeof detail !== "string")
    return invalid(`detail is ${describe(detail)}; expected a string`);
  const error = read.error ?? undefined;
  if (status === "succeeded" && error !== undefined) return invalid("it succeeded and has an error");
  if (status !== "succeeded" && error === undefined) return invalid(`its status is ${status} and it has no error`);
  const taken = error === undefined ? undefined : takeError(error, limits);
  if (typeof taken === "string") return invalid(taken);

  const parts: { detail?: string; error?: ActionError } = {};
  if (detail !== undefined) parts.detail = short(detail, limits);
  if (taken !== undefined) parts.error = taken;
  if (read.output === undefined) return { outcome: { status, ...parts }, bytes: 0, tooLarge: false };
  const output = takeJson(read.output, limits.maxOutputBytes);
  if (output.ok) return { outcome: { status, ...parts, output: output.value }, bytes: output.bytes, tooLarge: false };
  if (output.reason === "not-json") return invalid(`output is ${output.message}`);
  const causes = taken === undefined ? [] : [{ code: taken.code, message: taken.message }, ...taken.causes];
  const outcome = failedOutcome("output-too-large", `The output is ${output.message}.`, { causes });
  return { outcome, bytes: 0, tooLarge: true };
}

/** The error, or why it is none. */
function takeError(error: unknown, limits: RunLimits): ActionError | string {
  // As JSON first: a copy without getters, of bounded size. An absent retryAfter is left out on the way.
  const taken = takeJson(error, Math.max(limits.maxOutputBytes, 4 * limits.maxTextLength));
  if (!taken.ok) return `error is ${taken.message}`;
  if (!isJsonObject(taken.value)) return `error is ${describe(taken.value)}; expected an object`;
  const { code, message, retryable, retryAfter, causes } = taken.value;
  if (typeof code !== "string" || code === "") return "error.code is not a string that says something";
  if (typeof message !== "string") return "error.message is not a string";
  if (retryable !== undefined && typeof retryable !== "boolean") return "error.retryable is not a boolean";
  if (retryAfter !== undefined && retryAfter !== null && (typeof retryAfter !== "number" || retryAfter < 0)) {
    return "error.retryAfter is not a number of milliseconds";
  }
  if (causes !== undefined && !Array.isArray(causes)) return "error.causes is not a list";
  const kept: ErrorCause[] = [];
  for (const cause of ((causes ?? []) as readonly JsonValue[]).slice(0, MAX_CAUSES)) {
    if (!isCause(cause)) return "error.causes holds what is not a cause";
    kept.push({ code: short(cause.code, limits), message: short(cause.message, limits) });
  }
  const base = {
    code: short(code, limits),
    message: short(message, limits),
    retryable: retryable === true,
    causes: kept,
  };
  return typeof retryAfter === "number" ? { ...base, retryAfter } : base;
}

function isCause(value: JsonValue): value is JsonObject & ErrorCause {
  return isJsonObject(value) && typeof value["code"] === "string" && typeof value["message"] === "string";
}

function isStatus(value: unknown): value is ActionStatus {
  return value === "succeeded" || value === "failed" || value === "timed-out" || value === "cancelled";
}

function invalid(message: string): TakenOutcome {
  return {
    outcome: failedOutcome("invalid-outcome", `The component's answer is not an outcome: ${message}.`),
    bytes: 0,
    tooLarge: false,
    unanswered: true,
  };
}

function short(text: string, limits: RunLimits): string {
  return shorten(text, limits.maxTextLength);
}

/** At most `length` characters, and then a mark. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} characters more)`;
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return value === null ? "null" : typeof value;
}
