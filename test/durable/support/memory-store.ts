/**
 * A store in memory that remembers every commit as text, so that a test can go back to any of them: what a process that was killed
 * there would have left.
 */
import type { JournalEntry, RunReport } from "@scheduler-components/core";
import {
  StoreError,
  type NewRun,
  type OpenedRun,
  type RunDriver,
  type RunJournal,
  type RunMessage,
  type SnapshotSource,
  type Store,
} from "../../../packages/scheduler/src/store/store.ts";

/** What one commit added. `at`: when, by the test's clock. */
export interface Commit {
  readonly at: number;
  readonly entries: readonly string[];
  /** Messages that were taken in, by their place. */
  readonly taken: readonly number[];
  /** The run as it was then, where a snapshot was taken. */
  readonly snapshot?: string | undefined;
}

export interface Message {
  readonly at: number;
  readonly message: RunMessage;
}

/** One run and its journal. */
export class MemoryStore implements Store {
  readonly commits: Commit[];
  /** All that was sent, taken in or not. */
  readonly sent: Message[];
  readonly #now: () => number;
  #run: NewRun | undefined;
  #report: RunReport | undefined;
  #driver: RunDriver | undefined;
  #entries: string[] = [];
  #taken: number[] = [];
  readonly #delivered: Set<number>;
  readonly #snapshotEvery: number;
  #snapshots: SnapshotSource | undefined;
  #after: (() => void)[] = [];
  #scheduled = false;

  /** `snapshotEvery`: so many commits; 0 for no snapshots. */
  constructor(
    now: () => number,
    snapshotEvery = 0,
    run?: NewRun,
    commits: readonly Commit[] = [],
    sent: readonly Message[] = [],
  ) {
    this.#now = now;
    this.#snapshotEvery = snapshotEvery;
    this.#run = run;
    this.commits = [...commits];
    this.sent = [...sent];
    this.#delivered = new Set(commits.flatMap(({ taken }) => taken));
  }

  /** The store as it was after so many commits; messages that were sent by then and not taken in are still there. */
  cut(count: number, now: () => number): MemoryStore {
    const kept = this.commits.slice(0, count);
    const at = this.cutAt(count);
    return new MemoryStore(
      now,
      this.#snapshotEvery,
      this.#run,
      kept,
      this.sent.filter((message) => message.at <= at),
    );
  }

  cutAt(count: number): number {
    return count === 0 ? (this.#run?.at ?? 0) : (this.commits[count - 1]?.at ?? 0);
  }

  /** What is appended and not committed yet, or called back for. */
  get busy(): boolean {
    return this.#scheduled;
  }

  entries(): JournalEntry[] {
    return this.entriesOf(this.commits);
  }

  entriesOf(commits: readonly Commit[]): JournalEntry[] {
    return commits.flatMap(({ entries }) => entries.map((entry) => JSON.parse(entry) as JournalEntry));
  }

  create(run: NewRun): RunJournal {
    this.#run = run;
    return this.#journal();
  }

  open(id: string): OpenedRun {
    if (this.#run?.id !== id) throw new StoreError("run-unknown", `There is no run ${id}.`);
    const last = this.#lastSnapshot();
    return {
      run: this.#run,
      journal: this.#journal(),
      entries: () => this.entries(),
      snapshot:
        last < 0
          ? undefined
          : {
              value: JSON.parse(this.commits[last]?.snapshot ?? "null") as unknown,
              entriesAfter: () => this.entriesOf(this.commits.slice(last + 1)),
            },
    };
  }

  send(_id: string, message: RunMessage): void {
    this.sent.push({ at: this.#now(), message });
    this.#deliver();
  }

  report(): Omit<RunReport, "traces"> | undefined {
    return this.#report;
  }

  readonly run: Store["run"] = notAsked;
  readonly source: Store["source"] = notAsked;
  /** Its run began no other. */
  readonly runs: Store["runs"] = () => [];
  readonly unfinished: Store["unfinished"] = notAsked;
  readonly events: Store["events"] = notAsked;
  readonly tail: Store["tail"] = notAsked;
  readonly onWritten: Store["onWritten"] = notAsked;
  readonly scheduleMark: Store["scheduleMark"] = notAsked;
  readonly markSchedule: Store["markSchedule"] = notAsked;
  readonly prune: Store["prune"] = notAsked;
  async close(): Promise<void> {}

  #journal(): RunJournal {
    return {
      drive: (driver) => {
        this.#driver = driver;
        this.#deliver();
      },
      append: (entry) => {
        this.#entries.push(JSON.stringify(entry));
        this.#schedule();
      },
      snapshots: (source) => void (this.#snapshots = source),
      beforeSnapshot: () => this.entriesOf(this.commits.slice(0, this.#lastSnapshot() + 1)),
      committed: (callback) => {
        this.#after.push(callback);
        this.#schedule();
      },
      end: (report) =>
        new Promise((resolve) => {
          this.#after.push(() => {
            this.#report = report;
            resolve();
          });
          this.#schedule();
        }),
      release: async () => {},
    };
  }

  #lastSnapshot(): number {
    return this.commits.findLastIndex(({ snapshot }) => snapshot !== undefined);
  }

  #deliver(): void {
    for (const [place, { message }] of this.sent.entries()) {
      if (this.#driver === undefined || this.#delivered.has(place)) continue;
      this.#delivered.add(place);
      this.#taken.push(place);
      this.#driver.message(message);
      this.#schedule();
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#entries.length > 0 || this.#taken.length > 0) {
        const taken = this.#snapshotEvery > 0 && this.commits.length % this.#snapshotEvery === 0;
        const snapshot = taken ? JSON.stringify(this.#snapshots?.take()) : undefined;
        this.commits.push({ at: this.#now(), entries: this.#entries, taken: this.#taken, snapshot });
        if (snapshot !== undefined) this.#snapshots?.kept();
        this.#entries = [];
        this.#taken = [];
      }
      for (const callback of this.#after.splice(0)) callback();
    });
  }
}

function notAsked(): never {
  throw new Error("An engine does not ask for it.");
}
