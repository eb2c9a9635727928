/**
 * What a journal holds of a run, and how the run is had again from it.
 *
 * 1. Entries are plain JSON. Folding all of a run's entries, in their order, gives the run: its state, exports, traces, edits, log, and
 *    what it waits for.
 * 2. Folding decides nothing: what was decided is in the entries. Only an attempt's parameters are rendered again, since secrets may be
 *    in them and those are not kept.
 */
import type { JsonValue } from "../json/value.ts";
import { measureJson } from "../json/measure.ts";
import type { ActionError, ActionStatus } from "../outcome/outcome.ts";
import type { RunEvent } from "../state/types.ts";
import type { EditReport, LogReport, Trace } from "../workbook/report.ts";
import { KeptOutputs } from "../workbook/kept-outputs.ts";
import { TraceRecord } from "../workbook/trace.ts";
import { advance } from "./advance.ts";
import { noteUnderWay } from "./attempt.ts";
import { hold } from "./hold.ts";
import { engineError } from "./outcomes.ts";
import { textBytes } from "./record-trace.ts";
import { addLog } from "./report.ts";
import { NO_PAST, type Run, type SetExport } from "./run.ts";
import type { Wait } from "./wait.ts";

/** The machine's events, and with a success what it exported. */
export type JournalEvent = RunEvent & { readonly exports?: readonly SetExport[] };

/** What the trace of an attempt says beyond the event that ended it. `own`: where it does not say what the event's outcome says. */
export interface JournalTrace {
  readonly task: string;
  readonly visit: number;
  readonly attempt: number;
  readonly action: string;
  readonly call: string;
  readonly lane: number;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly waitMs: number;
  readonly exports?: NonNullable<Trace["exports"]>;
  readonly cut?: NonNullable<Trace["cut"]>;
  readonly own?: {
    readonly status: ActionStatus;
    readonly detail: string | null;
    readonly output: JsonValue;
    readonly error: ActionError | null;
  };
}

/** `at` is milliseconds since the Unix epoch. */
export type JournalEntry =
  | (JournalEvent & {
      readonly trace?: JournalTrace;
      readonly edited?: readonly EditReport[];
      readonly reason?: string;
    })
  /** An attempt waits, and holds no slot. */
  | {
      readonly type: "suspended";
      readonly at: number;
      readonly task: number;
      /** The task's own id, for those who read. */
      readonly id: string;
      readonly wait: Wait;
      readonly startedAt: number;
      readonly waitMs: number;
    }
  | { readonly type: "signal-received"; readonly at: number; readonly name: string; readonly data: JsonValue }
  /** The oldest signal of the name was what an attempt had waited for. */
  | { readonly type: "signal-used"; readonly at: number; readonly name: string }
  | { readonly type: "logged"; readonly at: number; readonly entry: LogReport }
  /** A value that a component asked to hide wherever it would be shown. */
  | { readonly type: "hidden"; readonly at: number; readonly value: string };

/** An event as the journal holds it: with the trace and the edits that were recorded just before it. */
export function entryOf(run: Run, event: JournalEvent): JournalEntry {
  if (event.type === "interrupted" && run.stoppedBy !== undefined) return { ...event, reason: run.stoppedBy.message };
  if (event.type !== "completed" && event.type !== "retrying") return event;
  const edited = run.edits.length > run.journaledEdits ? run.edits.slice(run.journaledEdits) : undefined;
  run.journaledEdits = run.edits.length;
  const trace = run.lastTrace === undefined ? undefined : traceOf(run.lastTrace, event);
  return {
    ...event,
    ...(trace === undefined ? undefined : { trace }),
    ...(edited === undefined ? undefined : { edited }),
  };
}

function traceOf(trace: TraceRecord, event: JournalEvent): JournalTrace {
  const { task, visit, attempt, action, call, lane, startedAt, durationMs, waitMs, exports, cut } = trace;
  const { status, detail, output, error } = trace;
  const told = event.type === "completed" ? event.outcome : undefined;
  const same =
    told !== undefined &&
    told.status === status &&
    (told.detail ?? null) === detail &&
    (told.output ?? null) === output &&
    (told.error ?? null) === error;
  return {
    task,
    visit,
    attempt,
    action,
    call,
    lane,
    startedAt,
    durationMs,
    waitMs,
    ...(exports === undefined ? undefined : { exports }),
    ...(cut === undefined ? undefined : { cut }),
    ...(same ? undefined : { own: { status, detail, output, error } }),
  };
}

