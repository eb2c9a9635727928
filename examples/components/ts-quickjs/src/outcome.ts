import type { ActionOutcome } from "scheduler:executor/component-api@0.1.0";

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Whether another attempt may succeed. */
  readonly retryable?: boolean;
  /** In milliseconds. */
  readonly retryAfter?: number | undefined;
  readonly causes?: { code: string; message: string }[];
}

export function succeeded(output: unknown, detail: string): ActionOutcome {
  return { status: "succeeded", detail, output: JSON.stringify(output) };
}

/** A failed action is an outcome. Throwing is for what keeps the component itself from doing its job. */
export function failed({ code, message, retryable = false, retryAfter, causes = [] }: Failure): ActionOutcome {
  return { status: "failed", error: { code, message, retryable, retryAfter, causes } };
}

export function cancelled(): ActionOutcome {
  const error = { code: "cancelled", message: "The attempt was cancelled.", retryable: false, causes: [] };
  return { status: "cancelled", error };
}
