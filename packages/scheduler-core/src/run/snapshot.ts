/**
 * A run as plain JSON, so that it can be had without the events that led to it: what `replay` would fold them to.
 *
 * 1. A snapshot is never needed: the journal has it all. What is unknown, or does not fit, is not restored.
 * 2. It holds neither secrets nor what was made with them, nor what only the report needs: traces, edits and log lines stay in the journal.
 * 3. It is taken between events, by whoever keeps the journal.
 */
import type { JsonValue } from "../json/value.ts";
import type { ActionError, TaskStatus } from "../outcome/outcome.ts";
import type { MetricReport } from "../workbook/report.ts";
import { OutcomeTable, type OutcomeNumber } from "../state/outcome-table.ts";
import { restoreState, takeStateSnapshot, type StateSnapshot } from "../state/snapshot.ts";
import { recentStarts, type RecentStart } from "./recent.ts";
import type { Past, Run } from "./run.ts";
import type { Suspended } from "./wait.ts";

/** Of what a snapshot holds: a later version of it is another number. */
const VERSION = 1;

interface SeenSnapshot {
  readonly outcome: OutcomeNumber;
  readonly nodes: readonly (readonly [id: string, status: TaskStatus, last: OutcomeNumber])[];
  readonly exports: readonly (readonly [name: string, value: JsonValue])[];
}

export interface RunSnapshot {
  readonly version: typeof VERSION;
  readonly state: StateSnapshot;
  readonly startedAt: number;
  readonly stoppedBy: ActionError | null;
  readonly exports: readonly (readonly [name: string, value: JsonValue])[];
  readonly metrics: readonly (readonly [name: string, metric: Omit<MetricReport, "sum"> & { readonly sum: string }])[];
  readonly hidden: readonly string[];
  readonly past: Past;
  readonly recent: readonly RecentStart[];
  readonly attempts: number;
  readonly retries: number;
  readonly kept: number;
  readonly held: readonly (readonly [task: number, bytes: number])[];
  readonly heldBytes: number;
  readonly underWay: readonly (readonly [task: number, startedAt: number, seen: SeenSnapshot | null])[];
  readonly suspended: readonly Suspended[];
  readonly retryAt: readonly (readonly [task: number, time: number])[];
  readonly signals: readonly (readonly [name: string, data: readonly JsonValue[]])[];
}

/** Undefined where none can be taken now: an attempt is under way whose parameters could not be made again, or the engine has failed. */
export function takeSnapshot(run: Run): RunSnapshot | undefined {
  const { state, exports, past } = run;
  if (run.ended && state.phase !== "ended") return undefined;
  const table = new OutcomeTable();
  const underWay: RunSnapshot["underWay"][number][] = [];
  for (const [task, { startedAt, seen, attempt }] of run.underWay) {
    if (attempt !== undefined) return undefined;
    underWay.push([
      task,
      startedAt,
      seen === undefined
        ? null
        : {
            outcome: table.numberOf(seen.outcome),
            nodes: seen.nodes.map(([id, status, last]) => [id, status, table.numberOf(last)]),
            exports: seen.exports,
          },
    ]);
  }
  return {
    version: VERSION,
    state: takeStateSnapshot(state, table),
    startedAt: run.startedAt,
    stoppedBy: run.stoppedBy ?? null,
    exports: Object.entries(exports.values),
    metrics: Object.entries(exports.metrics).map(([name, { count, sum, min, max, last }]) => [
      name,
      // Sums may leave the range of JSON's numbers.
      { count, sum: String(sum), min, max, last },
    ]),
    hidden: [...run.hidden],
    past: {
      traces: past.traces + run.traces.length,
      edits: past.edits + run.edits.length,
      logs: past.logs + run.logs.length,
    },
    recent: recentStarts(run),
    attempts: run.attempts,
    retries: run.retries,
    kept: run.kept.spent,
    held: [...run.held],
    heldBytes: run.heldBytes,
    underWay,
    suspended: run.suspended.values(),
    retryAt: [...run.retryAt],
    signals: run.signals.all(),
  };
}

/**
 * Brings a new run of the same scenario to where a snapshot was taken; what the journal holds from there on is then folded in. False where
 * the snapshot is unknown or does not fit: such a run is of no use any more.
 */
export function restore(run: Run, snapshot: unknown): boolean {
  if ((snapshot as RunSnapshot | null)?.version !== VERSION) return false;
  try {
    restoreRun(run, snapshot as RunSnapshot);
    return true;
  } catch {
    // It was written as it should be, so it has been damaged: nobody can tell in what way.
    return false;
  }
}

function restoreRun(run: Run, snapshot: RunSnapshot): void {
  const told = restoreState(run.state, snapshot.state);
  run.startedAt = snapshot.startedAt;
  run.stoppedBy = snapshot.stoppedBy ?? undefined;
  run.ended = run.state.phase === "ended";
  run.exports.restore(snapshot.exports, snapshot.metrics);
  for (const value of snapshot.hidden) run.hide(value);
  run.past = snapshot.past;
  run.recent = snapshot.recent;
  run.attempts = snapshot.attempts;
  run.retries = snapshot.retries;
  run.kept.keep(Math.min(snapshot.kept, run.limits.maxKeptBytes));
  for (const [task, bytes] of snapshot.held) run.held.set(task, bytes);
  run.heldBytes = snapshot.heldBytes;
  for (const [task, startedAt, seen] of snapshot.underWay) {
    const nodes = seen?.nodes.map(([id, status, last]) => [id, status, told[last]] as const) ?? [];
    const was = seen === null ? undefined : { outcome: told[seen.outcome], nodes, exports: seen.exports };
    run.underWay.set(task, { startedAt, seen: was, attempt: undefined });
  }
  for (const suspended of snapshot.suspended) run.suspended.set(suspended);
  for (const [task, time] of snapshot.retryAt) run.retryAt.set(task, time);
  for (const [name, data] of snapshot.signals) for (const value of data) run.signals.add(name, value);
}

/** Lets go of what the run has recorded so far, once a snapshot of it is kept: its journal can tell it (`recall`). */
export function forgetRecorded(run: Run): void {
  const { past, traces, edits, logs } = run;
  run.recent = recentStarts(run);
  run.past = {
    traces: past.traces + traces.length,
    edits: past.edits + edits.length,
    logs: past.logs + logs.length,
  };
  run.traces = [];
  run.edits = [];
  run.logs = [];
  run.journaledEdits = 0;
}
