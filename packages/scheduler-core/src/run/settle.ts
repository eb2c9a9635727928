/**
 * The end of an attempt: a retry, or the end of its visit.
 *
 * In this order: retry? → edits checked → exports computed → edges decided → one `completed` event. A refusal of the edits or a
 * failing export makes the outcome a failed one with its output kept, and then neither takes effect.
 */
import { parseExpression } from "../expression/parse.ts";
import type { ActionOutcome, WbsEdit } from "../outcome/outcome.ts";
import type { JsonValue } from "../json/value.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import { apply } from "./apply.ts";
import type { Attempt } from "./attempt.ts";
import { decideEdges, decidePlain } from "./decide.ts";
import { failedOutcome } from "./outcomes.ts";
import { holdOutput } from "./hold.ts";
import { recordTrace } from "./record-trace.ts";
import { retryDelay } from "./retry.ts";
import type { JournalEvent } from "./journal.ts";
import type { Run, SetExport } from "./run.ts";
import { viewOutcome } from "./scope.ts";
import type { TakenOutcome } from "./take-outcome.ts";

/** What an attempt asked of its run, beside its outcome. */
export interface AttemptYield {
  readonly edits: readonly WbsEdit[];
  readonly tolerateRefusedEdits: boolean;
}

const NO_EDGES: readonly number[] = Object.freeze([]);

/**
 * Ends an attempt. Gives the delay in milliseconds before the next attempt of the visit, which the shell ends with `retryDue`;
 * or -1 where the visit is over.
 */
export function endAttempt(
  run: Run,
  attempt: Attempt,
  taken: TakenOutcome,
  yielded: AttemptYield | undefined,
  at: number,
  random: () => number,
): number {
  const running = run.state.phase === "running";
  if ((running || run.state.phase === "compensating") && taken.outcome.status !== "succeeded") {
    const delay = retryDelay(attempt.plan.def.retry, attempt.attempt, taken.outcome, random);
    if (delay !== undefined) {
      recordTrace(run, attempt, taken.outcome, taken, undefined, at);
      reportEdits(run, attempt, yielded, "the attempt is followed by another", at);
      apply(run, { type: "retrying", task: attempt.task, delayMs: delay, at });
      return delay;
    }
  }
  const held = taken.bytes === 0 ? taken : holdOutput(run, attempt, taken);
  if (running && yielded === undefined && attempt.plan.exports.length === 0) settlePlain(run, attempt, held, at);
  else settle(run, attempt, held, yielded, at, running);
  return -1;
}

/** The wait before a task's next attempt is over: it goes to the end of its lane. */
export function retryDue(run: Run, task: number, at: number): void {
  apply(run, { type: "due", task, at });
}

/** Most attempts: nothing but an outcome. */
function settlePlain(run: Run, attempt: Attempt, taken: TakenOutcome, at: number): void {
  const { outcome } = taken;
  recordTrace(run, attempt, outcome, taken, undefined, at);
  complete(run, attempt, outcome, undefined, undefined, at);
}

function settle(
  run: Run,
  attempt: Attempt,
  taken: TakenOutcome,
  yielded: AttemptYield | undefined,
  at: number,
  running: boolean,
): void {
  let { outcome } = taken;
  let batch = yielded !== undefined && yielded.edits.length > 0 ? yielded.edits : undefined;
  let refused: string | undefined;
  if (batch !== undefined) {
    // Edits go together with an outcome; a component that stopped halfway may have asked for half of what it meant.
    const halfway = taken.unanswered ? "the component gave no outcome" : undefined;
    refused = running ? (halfway ?? refusal(run, attempt, batch)) : "the run was ending";
    if (refused !== undefined) {
      batch = undefined;
      if (running && halfway === undefined && yielded?.tolerateRefusedEdits !== true)
        outcome = overrule(outcome, "edit-refused", `Its edits were refused: ${refused}`);
    }
  }
  let exported: Exported | undefined;
  if (outcome.status === "succeeded" && attempt.plan.exports.length > 0) {
    const computed = computeExports(run, attempt, outcome);
    if (typeof computed === "string") {
      outcome = overrule(outcome, "export-failed", computed);
      if (batch !== undefined) refused = "an export of the same attempt failed";
      batch = undefined;
    } else exported = computed;
  }
  reportEdits(run, attempt, yielded, refused, at);
  recordTrace(run, attempt, outcome, taken, exported?.ofTask, at);
  if (exported !== undefined && run.listener !== undefined) {
    for (const { name, value } of exported.ofRun) run.listener.exportSet(at, attempt.taskId, name, value);
  }
  if (running) complete(run, attempt, outcome, batch, exported?.ofRun, at);
  else
    apply(run, withExports({ type: "completed", task: attempt.task, outcome, taken: NO_EDGES, at }, exported?.ofRun));
}

