/** The journal of one run in a store's file. */
import type { JournalEntry, JsonValue, Redactor, RunReport } from "@scheduler-components/core";
import type { Committable, GroupCommit } from "./group-commit.ts";
import type { Statements } from "./statements.ts";
import { SnapshotPace } from "./snapshot-pace.ts";
import { StoreError, type RunDriver, type RunJournal, type RunMessage, type SnapshotSource } from "./store.ts";

export interface JournalPlace {
  readonly id: string;
  /** The run's row; or what makes it, with the first commit, so that many runs begin with one synchronisation. */
  readonly row: number | (() => number);
  /** The fencing token: what is written under another driver's number is refused. */
  readonly driver: number;
  readonly seq: number;
  /** The commit after which the last snapshot was taken. */
  readonly snapshot?: { readonly seq: number; readonly characters: number } | undefined;
}

export interface JournalGround {
  readonly statements: Statements;
  readonly commits: GroupCommit;
  /** Whether the store has no other journal open. */
  readonly only: () => boolean;
  /** In a transaction: a number that changes when another process has written. */
  readonly version: () => number;
  /** It is driven, and has its row: messages are to be looked for. */
  readonly driven: (journal: SqliteJournal) => void;
  readonly written: (id: string) => void;
  readonly entriesUpTo: (row: number, seq: number) => Iterable<JournalEntry>;
  /** It is over, lost or released. */
  readonly gone: (journal: SqliteJournal) => void;
}

export class SqliteJournal implements RunJournal, Committable {
  readonly id: string;
  #row: number | (() => number);
  readonly #driverId: number;
  readonly #ground: JournalGround;
  #seq: number;
  readonly #pace = new SnapshotPace();
  #snapshots: SnapshotSource | undefined;
  #snapshotSeq: number;
  #snapshotTaken = false;
  #entries: string[] = [];
  /** The same without secrets; undefined while nothing was hidden. */
  #shown: string[] | undefined;
  /** Whether a component asked to hide something. */
  #hidden = false;
  /** The version at which the run was still this driver's. */
  #held: number | undefined;
  /** Messages that were taken in, to be forgotten together with what came of them. */
  #taken: number[] = [];
  readonly #delivered = new Set<number>();
  #driver: RunDriver | undefined;
  #closing: { readonly report: RunReport | undefined; readonly at: number } | undefined;
  #reject: ((error: StoreError) => void) | undefined;
  #lost: StoreError | undefined;

  constructor({ id, row, driver, seq, snapshot }: JournalPlace, ground: JournalGround) {
    this.id = id;
    this.#row = row;
    this.#driverId = driver;
    this.#seq = seq;
    this.#snapshotSeq = snapshot?.seq ?? -1;
    if (snapshot !== undefined) this.#pace.taken(snapshot.characters);
    this.#ground = ground;
  }

