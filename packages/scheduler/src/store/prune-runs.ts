import type { DatabaseSync } from "node:sqlite";

/** Of the runs that no other began: what a run began goes with it, and not before, since it may still ask how that ended. */
const OLD = `INSERT INTO old
  WITH RECURSIVE first AS (
    SELECT no, id FROM runs WHERE ended_at < ? AND parent IS NULL ORDER BY ended_at, no LIMIT ?
  ), found (no, id) AS (
    SELECT no, id FROM first
    UNION
    SELECT runs.no, runs.id FROM runs JOIN found ON runs.parent = found.id
  ) SELECT no FROM found`;

/**
 * Forgets what ended before a time, the oldest first, and at most so many that no other began; gives how many with those that they began. To
 * be called in a transaction.
 */
export function pruneRuns(db: DatabaseSync, endedBefore: number, most: number = Infinity): number {
  db.exec("CREATE TEMP TABLE IF NOT EXISTS old (no INTEGER PRIMARY KEY); DELETE FROM old");
  db.prepare(OLD).run(endedBefore, most === Infinity ? -1 : most);
  for (const table of ["journal", "inbox", "snapshots"]) db.exec(`DELETE FROM ${table} WHERE run IN old`);
  const forgotten = Number(db.prepare("DELETE FROM runs WHERE no IN old").run().changes);
  // Looks at every run that is left, so once for all pieces.
  if (forgotten < most) db.exec("DELETE FROM texts WHERE hash NOT IN (SELECT text FROM runs)");
  return forgotten;
}
