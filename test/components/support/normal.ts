import type { RunReport } from "@scheduler-components/core";

/** Keys whose values are times, or follow from them. */
const TIMES: ReadonlySet<string> = new Set([
  "startedAt",
  "durationMs",
  "waitMs",
  "at",
  "p50Ms",
  "p95Ms",
  "p99Ms",
  "timings",
]);

/** A report without what differs from run to run: times, and the run's id wherever it stands. */
export function withoutTimes(report: RunReport | string): unknown {
  const text = typeof report === "string" ? report : JSON.stringify(report);
  const { run } = JSON.parse(text) as RunReport;
  return JSON.parse(text.replaceAll(run.id, "RUN"), (key, value: unknown) => (TIMES.has(key) ? 0 : value)) as unknown;
}
