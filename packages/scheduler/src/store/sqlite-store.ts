/**
 * The default store: one SQLite file, with Node's own driver.
 *
 * Owns the file: its connection, its transactions, and who is told of what another process wrote. A run's journal is `sqlite-journal.ts`.
 *
 * 1. Everything is committed with full synchronisation, in the order in which it was appended.
 * 2. Nobody polls, unless the system cannot tell: it tells of writes by other processes, and only then it is looked for messages. Who writes
 *    looks by itself meanwhile.
 */
import type { JournalEntry, RunReport } from "@scheduler-components/core";
import type { DatabaseSync } from "node:sqlite";
import { Drivers } from "./drivers.ts";
import { GroupCommit } from "./group-commit.ts";
import { Hiding } from "./hide.ts";
import { listRuns, type ListedRun } from "./list-runs.ts";
import { SqliteJournal, type JournalPlace } from "./sqlite-journal.ts";
import { pruneRuns } from "./prune-runs.ts";
import { LogRoom } from "./log-room.ts";
import { LogWatcher, type OnWritten } from "./log-watcher.ts";
import { SqliteTail } from "./sqlite-tail.ts";
import { readEntries, readSnapshot, type EntryRows } from "./read-entries.ts";
import { rollBack } from "./roll-back.ts";
import { sourceOf, type RunRow } from "./run-row.ts";
import { prepareStatements, type Statements } from "./statements.ts";
import { Texts } from "./texts.ts";
import {
  StoreError,
  type NewRun,
  type OpenedRun,
  type RunFilter,
  type RunJournal,
  type RunMessage,
  type RunRecord,
  type RunTail,
  type Store,
} from "./store.ts";

export class SqliteStore implements Store {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #statements: Statements;
  readonly #drivers: Drivers;
  readonly #commits: GroupCommit;
  readonly #journals = new Map<string, SqliteJournal>();
  readonly #watcher: LogWatcher;
  readonly #texts: Texts;
  /** As it was when the last transaction of the journals began. */
  #version = 0;
  #closed = false;

