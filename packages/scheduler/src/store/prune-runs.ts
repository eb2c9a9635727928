import type { DatabaseSync } from "node:sqlite";

/** Forgets what ended before a time, the oldest first, and at most so many; gives how many. To be called in a transaction. */
export function pruneRuns(db: DatabaseSync, endedBefore: number, most: number = Infinity): number {
  const limit = most === Infinity ? -1 : most;
  const old = "SELECT no FROM runs WHERE ended_at < ? ORDER BY ended_at, no LIMIT ?";
  for (const table of ["journal", "inbox", "snapshots"])
    db.prepare(`DELETE FROM ${table} WHERE run IN (${old})`).run(endedBefore, limit);
  const forgotten = Number(db.prepare(`DELETE FROM runs WHERE no IN (${old})`).run(endedBefore, limit).changes);
  // Looks at every run that is left, so once for all pieces.
  if (forgotten < most) db.exec("DELETE FROM texts WHERE hash NOT IN (SELECT text FROM runs)");
  return forgotten;
}