/** Folds one entry into a run that is not under way. */
export function replay(run: Run, entry: JournalEntry): void {
  switch (entry.type) {
    case "suspended": {
      const { task, wait, startedAt, waitMs } = entry;
      run.suspended.set({ task, wait, startedAt, waitMs });
      run.underWay.delete(task);
      return;
    }
    case "signal-received":
      run.signals.add(entry.name, entry.data);
      return;
    case "signal-used":
      run.signals.take(entry.name);
      return;
    case "logged":
      addLog(run, entry.entry);
      return;
    case "hidden":
      run.hide(entry.value);
      return;
    default:
      replayEvent(run, entry);
  }
}

function replayEvent(run: Run, entry: Extract<JournalEntry, RunEvent>): void {
  if (entry.type === "begun") run.startedAt = entry.at;
  if (entry.type === "interrupted")
    run.stoppedBy = engineError("interrupted", entry.reason ?? "The run was interrupted.");
  if (entry.edited !== undefined) run.edits.push(...entry.edited);
  run.journaledEdits = run.edits.length;
  if (entry.trace !== undefined && "task" in entry) replayTrace(run, entry, entry.trace);
  for (const { name, value } of entry.exports ?? []) run.exports.set(name, value);
  for (const command of advance(run, entry)) if (command.type === "ended") run.ended = true;
  // What an attempt was given depends on the run as it was then. Should it never end, it is carried out again with just that.
  if (entry.type === "started") noteUnderWay(run, entry.task, entry.at);
}

type TaskEvent = Extract<RunEvent, { readonly task: number }>;

/** The part of a run that its report is made of. */
type Recording = Pick<
  Run,
  "attempts" | "retries" | "lastTrace" | "traces" | "edits" | "logs" | "past" | "kept" | "limits"
>;

/**
 * Puts what a run had recorded before all that it holds back into its place, from the entries of its journal that told it: those before its
 * snapshot.
 */
export function recall(run: Run, entries: Iterable<JournalEntry>): void {
  const { limits } = run;
  const before: Recording = {
    attempts: 0,
    retries: 0,
    lastTrace: undefined,
    traces: [],
    edits: [],
    logs: [],
    past: NO_PAST,
    kept: new KeptOutputs(limits.maxKeptBytes),
    limits,
  };
  for (const entry of entries) {
    if (entry.type === "logged") addLog(before, entry.entry);
    if ("edited" in entry && entry.edited !== undefined) before.edits.push(...entry.edited);
    if ("trace" in entry && entry.trace !== undefined && "task" in entry) record(before, entry, entry.trace);
  }
  run.traces = before.traces.concat(run.traces);
  run.edits = before.edits.concat(run.edits);
  run.logs = before.logs.concat(run.logs);
  run.journaledEdits = run.edits.length;
  run.past = NO_PAST;
  run.recent = [];
}

/** Records a trace as the journal tells it. */
export function replayTrace(run: Run, event: TaskEvent, trace: JournalTrace): void {
  const bytes = outputBytes(event);
  if (event.type === "completed" && !run.kept.fits(bytes))
    hold(run, event.task, run.state.actionOf(trace.action), bytes);
  record(run, event, trace);
}

function record(run: Recording, event: TaskEvent, { own, exports, cut, ...trace }: JournalTrace): void {
  const outcome = event.type === "completed" ? event.outcome : undefined;
  const { status, detail, output, error } = own ?? {
    status: outcome?.status ?? "failed",
    detail: outcome?.detail ?? null,
    output: outcome?.output ?? null,
    error: outcome?.error ?? null,
  };
  if (cut?.by !== "max-kept")
    run.kept.keep(
      (event.type === "completed" ? outputBytes(event) : sizeOf(output)) +
        textBytes(detail ?? undefined, error ?? undefined),
    );
  const record = new TraceRecord(
    ++run.attempts,
    trace.task,
    trace.visit,
    trace.attempt,
    trace.action,
    trace.call,
    trace.lane,
    status,
    detail,
    output,
    error,
    trace.startedAt,
    trace.durationMs,
    trace.waitMs,
    exports,
    cut,
  );
  if (trace.attempt > 1) run.retries++;
  run.lastTrace = record;
  if (run.past.traces + run.traces.length < run.limits.maxTraces) run.traces.push(record);
}

function outputBytes(event: TaskEvent): number {
  return event.type === "completed" && event.outcome.output !== undefined ? sizeOf(event.outcome.output) : 0;
}

/** It was measured when it was taken, so it is JSON. */
function sizeOf(value: JsonValue): number {
  const measured = measureJson(value, Infinity);
  return measured.ok ? measured.bytes : 0;
}
