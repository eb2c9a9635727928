import type { ActionError, ChildReport, JsonValue, RunReport, Trace } from "@scheduler-components/core";
import { visible, type Paint } from "./paint.ts";
import { duration } from "./duration.ts";
import { table, type Cell } from "./table.ts";
import { usageBlock } from "./usage.ts";

/** Runs with more traces show the first and last; the other formats give all. */
const MOST_TRACES = 200;

const MOST_FAILURES = 20;
const MOST_CHILDREN = 50;

/** A report for people: its traces as a table, what failed and why, what was exported, a summary. */
export function prettyReport(report: RunReport, paint: Paint): string {
  const blocks = [
    tracesBlock(report.traces, paint),
    childrenBlock(report.children ?? [], paint),
    failuresBlock(report, paint),
    editsBlock(report, paint),
    exportsBlock(report, paint),
    usageBlock(report.components, paint),
    summaryBlock(report, paint),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Attempts as a table. */
export function tracesBlock(traces: readonly Trace[], paint: Paint): string {
  if (traces.length === 0) return paint("dim", "no attempts");
  const half = MOST_TRACES / 2;
  const shown = traces.length <= MOST_TRACES ? traces : [...traces.slice(0, half), ...traces.slice(-half)];
  const header = ["#", "task", "call", "status", "time", "wait", "detail"];
  const rows = shown.map((trace): Cell[] => [
    String(trace.seq),
    `${visible(trace.task)}${trace.visit > 1 ? ` visit ${trace.visit}` : ""}${trace.attempt > 1 ? ` attempt ${trace.attempt}` : ""}`,
    visible(trace.call),
    { text: trace.status, style: trace.status === "succeeded" ? "green" : "red" },
    { text: duration(trace.durationMs), right: true },
    { text: duration(trace.waitMs), right: true },
    visible(clip(trace.detail ?? trace.error?.message ?? "", 80)),
  ]);
  const left = traces.length - shown.length;
  return (
    table(header, rows, paint) +
    (left > 0 ? `\n${paint("dim", `… ${left} more between; --format json gives all`)}` : "")
  );
}

/** The runs that the run began. */
function childrenBlock(children: readonly ChildReport[], paint: Paint): string {
  if (children.length === 0) return "";
  const rows = children
    .slice(0, MOST_CHILDREN)
    .map(({ file, report: { run, summary } }): Cell[] => [
      visible(run.id),
      visible(file),
      { text: run.status, style: run.status === "succeeded" ? "green" : "red" },
      { text: String(summary.attempts), right: true },
      { text: duration(run.durationMs), right: true },
    ]);
  const left = children.length - rows.length;
  return (
    table(["run", "file", "status", "attempts", "time"], rows, paint) +
    (left > 0 ? `\n${paint("dim", `… ${left} more; --format json gives all`)}` : "")
  );
}

function failuresBlock(report: RunReport, paint: Paint): string {
  // Of each visit the last attempt: what was retried stands in the table.
  const last = new Map(report.traces.map((trace) => [`${trace.visit} ${trace.task}`, trace]));
  const failed = [...last.values()].filter((trace) => trace.error !== null && trace.status !== "cancelled");
  return failed
    .slice(0, MOST_FAILURES)
    .map((trace) => {
      const head = `${paint("red", trace.status)} ${visible(trace.task)} (${visible(trace.call)}, attempt ${trace.attempt})`;
      return `${head}\n${errorLines(trace.error as ActionError)}`;
    })
    .join("\n");
}

/** An error and its causes, nearest first. */
export function errorLines(error: ActionError): string {
  const retry = error.retryable ? " (retryable)" : "";
  const lines = [`  ${visible(error.code)}: ${visible(error.message)}${retry}`];
  for (const cause of error.causes) lines.push(`    caused by ${visible(cause.code)}: ${visible(cause.message)}`);
  return lines.join("\n");
}

function editsBlock(report: RunReport, paint: Paint): string {
  return report.edits
    .slice(0, 50)
    .map((edit) =>
      edit.applied
        ? `edit ${edit.kind} by ${visible(edit.task)}: applied`
        : `${paint("yellow", "edit refused")} ${edit.kind} by ${visible(edit.task)}: ${visible(edit.reason ?? "")}`,
    )
    .join("\n");
}

function exportsBlock(report: RunReport, paint: Paint): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(report.exports)) {
    if (!Object.hasOwn(report.metrics, name))
      lines.push(`${paint("bold", visible(name))} = ${visible(clip(json(value), 200))}`);
  }
  for (const [name, metric] of Object.entries(report.metrics)) {
    const { count, sum, min, max, last } = metric;
    lines.push(`${paint("bold", visible(name))}: count ${count}, sum ${sum}, min ${min}, max ${max}, last ${last}`);
  }
  return lines.join("\n");
}

function summaryBlock(report: RunReport, paint: Paint): string {
  const { run, summary } = report;
  const style = run.status === "succeeded" ? "green" : "red";
  const skipped = Object.values(report.tasks).filter((task) => task.status === "skipped").length;
  const parts = [
    `${summary.tasks} tasks`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${summary.attempts} attempts`,
    ...(summary.retries > 0 ? [`${summary.retries} retries`] : []),
    ...(summary.failed > 0 ? [`${summary.failed} failed`] : []),
    `in ${duration(run.durationMs)}`,
  ];
  const { p50Ms, p95Ms, p99Ms } = summary;
  if (p50Ms !== null && p95Ms !== null && p99Ms !== null) {
    parts.push(`p50 ${duration(p50Ms)}, p95 ${duration(p95Ms)}, p99 ${duration(p99Ms)}`);
  }
  const head = `${paint(style, run.status)} ${paint("bold", visible(run.scenario))} (run ${visible(run.id)}): ${parts.join(", ")}`;
  return run.error ? `${head}\n${errorLines(run.error)}` : head;
}

function json(value: JsonValue): string {
  return JSON.stringify(value);
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
