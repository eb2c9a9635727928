/** The tables of a store, and how an older file becomes one of this version. Times are milliseconds since the Unix epoch. */
import type { DatabaseSync } from "node:sqlite";
import { rollBack } from "./roll-back.ts";
import { StoreError } from "./store.ts";

/** Marks a file as a store: "SCHD". */
const APPLICATION_ID = 0x53_43_48_44;

/** Each brings a store from the version of its place to the next. What was released is never changed, only added to. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE texts (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
  -- A process that drives runs. Its number is a fencing token: later drivers have higher ones.
  CREATE TABLE drivers (id INTEGER PRIMARY KEY AUTOINCREMENT, process TEXT NOT NULL, alive_until REAL NOT NULL) STRICT;
  CREATE TABLE runs (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    scenario TEXT NOT NULL,
    text TEXT NOT NULL REFERENCES texts (hash),
    file TEXT,
    inputs TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at REAL NOT NULL,
    ended_at REAL,
    report TEXT,
    driver INTEGER
  ) STRICT;
  CREATE INDEX runs_unfinished ON runs (no) WHERE status = 'running';
  CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL;
  -- What one commit added to a run: a JSON array of entries. "shown" is the same without secrets, where that differs. Rows stand in the
  -- order of the commits: what many runs add at once lies together, and only the small index is touched in many places.
  CREATE TABLE journal (
    no INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, entries TEXT NOT NULL, shown TEXT
  ) STRICT;
  CREATE UNIQUE INDEX journal_run ON journal (run, seq);
  CREATE TABLE inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
  CREATE INDEX inbox_run ON inbox (run);
  `,
  `
  -- Up to which of its times a schedule was dealt with.
  CREATE TABLE schedules (
    scenario TEXT NOT NULL, schedule TEXT NOT NULL, mark REAL NOT NULL,
    PRIMARY KEY (scenario, schedule)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What components asked to hide is looked for by whoever begins to read a run, however long it is.
  CREATE INDEX journal_hidden ON journal (run, seq) WHERE instr(entries, '"type":"hidden"');
  `,
  `
  -- A run that has not ended as it was after one of its commits: what the entries up to there fold to. Never needed, only faster.
  CREATE TABLE snapshots (run INTEGER PRIMARY KEY, seq INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
  `,
  `
  -- The id of the run that began this one.
  ALTER TABLE runs ADD COLUMN parent TEXT;
  CREATE INDEX runs_parent ON runs (parent) WHERE parent IS NOT NULL;
  `,
  `
  -- 1 where a component asked to hide something: to look for that in the text of every row that is added costs as much as its index.
  ALTER TABLE journal ADD COLUMN hidden INTEGER;
  UPDATE journal SET hidden = 1 WHERE instr(entries, '"type":"hidden"');
  DROP INDEX journal_hidden;
  CREATE INDEX journal_hidden ON journal (run, seq) WHERE hidden IS NOT NULL;
  `,
];

/** Makes the tables, or brings them to this version. Throws `store-unusable`. */
export function migrate(db: DatabaseSync, file: string): void {
  // One look at all three: another process may be making the tables just now.
  db.exec("BEGIN");
  const version = numberOf(db, "user_version");
  const application = numberOf(db, "application_id");
  const other = application !== APPLICATION_ID && (application !== 0 || version !== 0 || holdsTables(db));
  db.exec("COMMIT");
  if (other) throw new StoreError("store-unusable", `${file} is a database of something else; name another file.`);
  if (version > MIGRATIONS.length) {
    const message = `${file} was written by a later version of the scheduler (store version ${version}, this one knows ${MIGRATIONS.length}); use that version, or another file.`;
    throw new StoreError("store-unusable", message);
  }
  if (version === MIGRATIONS.length) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been faster.
    for (let step = numberOf(db, "user_version"); step < MIGRATIONS.length; step++) {
      db.exec(MIGRATIONS[step] ?? "");
      db.exec(`PRAGMA user_version = ${step + 1}`);
    }
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec("COMMIT");
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function numberOf(db: DatabaseSync, pragma: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0);
}

function holdsTables(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined;
}
