import type { ErrorCode } from "../errors/codes.ts";
import type { JsonValue } from "../json/value.ts";
import type { ActionError, ActionOutcome, ErrorCause } from "../outcome/outcome.ts";

export interface ErrorParts {
  readonly retryable?: boolean;
  readonly causes?: readonly ErrorCause[];
}

/** An error of the engine's own: its code is one of the closed list. */
export function engineError(code: ErrorCode, message: string, parts: ErrorParts = {}): ActionError {
  return { code, message, retryable: parts.retryable ?? false, causes: [...(parts.causes ?? [])] };
}

/** A failed outcome of the engine's own. `output` is kept where the component gave one. */
export function failedOutcome(
  code: ErrorCode,
  message: string,
  parts: ErrorParts = {},
  output?: JsonValue,
): ActionOutcome {
  const error = engineError(code, message, parts);
  return output === undefined ? { status: "failed", error } : { status: "failed", output, error };
}

/** Retryable only where doing it again does no harm: nobody knows how far the attempt came. */
export function timedOutOutcome(timeoutMs: number, idempotent: boolean): ActionOutcome {
  const error = engineError("timed-out", `No answer within ${timeoutMs} ms.`, { retryable: idempotent });
  return { status: "timed-out", error };
}

export function cancelledOutcome(message: string): ActionOutcome {
  return { status: "cancelled", error: engineError("cancelled", message) };
}
