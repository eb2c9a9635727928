import { visible, type Paint } from "../report/paint.ts";
import { table } from "../report/table.ts";
import type { RunRecord } from "../store/store.ts";

/** Runs of a store, one a line. */
export function runsTable(runs: readonly RunRecord[], paint: Paint): string {
  if (runs.length === 0) return paint("dim", "no runs");
  const rows = runs.map((run) => [
    visible(run.id),
    visible(run.scenario),
    { text: run.status, ...(run.status === "failed" ? { style: "red" as const } : {}) },
    run.held ? "yes" : "",
    time(run.createdAt),
    run.endedAt === undefined ? "" : time(run.endedAt),
    run.parent === undefined ? "" : visible(run.parent),
  ]);
  return table(["run", "scenario", "status", "held", "begun", "ended", "parent"], rows, paint);
}

function time(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