  drive(driver: RunDriver): void {
    this.#driver = driver;
    // It may have been lost with the first that was appended.
    if (this.#lost !== undefined) return driver.lost(this.#lost);
    if (typeof this.#row === "number") this.#ground.driven(this);
  }

  /** The run's row, once it has one. */
  get no(): number {
    return typeof this.#row === "number" ? this.#row : -1;
  }

  append(entry: JournalEntry, redactor: Redactor): void {
    if (this.#lost !== undefined || this.#closing !== undefined) return;
    const text = JSON.stringify(entry);
    if (entry.type === "hidden") this.#hidden = true;
    if (redactor.active) {
      const shown = redactor.json(entry as unknown as JsonValue);
      if (shown !== (entry as unknown)) this.#shown ??= [...this.#entries];
      this.#shown?.push(shown === (entry as unknown) ? text : JSON.stringify(shown));
    } else this.#shown?.push(text);
    this.#entries.push(text);
    this.#ground.commits.add(this);
  }

  snapshots(source: SnapshotSource): void {
    this.#snapshots = source;
  }

  beforeSnapshot(): Iterable<JournalEntry> {
    return typeof this.#row === "number" ? this.#ground.entriesUpTo(this.#row, this.#snapshotSeq) : [];
  }

  /** Of what came after the last snapshot, so many characters were read. */
  readAfterSnapshot(characters: number): void {
    this.#pace.add(characters);
  }

  committed(callback: () => void, alone = false): void {
    // What happens in a run after it was let go of is not kept.
    if (this.#lost !== undefined || (this.#closing !== undefined && this.#closing.report === undefined)) return;
    this.#after(callback, alone && this.#ground.only());
  }

  end(report: RunReport, at: number): Promise<void> {
    return this.#close(report, at);
  }

  async release(): Promise<void> {
    await this.#close(undefined, 0);
    this.#lose(new StoreError("store-unusable", `The store let go of the run ${this.id}; the run can be resumed.`));
  }

  /** Gives the driver a message, unless it was given it already. */
  deliver(id: number, message: string): void {
    if (this.#driver === undefined || this.#lost !== undefined || this.#closing !== undefined) return;
    if (this.#delivered.has(id)) return;
    this.#delivered.add(id);
    this.#taken.push(id);
    this.#driver.message(JSON.parse(message) as RunMessage);
    this.#ground.commits.add(this);
  }

  write(): void {
    if (this.#lost !== undefined) return;
    const { append, forgetMessage, end, letGo, dropSnapshot } = this.#ground.statements;
    const no = this.#make();
    if (no === undefined) return;
    if (!this.#isHeld(no)) {
      const message = `Another process has taken over the run ${this.id}; this one goes on with it no more.`;
      this.#lose(new StoreError("run-taken", message));
      return;
    }
    const entries = text(this.#entries);
    if (entries !== null) {
      append.run(no, this.#seq, entries, text(this.#shown), this.#hidden ? 1 : null);
      this.#appended(entries);
    }
    for (const id of this.#taken.splice(0)) {
      forgetMessage.run(id);
      this.#delivered.delete(id);
    }
    if (this.#closing === undefined) return this.#takeSnapshot(no);
    const { report, at } = this.#closing;
    if (report === undefined) letGo.run(no);
    else {
      dropSnapshot.run(no);
      const { traces: _, ...rest } = report;
      end.run(report.run.status, at, JSON.stringify(rest), no);
    }
  }

  autocommit(): boolean {
    const entries = text(this.#entries);
    if (entries === null || this.#lost !== undefined || typeof this.#row !== "number") return false;
    if (this.#closing !== undefined || this.#taken.length > 0 || this.#isSnapshotDue) return false;
    const values = [this.#row, this.#seq, entries, text(this.#shown), this.#hidden ? 1 : null, this.#driverId];
    const { changes } = this.#ground.statements.appendIfHeld.run(...values);
    // Another has taken it over, which `write` finds too.
    if (changes === 0) return false;
    this.#appended(entries);
    return true;
  }

  #appended(entries: string): void {
    this.#pace.add(entries.length);
    this.#seq++;
    this.#entries = [];
    this.#shown = undefined;
    this.#hidden = false;
  }

  /** Whether the run is this driver's. It is looked up only after others have written, since only they take it over. */
  #isHeld(no: number): boolean {
    const version = this.#ground.version();
    if (this.#held === version) return true;
    if (this.#ground.statements.hold.get(no, this.#driverId) === undefined) return false;
    this.#held = version;
    return true;
  }

  /** The run's row; undefined where another process has made a run of this id meanwhile. */
  #make(): number | undefined {
    if (typeof this.#row === "number") return this.#row;
    try {
      this.#row = this.#row();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#lose(error);
      return undefined;
    }
    this.#ground.driven(this);
    return this.#row;
  }

  get #isSnapshotDue(): boolean {
    const source = this.#snapshots;
    return source !== undefined && this.#pace.isDue(source.parts());
  }

  /** Whatever goes wrong with it, the journal is whole without it. */
  #takeSnapshot(no: number): void {
    const source = this.#snapshots;
    if (source === undefined || !this.#isSnapshotDue) return;
    const data = snapshotText(source);
    if (data === undefined) return this.#pace.missed();
    this.#ground.statements.keepSnapshot.run(no, this.#seq - 1, data);
    this.#pace.taken(data.length);
    this.#snapshotSeq = this.#seq - 1;
    this.#snapshotTaken = true;
  }

  kept(): void {
    if (this.#snapshotTaken) this.#snapshots?.kept();
    this.#snapshotTaken = false;
    this.#ground.written(this.id);
  }

  failed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#lose(new StoreError("store-failed", `The store could not be written to: ${why}`, { cause: error }));
  }

  #close(report: RunReport | undefined, at: number): Promise<void> {
    if (this.#lost !== undefined) return report === undefined ? Promise.resolve() : Promise.reject(this.#lost);
    this.#closing = { report, at };
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#ground.commits.add(this);
      this.#after(() => {
        this.#ground.gone(this);
        resolve();
      });
    });
  }

  #after(callback: () => void, alone = false): void {
    const unlessLost = (): void => {
      if (this.#lost === undefined) callback();
    };
    this.#ground.commits.after(this, unlessLost, alone);
  }

  #lose(error: StoreError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#ground.gone(this);
    this.#reject?.(error);
    this.#driver?.lost(error);
  }
}

function snapshotText({ take }: SnapshotSource): string | undefined {
  try {
    return JSON.stringify(take());
  } catch {
    // As where it is larger than a text may be.
    return undefined;
  }
}

function text(entries: readonly string[] | undefined): string | null {
  return entries === undefined || entries.length === 0 ? null : `[${entries.join(",")}]`;
}
