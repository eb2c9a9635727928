/** What an attempt that began a run says of it. */
import type { ActionOutcome, JsonObject, RunReport } from "@scheduler-components/core";
import { cancelled, failed } from "@scheduler-components/executor";
import { ScenarioInvalidError } from "../engine/errors.ts";

/** Each has a row in `docs/errors.md`. */
export const CHILD_ERROR_CODES = [
  /** The run failed; what it failed of is the first cause. Retryable: another attempt begins another run. */
  "child-failed",
  /** The run was cancelled, though the attempt that began it was not. */
  "child-cancelled",
  /** There is no such file, or it may not be read. */
  "child-unreadable",
  /** The file's scenario is not valid. */
  "child-invalid",
  /** The run could not begin: its inputs, its secrets, its components. */
  "child-refused",
  /** A run that this attempt has not begun has the id of the one that it begins. */
  "child-taken",
  /** Too many runs inside one another. */
  "children-too-deep",
  /** Too many runs below one. */
  "too-many-children",
] as const;

export type ChildErrorCode = (typeof CHILD_ERROR_CODES)[number];

/** As many causes as an error has. */
const MOST_CAUSES = 8;

/** `told`: the attempt was told to stop, and the run with it. */
export function childOutcome(
  { run, exports }: Pick<RunReport, "run" | "exports">,
  file: string,
  told: boolean,
): ActionOutcome {
  const { id, status, error } = run;
  const output: JsonObject = { run: id, status, exports };
  const detail = `run ${id}`;
  if (status === "succeeded") return { status, detail, output };
  const why = error?.message ?? "it says not why";
  const causes = error === undefined ? [] : [{ code: error.code, message: error.message }, ...error.causes];
  if (status === "cancelled" && told) {
    const { status: same, error: because } = cancelled(`The run ${id} was cancelled with the attempt.`);
    return { status: same, detail, output, ...(because === undefined ? {} : { error: because }) };
  }
  const word = status === "failed" ? "failed" : "was cancelled";
  return {
    status: "failed",
    detail,
    output,
    error: {
      code: status === "failed" ? "child-failed" : "child-cancelled",
      message: `The run ${id} of ${file} ${word}: ${why}`,
      retryable: status === "failed",
      causes: causes.slice(0, MOST_CAUSES),
    },
  };
}

export function refusedOutcome(code: ChildErrorCode, message: string, cause?: unknown): ActionOutcome {
  return failed({ code, message, ...(cause === undefined ? {} : { cause }) });
}

/** What came in the way of a run that could not begin. */
export function thrownOutcome(file: string, error: unknown): ActionOutcome {
  const code = error instanceof ScenarioInvalidError ? "child-invalid" : "child-refused";
  return refusedOutcome(code, `The scenario ${file} cannot be run: ${messageOf(error)}`, error);
}

export function unreadableOutcome(error: unknown): ActionOutcome {
  return refusedOutcome("child-unreadable", messageOf(error), error instanceof Error ? error.cause : undefined);
}

export function unknownCallOutcome(call: string): ActionOutcome {
  return failed({ code: "unknown-call", message: `"${call}" cannot be carried out here.` });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
