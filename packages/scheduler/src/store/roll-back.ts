import type { DatabaseSync } from "node:sqlite";

/** Ends a transaction that failed. One that never began, or that the database ended by itself (a full disk), is over already. */
export function rollBack(db: DatabaseSync): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // `isTransaction` would tell, but Node has it only since 22.16.
  }
}
