import type { ActionError } from "../outcome/outcome.ts";

/** How a run ended. */
export interface RunResult {
  readonly status: "succeeded" | "failed" | "cancelled";
  /** Set unless the run succeeded. */
  readonly error?: ActionError;
  /** The task that `error` is about. */
  readonly task?: number;
}
