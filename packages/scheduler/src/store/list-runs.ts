import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { RunRow } from "./run-row.ts";
import type { RunFilter } from "./store.ts";

const DEFAULT_LISTED = 100;

export type ListedRun = Omit<RunRow, "text" | "inputs" | "report">;

export function listRuns(
  db: DatabaseSync,
  { status, scenario, parent, limit = DEFAULT_LISTED }: RunFilter,
): readonly ListedRun[] {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  if (status !== undefined) {
    where.push(`status IN (${status.map(() => "?").join(", ")})`);
    values.push(...status);
  }
  if (scenario !== undefined) {
    where.push("scenario = ?");
    values.push(scenario);
  }
  if (parent !== undefined) {
    where.push("parent = ?");
    values.push(parent);
  }
  const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
  const columns = "no, id, scenario, file, status, created_at, ended_at, driver, parent";
  const text = `SELECT ${columns} FROM runs ${condition} ORDER BY no DESC LIMIT ?`;
  return db.prepare(text).all(...values, limit) as unknown as readonly ListedRun[];
}
