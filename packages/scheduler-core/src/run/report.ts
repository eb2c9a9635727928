import type { JsonValue } from "../json/value.ts";
import type { ActionError } from "../outcome/outcome.ts";
import type { Compensations } from "../state/compensations.ts";
import { percentiles } from "../workbook/percentiles.ts";
import type {
  ComponentUsage,
  LogReport,
  RunReport,
  RunStatus,
  RunSummary,
  TaskReport,
  TaskResult,
  Trace,
} from "../workbook/report.ts";
import type { Run } from "./run.ts";

/** The report of a run as it stands; `components` says what its shell contained. Secrets are redacted; without any the traces are the run's own objects. */
export function reportRun(run: Run, at: number, components?: { readonly [id: string]: ComponentUsage }): RunReport {
  const { redactor } = run;
  const error = errorOf(run);
  const base = {
    id: run.id,
    scenario: redactor.text(run.scenario.name),
    status: runStatus(run),
    startedAt: run.startedAt,
    durationMs: Math.max(0, at - run.startedAt),
  };
  const report: RunReport = {
    run: error === undefined ? base : { ...base, error: redactor.error(error) },
    traces: redactor.active ? run.traces.map((trace) => redactTrace(run, trace)) : run.traces,
    // Set below.
    tasks: {},
    exports: redactValues(run, run.exports.values),
    metrics: { ...run.exports.metrics },
    edits: redactor.active
      ? run.edits.map((edit) => (edit.reason === undefined ? edit : { ...edit, reason: redactor.text(edit.reason) }))
      : run.edits,
    logs: redactor.active ? run.logs.map((entry) => redactLog(run, entry)) : run.logs,
    ...(components === undefined ? undefined : { components }),
    summary: summarize(run),
  };
  if (!run.ended) return { ...report, tasks: reportTasks(run) };
  return Object.defineProperty(
    report,
    "tasks",
    whenRead(() => reportTasks(run)),
  );
}

/**
 * An object with a property a task costs about as much as running the tasks, and not every caller reads it: it is
 * made when first read; the state of a run that has ended does not change any more.
 */
function whenRead<T>(make: () => T): PropertyDescriptor {
  let made: T | undefined;
  return { enumerable: true, configurable: true, get: () => (made ??= make()) };
}

/** A trace as it may leave the run. */
export function redactTrace(run: Run, trace: Trace): Trace {
  const { redactor } = run;
  if (!redactor.active) return trace;
  const redacted = {
    ...trace,
    detail: trace.detail === null ? null : redactor.text(trace.detail),
    output: redactor.json(trace.output),
    error: trace.error === null ? null : redactor.error(trace.error),
  };
  return trace.exports === undefined ? redacted : { ...redacted, exports: redactValues(run, trace.exports) };
}

export function redactLog(run: Run, entry: LogReport): LogReport {
  return run.redactor.active ? { ...entry, message: run.redactor.text(entry.message) } : entry;
}

/** Keeps a line of the log, as far as there is room; gives whether it was kept. */
export function addLog(run: Pick<Run, "logs" | "past" | "kept" | "limits">, entry: LogReport): boolean {
  const { logs, past, limits } = run;
  const count = past.logs + logs.length;
  if (count >= limits.maxLogs || !run.kept.keep(entry.message.length)) return false;
  const last = count === limits.maxLogs - 1;
  logs.push(
    last
      ? { at: entry.at, level: "warn", message: `Further log entries are not kept: a run keeps ${limits.maxLogs}.` }
      : entry,
  );
  return !last;
}

function runStatus(run: Run): RunStatus {
  if (run.stoppedBy?.code === "internal") return "failed";
  return run.state.result?.status ?? (run.stoppedBy?.code === "interrupted" ? "cancelled" : "failed");
}

function errorOf(run: Run): ActionError | undefined {
  const error = runStatus(run) === "succeeded" ? undefined : (run.stoppedBy ?? run.state.result?.error);
  const { failures, failed } = run.state.compensations ?? NO_FAILURES;
  if (error === undefined || failures.length === 0) return error;
  const more = failed - failures.length;
  const rest = more === 0 ? [] : [{ code: "compensation-failed", message: `${more} more compensations failed.` }];
  return { ...error, causes: [...error.causes, ...failures, ...rest] };
}

const NO_FAILURES: Pick<Compensations, "failures" | "failed"> = { failures: [], failed: 0 };

function reportTasks(run: Run): { readonly [id: string]: TaskReport } {
  const { state } = run;
  // Ids such as `__proto__` are ids like any other: the object has no prototype.
  const tasks = Object.create(null) as { [id: string]: TaskReport };
  for (let task = 0; task < state.taskCount; task++) {
    const status = state.statusOf(task);
    // Ready and running are the shell's concern: to the reader of a report the task has not come to an end. It never will where
    // the run ended by a fault of its own machinery, which left the state as it was.
    const open = status === "waiting" || status === "ready" || status === "running";
    const result: TaskResult = open ? (run.ended ? "cancelled" : "waiting") : status;
    tasks[state.taskId(task)] = { status: result, visits: state.visitsOf(task) };
  }
  return tasks;
}

function redactValues(
  run: Run,
  values: { readonly [name: string]: JsonValue },
): { readonly [name: string]: JsonValue } {
  const copy = Object.create(null) as { [name: string]: JsonValue };
  // The names are the scenario's: redacting them would only hide what the scenario says.
  for (const name of Object.keys(values)) copy[name] = run.redactor.json(values[name] ?? null);
  return copy;
}

function summarize(run: Run): RunSummary {
  const { traces, state } = run;
  const durations = new Float64Array(traces.length);
  for (let i = 0; i < traces.length; i++) durations[i] = (traces[i] as Trace).durationMs;
  let failed = 0;
  // A node whose items failed is counted by them.
  const byItems = (task: number): boolean => (state.items?.expansions.get(task)?.failed ?? 0) > 0;
  for (let task = 0; task < state.taskCount; task++) {
    const status = state.statusOf(task);
    if ((status === "failed" || status === "timed-out") && state.nodeOf(task).type === "action" && !byItems(task))
      failed++;
  }
  const [p50Ms = null, p95Ms = null, p99Ms = null] = percentiles(durations, [50, 95, 99]);
  return { tasks: state.taskCount, attempts: run.attempts, failed, retries: run.retries, p50Ms, p95Ms, p99Ms };
}