  /** `logBytes`: the log's size at which it begins anew. */
  constructor(db: DatabaseSync, file: string, now: () => number, logBytes: number) {
    this.#db = db;
    this.#file = file;
    this.#statements = prepareStatements(db);
    const { begin, commit, dataVersion } = this.#statements;
    const room = new LogRoom(file, logBytes);
    this.#texts = new Texts(this.#statements);
    this.#watcher = new LogWatcher(
      file,
      () => this.#look(),
      () => this.#journals.size > 0,
    );
    this.#drivers = new Drivers(db, now);
    this.#commits = new GroupCommit({
      mayAutocommit: () => room.passes(),
      begin: () => {
        begin.run();
        room.make();
        this.#version = (dataVersion.get() as { readonly data_version: number }).data_version;
      },
      commit: () => commit.run(),
      rollback: () => rollBack(db),
    });
  }

  create(run: NewRun): RunJournal {
    const { id } = run;
    const driver = this.#answered(() => {
      if (this.#journals.has(id) || this.#statements.findRun.get(id) !== undefined) throw runExists(id);
      return this.#drivers.own;
    });
    const hash = this.#texts.hashOf(run.text);
    const inputs = JSON.stringify(run.inputs);
    const row = (): number => {
      const { addText, addRun } = this.#statements;
      addText.run(hash, run.text);
      const added = addRun.run(id, run.scenario, hash, run.file ?? null, inputs, run.at, driver, run.parent ?? null);
      if (added.changes === 0) throw runExists(id);
      return Number(added.lastInsertRowid);
    };
    return this.#journal({ id, row, driver, seq: 0 });
  }

  open(id: string): OpenedRun {
    const driver = this.#answered(() => this.#drivers.own);
    return this.#unsynchronised(() => {
      const row = this.#find(id);
      if (row.status !== "running") throw new StoreError("run-ended", `The run ${id} has ended (${row.status}).`);
      if (this.#drivers.holds(row.driver)) throw new StoreError("run-held", `Another process drives the run ${id}.`);
      this.#statements.take.run(driver, row.no);
      const last = this.#statements.lastSeq.get(row.no) as { readonly seq: number | null };
      const seq = (last.seq ?? -1) + 1;
      const { entries, entriesAfter } = this.#statements;
      const kept = readSnapshot(this.#statements, row.no, seq);
      const journal = this.#journal({ id, row: row.no, driver, seq, snapshot: kept });
      const read = (characters: number): void => journal.readAfterSnapshot(characters);
      return {
        run: sourceOf(row, this.#texts),
        journal,
        entries: () => this.#read({ statement: entries, values: [row.no], ...(kept === undefined ? { read } : {}) }),
        snapshot: kept && {
          value: kept.value,
          entriesAfter: () => this.#read({ statement: entriesAfter, values: [row.no, kept.seq], read }),
        },
      };
    });
  }

  run(id: string): RunRecord | undefined {
    return this.#answered(() => {
      const row = this.#statements.findRun.get(id) as RunRow | undefined;
      return row === undefined ? undefined : this.#record(row);
    });
  }

  runs(filter: RunFilter = {}): readonly RunRecord[] {
    return this.#answered(() => listRuns(this.#db, filter).map((row) => this.#record(row)));
  }

  source(id: string): NewRun {
    return sourceOf(this.#find(id), this.#texts);
  }

  entries(id: string): Iterable<JournalEntry> {
    return this.#read({ statement: this.#statements.entries, values: [this.#find(id).no] });
  }

  unfinished(): readonly string[] {
    const rows = this.#answered(() => this.#statements.unfinished.all());
    return (rows as unknown as readonly { readonly id: string }[]).map(({ id }) => id);
  }

  events(id: string, from = 0): Iterable<JournalEntry> {
    const { no } = this.#find(id);
    const hiding = new Hiding(this.#statements, no);
    this.#answered(() => hiding.learn());
    return hiding.hidden(this.#read({ statement: this.#statements.shown, values: [no] }), from);
  }

  tail(id: string, from = 0): RunTail {
    return new SqliteTail(this.#statements, this.#find(id).no, from, (ask) => this.#answered(ask));
  }

  onWritten(callback: OnWritten): () => void {
    // There is something to watch once something was written.
    this.#answered(() => this.#drivers.own);
    return this.#watcher.listen(callback);
  }

  scheduleMark(scenario: string, schedule: string): number | undefined {
    const row = this.#answered(() => this.#statements.scheduleMark.get(scenario, schedule));
    return (row as { readonly mark: number } | undefined)?.mark;
  }

  markSchedule(scenario: string, schedule: string, time: number): void {
    this.#atomically(() => this.#statements.markSchedule.run(scenario, schedule, time));
  }

  report(id: string): Omit<RunReport, "traces"> | undefined {
    const { report } = this.#find(id);
    return report === null ? undefined : (JSON.parse(report) as Omit<RunReport, "traces">);
  }

  send(id: string, message: RunMessage): void {
    this.#atomically(() => {
      const { no, status } = this.#find(id);
      if (status !== "running") throw new StoreError("run-ended", `The run ${id} has ended (${status}).`);
      this.#statements.addMessage.run(no, JSON.stringify(message));
    });
    this.#watcher.soon();
  }

  prune(endedBefore: number, most?: number): number {
    return this.#atomically(() => pruneRuns(this.#db, endedBefore, most));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await Promise.all([...this.#journals.values()].map((journal) => journal.release().catch(() => {})));
    this.#closed = true;
    this.#watcher.stop();
    try {
      this.#drivers.close();
    } finally {
      this.#db.close();
    }
  }

  #journal(place: JournalPlace): SqliteJournal {
    const journal = new SqliteJournal(place, {
      statements: this.#statements,
      commits: this.#commits,
      only: () => this.#journals.size === 1,
      version: () => this.#version,
      driven: () => {
        this.#watcher.start();
        this.#watcher.soon();
      },
      gone: (gone) => {
        if (this.#journals.get(gone.id) === gone) this.#journals.delete(gone.id);
        this.#watcher.rest();
      },
      written: (id) => this.#watcher.wrote(id),
      entriesUpTo: (row, seq) => this.#read({ statement: this.#statements.entriesUpTo, values: [row, seq] }),
    });
    this.#journals.set(place.id, journal);
    return journal;
  }

  #record(row: ListedRun): RunRecord {
    const { id, scenario, status, driver } = row;
    return {
      id,
      scenario,
      status,
      held: this.#drivers.holds(driver),
      file: row.file ?? undefined,
      parent: row.parent ?? undefined,
      createdAt: row.created_at,
      endedAt: row.ended_at ?? undefined,
    };
  }

  #find(id: string): RunRow {
    const row = this.#answered(() => this.#statements.findRun.get(id)) as RunRow | undefined;
    if (row === undefined) throw new StoreError("run-unknown", `There is no run ${id}.`);
    return row;
  }

  #read(rows: EntryRows): Iterable<JournalEntry> {
    return readEntries(rows, (ask) => this.#answered(ask));
  }

  /** Asks the database. Whatever it says against it is the store's fault, not the asker's. */
  #answered<T>(ask: () => T): T {
    if (this.#closed) throw new StoreError("store-unusable", "The store was closed.");
    try {
      return ask();
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError("store-failed", `The store ${this.#file} failed: ${why}`, { cause });
    }
  }

  /** Who drives a run is of no use any more once the machine has stopped: others must see it, it need not be on the disk. */
  #unsynchronised<T>(work: () => T): T {
    this.#answered(() => this.#db.exec("PRAGMA synchronous = NORMAL"));
    try {
      return this.#atomically(work);
    } finally {
      this.#db.exec("PRAGMA synchronous = FULL");
    }
  }

  /** A transaction of its own: what was appended meanwhile is committed in its turn. */
  #atomically<T>(work: () => T): T {
    return this.#answered(() => {
      this.#statements.begin.run();
      try {
        const result = work();
        this.#statements.commit.run();
        return result;
      } catch (error) {
        rollBack(this.#db);
        throw error;
      }
    });
  }

  /** Looks for messages where somebody has written. */
  #look(): void {
    if (this.#closed) return;
    const driver = this.#drivers.registered;
    if (this.#journals.size === 0 || driver === undefined) return;
    for (const row of this.#statements.messages.all(driver)) {
      const { id, run, message } = row as { readonly id: number; readonly run: string; readonly message: string };
      this.#journals.get(run)?.deliver(id, message);
    }
  }
}

function runExists(id: string): StoreError {
  return new StoreError("run-exists", `There is a run ${id} already.`);
}
