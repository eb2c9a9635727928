/** Why the daemon does not do what it was asked for. Each code has a row in `docs/errors.md`. */
import type { JsonObject, JsonValue } from "@scheduler-components/core";
import { ComponentUnavailableError, RunRefusedError, ScenarioInvalidError } from "../engine/errors.ts";
import type { Refusal } from "../policy/refusal.ts";
import { StoreError, type StoreErrorCode } from "../store/store.ts";

/** Beside those of runs and stores. */
export const DAEMON_ERROR_CODES = [
  "not-found",
  "method-not-allowed",
  "unauthorized",
  "forbidden",
  "cross-origin",
  "malformed-request",
  "unsupported-media-type",
  "body-too-large",
  "too-many-requests",
  "too-many-connections",
  "too-many-followers",
  "scenario-unknown",
  "too-many-runs",
  "closing",
  "internal",
] as const;

export type FaultCode =
  | (typeof DAEMON_ERROR_CODES)[number]
  | StoreErrorCode
  | "scenario-invalid"
  | "run-refused"
  | "component-unavailable";

const STATUS: { readonly [code in FaultCode]: number } = {
  "not-found": 404,
  "method-not-allowed": 405,
  unauthorized: 401,
  forbidden: 403,
  "cross-origin": 403,
  "malformed-request": 400,
  "unsupported-media-type": 415,
  "body-too-large": 413,
  "too-many-requests": 429,
  "too-many-connections": 503,
  "too-many-followers": 503,
  "scenario-unknown": 404,
  "scenario-invalid": 422,
  "run-refused": 422,
  "component-unavailable": 422,
  "too-many-runs": 503,
  closing: 503,
  "run-exists": 409,
  "run-unknown": 404,
  "run-ended": 409,
  "run-of-parent": 409,
  "rerun-refused": 409,
  "run-held": 409,
  "run-taken": 409,
  "store-unusable": 503,
  "store-failed": 503,
  internal: 500,
};

export const FAULT_CODES: readonly string[] = Object.keys(STATUS);

export class Fault extends Error {
  readonly code: FaultCode;
  /** Says more than the message. */
  readonly facts: JsonObject;
  /** Seconds after which it may be asked again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: FaultCode,
    message: string,
    options: { readonly facts?: JsonObject; readonly retryAfter?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.facts = options.facts ?? {};
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/** The one place where an unknown error becomes a fault. Of a bug nothing is told but that it is one. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof StoreError || error instanceof ComponentUnavailableError)
    return new Fault(error.code, error.message, { cause: error });
  if (error instanceof RunRefusedError)
    return new Fault("run-refused", error.message, { facts: { problems: plain(error.problems) }, cause: error });
  if (error instanceof ScenarioInvalidError)
    return new Fault("scenario-invalid", error.message, {
      facts: { diagnostics: plain(error.diagnostics) },
      cause: error,
    });
  return new Fault("internal", "Something went wrong inside the daemon; its log says more.", { cause: error });
}

export function refusedFault(refusals: readonly Refusal[]): Fault {
  const message = `The run is refused: ${refusals.map((refusal) => refusal.message).join("; ")}`;
  return new Fault("run-refused", message, { facts: { refusals: plain(refusals) } });
}

function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
