import type { MutableJsonObject } from "../json/object.ts";
import type { ActionError, ActionOutcome } from "../outcome/outcome.ts";
import { TraceRecord } from "../workbook/trace.ts";
import type { Attempt } from "./attempt.ts";
import type { Run } from "./run.ts";
import { shorten, type TakenOutcome } from "./take-outcome.ts";

/** What stays of a text when a run has kept as much as it may. */
const SHORT_TEXT = 200;

/** Records the end of an attempt: one trace, as far as there is room. */
export function recordTrace(
  run: Run,
  attempt: Attempt,
  outcome: ActionOutcome,
  taken: TakenOutcome,
  exports: MutableJsonObject | undefined,
  at: number,
): void {
  const { limits } = run;
  const { detail, error } = outcome;
  const bytes = detail === undefined && error === undefined ? taken.bytes : taken.bytes + textBytes(detail, error);
  const kept = bytes === 0 || run.kept.keep(bytes);
  const cut = kept
    ? taken.tooLarge
      ? { by: "max-output" as const, limit: limits.maxOutputBytes }
      : undefined
    : run.kept.cut;
  const { plan } = attempt;
  const trace = new TraceRecord(
    ++run.attempts,
    attempt.taskId,
    attempt.visit,
    attempt.attempt,
    plan.def.id,
    plan.def.call,
    attempt.lane,
    outcome.status,
    detail === undefined ? null : kept ? detail : shorten(detail, SHORT_TEXT),
    kept ? (outcome.output ?? null) : null,
    error === undefined ? null : kept ? error : shortError(error),
    attempt.startedAt,
    Math.max(0, at - attempt.startedAt),
    attempt.waitMs,
    exports,
    cut,
  );
  if (attempt.attempt > 1) run.retries++;
  run.lastTrace = trace;
  if (run.past.traces + run.traces.length < limits.maxTraces) run.traces.push(trace);
}

/** Of the texts beside the output: about, since they are bounded by themselves. */
export function textBytes(detail: string | undefined, error: ActionError | undefined): number {
  let bytes = detail?.length ?? 0;
  if (error !== undefined) {
    bytes += error.message.length;
    for (const cause of error.causes) bytes += cause.message.length;
  }
  return bytes;
}

function shortError(error: ActionError): ActionError {
  return { ...error, message: shorten(error.message, SHORT_TEXT), causes: [] };
}
