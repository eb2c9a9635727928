/**
 * The run report: what `run --format json` prints and what `scheduler.run` resolves to.
 * Points in time are milliseconds since the Unix epoch, durations are milliseconds; both may have fractions.
 */
import type { JsonValue } from "../json/value.ts";
import type { ActionError, ActionStatus, LogLevel, WbsEdit } from "../outcome/outcome.ts";

export type RunStatus = "succeeded" | "failed" | "cancelled";

/** `waiting` appears only in the report of a run that goes on. */
export type TaskResult = "succeeded" | "failed" | "timed-out" | "skipped" | "cancelled" | "waiting";

/** The record of one attempt. */
export interface Trace {
  /** The order in which attempts ended, from 1. */
  readonly seq: number;
  readonly task: string;
  readonly visit: number;
  readonly attempt: number;
  readonly action: string;
  readonly call: string;
  readonly lane: number;
  readonly status: ActionStatus;
  readonly detail: string | null;
  /** Null too where there was none. */
  readonly output: JsonValue;
  readonly error: ActionError | null;
  readonly startedAt: number;
  readonly durationMs: number;
  /** From the moment the task was ready until the attempt started. */
  readonly waitMs: number;
  /** Exports with `scope: task`, by name. */
  readonly exports?: { readonly [name: string]: JsonValue } | undefined;
  /**
   * Present where the trace does not hold all that there was: an output larger than one outcome's may be (the attempt then failed
   * with `output-too-large`), or beyond what a run keeps (then long texts are cut short too). `limit` is in bytes.
   */
  readonly cut?: { readonly by: "max-output" | "max-kept"; readonly limit: number } | undefined;
}

export interface TaskReport {
  readonly status: TaskResult;
  readonly visits: number;
}

/** What a metric has seen. Before the first value `last` is its default, null if none. */
export interface MetricReport {
  readonly count: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
}

/** One edit of a batch that was accepted or refused as a whole. */
export interface EditReport {
  /** The task whose attempt asked for it. */
  readonly task: string;
  readonly kind: WbsEdit["tag"];
  readonly applied: boolean;
  readonly reason?: string;
}

/** A line that a component, or the engine itself, said about the run. */
export interface LogReport {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Set on the engine's own lines: what happened, from the list of error codes. */
  readonly code?: string;
  readonly task?: string;
  readonly visit?: number;
  readonly attempt?: number;
  readonly component?: string;
}

/** What a contained component used of its limits, and how it fared. */
export interface ComponentUsage {
  readonly kind: "wasm";
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  readonly calls: number;
  /** Calls that ended with their instance: traps, limits, timeouts. */
  readonly faults: number;
  /** That were made in all. */
  readonly instances: number;
  /**
   * By the name that `requests` uses: the most that one call or one instance used, and the limit. Sizes in bytes, times in
   * milliseconds.
   */
  readonly limits: { readonly [name: string]: { readonly used: number; readonly limit: number } };
}

export interface RunSummary {
  /** Of every kind of node, those added by edits included. */
  readonly tasks: number;
  readonly attempts: number;
  /** Action tasks whose last status is `failed` or `timed-out`. */
  readonly failed: number;
  /** Attempts beyond the first of their visit. */
  readonly retries: number;
  /** Percentiles of the attempts' durations (nearest rank); null without attempts. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** A run that an attempt began by `scenario.run`, and how it ended. */
export interface ChildReport {
  readonly task: string;
  readonly visit: number;
  readonly attempt: number;
  /** The file, as the scenario names it. */
  readonly file: string;
  readonly report: RunReport;
  /** Present where the report was too large to be kept whole: it then lacks traces, log, edits and exports. `limit` is in bytes. */
  readonly cut?: { readonly by: "max-kept"; readonly limit: number };
}

export interface RunReport {
  readonly run: {
    readonly id: string;
    /** The scenario's name. */
    readonly scenario: string;
    readonly status: RunStatus;
    readonly startedAt: number;
    readonly durationMs: number;
    /** Why the run failed or was cancelled. */
    readonly error?: ActionError;
  };
  /** In the order in which the attempts ended. */
  readonly traces: readonly Trace[];
  /** By task id. An own property each, whatever the id is called. */
  readonly tasks: { readonly [id: string]: TaskReport };
  readonly exports: { readonly [name: string]: JsonValue };
  readonly metrics: { readonly [name: string]: MetricReport };
  readonly edits: readonly EditReport[];
  readonly logs: readonly LogReport[];
  /** The runs that it began, in the order in which they ended; absent where there is none. With a store they are runs of their own there. */
  readonly children?: readonly ChildReport[];
  /** By id, those that ran contained; absent where there is none. */
  readonly components?: { readonly [id: string]: ComponentUsage };
  readonly summary: RunSummary;
}