/** Decides the edges and applies the end of the visit. A condition that fails ends the run first: then no edge is decided. */
function complete(
  run: Run,
  attempt: Attempt,
  outcome: ActionOutcome,
  batch: readonly WbsEdit[] | undefined,
  exports: readonly SetExport[] | undefined,
  at: number,
): void {
  const { task } = attempt;
  const plain = batch === undefined ? decidePlain(run, task, outcome.status === "succeeded") : undefined;
  if (plain !== undefined) {
    apply(run, withExports({ type: "completed", task, outcome, taken: plain, at }, exports));
    return;
  }
  // The edges' conditions see what this attempt exported.
  if (exports !== undefined) for (const { name, value } of exports) run.exports.preview(name, value);
  const view = viewOutcome(outcome);
  run.scope.enter(attempt.taskId, attempt.visit, attempt.attempt, view);
  run.deciding = { task: attempt.taskId, view, batch };
  const decided = decideEdges(run, task, view, batch);
  run.deciding = undefined;
  if (decided.error !== undefined) apply(run, { type: "run-failed", error: decided.error, at });
  const event = { type: "completed" as const, task, outcome, taken: decided.taken, at };
  apply(
    run,
    withExports(batch === undefined || decided.error !== undefined ? event : { ...event, edits: batch }, exports),
  );
}

function withExports(event: JournalEvent, exports: readonly SetExport[] | undefined): JournalEvent {
  return exports === undefined || exports.length === 0 ? event : { ...event, exports };
}

function refusal(run: Run, attempt: Attempt, batch: readonly WbsEdit[]): string | undefined {
  for (const [index, { tag, val }] of batch.entries()) {
    // Ids are what everything reported is found by: they are shown as they are, so a new one must not hold a secret.
    const id = tag === "add-task" || tag === "register-action" ? val.id : "";
    if (run.redactor.text(id) !== id)
      return `Edit ${index + 1} of ${batch.length} (${tag}): the id "${id}" holds a secret`;
  }
  const checked = run.state.checkEdits(attempt.task, batch, {
    knowsCall: (call) => run.planner.call(call).unknown === undefined,
    checkParameters: (call, parameters) => run.planner.checkParameters(call, parameters),
    checkCondition: (condition) => {
      const parsed = parseExpression(condition);
      return parsed.ok ? undefined : parsed.message;
    },
  });
  return checked.ok ? undefined : checked.reason;
}

/** The outcome that the engine puts in the place of the component's: failed, its output kept, the old error as a cause. */
function overrule(outcome: ActionOutcome, code: "edit-refused" | "export-failed", message: string): ActionOutcome {
  const { error } = outcome;
  const causes = error === undefined ? [] : [{ code: error.code, message: error.message }, ...error.causes];
  return failedOutcome(code, message, { causes }, outcome.output);
}

interface Exported {
  readonly ofRun: readonly SetExport[];
  readonly ofTask: MutableJsonObject | undefined;
}

/** All are computed on the exports as they were before; or why one failed. */
function computeExports(run: Run, attempt: Attempt, outcome: ActionOutcome): Exported | string {
  const ofRun: SetExport[] = [];
  let ofTask: MutableJsonObject | undefined;
  const view = viewOutcome(outcome);
  run.scope.enter(attempt.taskId, attempt.visit, attempt.attempt, view);
  run.deciding = { task: attempt.taskId, view, batch: undefined };
  try {
    for (const { def, expression } of attempt.plan.exports) {
      if (expression === undefined) return `The export "${def.name}" is no expression: ${def.value}`;
      const result = expression.evaluate(run.scope);
      if (!result.ok) return `The export "${def.name}" (${def.value}) failed: ${result.message}`;
      if (def.type === "metric" && typeof result.value !== "number") {
        return `The metric "${def.name}" (${def.value}) is not a number but ${typeName(result.value)}`;
      }
      if (def.scope === "task") setOwn((ofTask ??= {}), def.name, result.value);
      else ofRun.push({ name: def.name, value: result.value });
    }
  } finally {
    run.deciding = undefined;
  }
  return { ofRun, ofTask };
}

function typeName(value: JsonValue): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function reportEdits(
  run: Run,
  attempt: Attempt,
  yielded: AttemptYield | undefined,
  reason: string | undefined,
  at: number,
): void {
  if (yielded === undefined) return;
  for (const { tag } of yielded.edits) {
    const base = { task: attempt.taskId, kind: tag, applied: reason === undefined };
    const edit = reason === undefined ? base : { ...base, reason };
    if (run.past.edits + run.edits.length < run.limits.maxLogs) run.edits.push(edit);
    run.listener?.edited(at, edit);
  }
}
