/** Every statement of a store, prepared once. */
import type { DatabaseSync, StatementSync } from "node:sqlite";

export interface Statements {
  readonly [name: string]: StatementSync;
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  /** Appends what one commit adds. */
  readonly append: StatementSync;
  /** The same, if the run is a driver's. */
  readonly appendIfHeld: StatementSync;
  /** Gives a row if the run is this driver's. */
  readonly hold: StatementSync;
  /** Gives a number that changes when another connection has committed something. */
  readonly dataVersion: StatementSync;
  readonly end: StatementSync;
  readonly letGo: StatementSync;
  readonly forgetMessage: StatementSync;
  readonly addText: StatementSync;
  readonly addRun: StatementSync;
  readonly text: StatementSync;
  readonly findRun: StatementSync;
  readonly take: StatementSync;
  readonly lastSeq: StatementSync;
  readonly entries: StatementSync;
  readonly entriesUpTo: StatementSync;
  readonly entriesAfter: StatementSync;
  readonly snapshot: StatementSync;
  readonly keepSnapshot: StatementSync;
  readonly dropSnapshot: StatementSync;
  readonly shown: StatementSync;
  readonly shownFrom: StatementSync;
  readonly scheduleMark: StatementSync;
  readonly markSchedule: StatementSync;
  readonly hiding: StatementSync;
  readonly unfinished: StatementSync;
  readonly addMessage: StatementSync;
  readonly messages: StatementSync;
}

const TEXTS = {
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  append: "INSERT INTO journal (run, seq, entries, shown, hidden) VALUES (?, ?, ?, ?, ?)",
  appendIfHeld: `INSERT INTO journal (run, seq, entries, shown, hidden) SELECT ?1, ?2, ?3, ?4, ?5
    WHERE EXISTS (SELECT 1 FROM runs WHERE no = ?1 AND driver = ?6)`,
  hold: "SELECT 1 FROM runs WHERE no = ? AND driver = ?",
  dataVersion: "PRAGMA data_version",
  end: "UPDATE runs SET status = ?, ended_at = ?, report = ?, driver = NULL WHERE no = ?",
  letGo: "UPDATE runs SET driver = NULL WHERE no = ?",
  forgetMessage: "DELETE FROM inbox WHERE id = ?",
  addText: "INSERT INTO texts (hash, text) VALUES (?, ?) ON CONFLICT DO NOTHING",
  addRun: `INSERT INTO runs (id, scenario, text, file, inputs, status, created_at, driver, parent)
    VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?) ON CONFLICT DO NOTHING`,
  text: "SELECT text FROM texts WHERE hash = ?",
  findRun: "SELECT * FROM runs WHERE id = ?",
  take: "UPDATE runs SET driver = ? WHERE no = ?",
  lastSeq: "SELECT max(seq) AS seq FROM journal WHERE run = ?",
  entries: "SELECT entries FROM journal WHERE run = ? ORDER BY seq",
  entriesUpTo: "SELECT entries FROM journal WHERE run = ? AND seq <= ? ORDER BY seq",
  entriesAfter: "SELECT entries FROM journal WHERE run = ? AND seq > ? ORDER BY seq",
  snapshot: "SELECT seq, data FROM snapshots WHERE run = ?",
  keepSnapshot: `INSERT INTO snapshots (run, seq, data) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET seq = excluded.seq, data = excluded.data`,
  dropSnapshot: "DELETE FROM snapshots WHERE run = ?",
  shown: "SELECT coalesce(shown, entries) AS entries FROM journal WHERE run = ? ORDER BY seq",
  shownFrom: `SELECT seq, coalesce(shown, entries) AS entries FROM journal WHERE run = ? AND seq >= ?
    ORDER BY seq LIMIT 1`,
  scheduleMark: "SELECT mark FROM schedules WHERE scenario = ? AND schedule = ?",
  markSchedule: `INSERT INTO schedules (scenario, schedule, mark) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET mark = max(mark, excluded.mark)`,
  hiding: `SELECT entries FROM journal WHERE run = ? AND seq >= ?
    AND hidden IS NOT NULL ORDER BY seq`,
  unfinished: "SELECT id FROM runs WHERE status = 'running' AND parent IS NULL ORDER BY no",
  addMessage: "INSERT INTO inbox (run, message) VALUES (?, ?)",
  messages: `SELECT inbox.id, runs.id AS run, inbox.message FROM inbox JOIN runs ON runs.no = inbox.run
    WHERE runs.driver = ? ORDER BY inbox.id`,
} as const;

export function prepareStatements(db: DatabaseSync): Statements {
  const names = Object.keys(TEXTS) as (keyof typeof TEXTS)[];
  return Object.fromEntries(names.map((name) => [name, db.prepare(TEXTS[name])])) as unknown as Statements;
}
