/** A run that is kept in a store: its shell's side of the journal. */
import {
  forgetRecorded,
  recall,
  replay,
  restore,
  takeSnapshot,
  type JournalEntry,
  type Run,
  type RunReport,
} from "@scheduler-components/core";
import type { NewRun, OpenedRun, RunJournal, Store } from "../store/store.ts";
import type { LocalRun } from "./local-run.ts";
import type { RunJournalist } from "./journalist.ts";
import type { Watchers } from "./watchers.ts";

/** Has everything that happens in a run kept, from here on. */
export class KeptRun {
  /** The store had it already. */
  readonly resumed: boolean;
  readonly #journal: RunJournal;
  #opened: OpenedRun | undefined;
  #watchers: Watchers | undefined;

  private constructor(journal: RunJournal, opened: OpenedRun | undefined) {
    this.resumed = opened !== undefined;
    this.#journal = journal;
    this.#opened = opened;
  }

  static create(store: Store, run: NewRun): KeptRun {
    return new KeptRun(store.create(run), undefined);
  }

  static open(store: Store, id: string): { readonly kept: KeptRun; readonly run: NewRun } {
    const opened = store.open(id);
    return { kept: new KeptRun(opened.journal, opened), run: opened.run };
  }

  /** The run as its journal has it; `create` makes a new one. A snapshot that does not serve is as if there were none. */
  recover(create: () => Run): Run {
    const opened = this.#opened;
    this.#opened = undefined;
    return (opened && fromSnapshot(opened, create)) ?? folded(create(), opened?.entries() ?? []);
  }

  /** Appends what happens in a run from then on; `begun`: what has happened in it already. */
  attach(run: Run, journalist: RunJournalist, watchers: Watchers, begun: readonly JournalEntry[]): void {
    const append = (entry: JournalEntry): void => this.#journal.append(entry, run.redactor);
    for (const entry of begun) append(entry);
    run.journal = append;
    journalist.keep(append);
    this.#watchers = watchers;
    watchers.defer = (tell) => this.#journal.committed(tell);
    this.#journal.snapshots({
      take: () => takeSnapshot(run),
      parts: () => run.state.taskCount,
      kept: () => forgetRecorded(run),
    });
  }

  /** Puts what the run had recorded before its last snapshot back into it, for its report. */
  recall(run: Run): void {
    if (run.past.traces + run.past.edits + run.past.logs > 0) recall(run, this.#journal.beforeSnapshot());
  }

  get committed(): RunJournal["committed"] {
    return (callback, alone) => this.#journal.committed(callback, alone);
  }

  /** Passes on what other processes ask. `lost`: called before it is given up. */
  drive(local: LocalRun, lost: () => void): void {
    this.#journal.drive({
      message: (message) => {
        if (message.type === "signal") local.signal(message.name, message.data);
        else local.interrupt(message.reason);
      },
      lost: (error) => {
        lost();
        local.abandon(error);
      },
    });
  }

  /** Keeps how the run ended; from then on nothing that is told has to wait. */
  async end(report: RunReport, at: number): Promise<void> {
    await this.#journal.end(report, at);
    if (this.#watchers !== undefined) this.#watchers.defer = undefined;
  }

  /** The run could not begin, or was lost: another process may go on with it. */
  release(): Promise<void> {
    return this.#journal.release();
  }
}

function folded(run: Run, entries: Iterable<JournalEntry>): Run {
  for (const entry of entries) replay(run, entry);
  return run;
}

function fromSnapshot({ snapshot }: OpenedRun, create: () => Run): Run | undefined {
  if (snapshot === undefined) return undefined;
  const run = create();
  try {
    return restore(run, snapshot.value) ? folded(run, snapshot.entriesAfter()) : undefined;
  } catch {
    // What came after does not fit it, so it was damaged.
    return undefined;
  }
}
