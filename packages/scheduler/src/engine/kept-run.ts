/** A run that is kept in a store: its shell's side of the journal. */
import { replay, type JournalEntry, type Run, type RunReport } from "@scheduler-components/core";
import type { NewRun, RunJournal, Store } from "../store/store.ts";
import type { LocalRun } from "./local-run.ts";
import type { RunJournalist } from "./journalist.ts";
import type { Watchers } from "./watchers.ts";

/** Has everything that happens in a run kept, from here on. */
export class KeptRun {
  readonly #journal: RunJournal;
  readonly #entries: Iterable<JournalEntry>;
  #watchers: Watchers | undefined;

  private constructor(journal: RunJournal, entries: Iterable<JournalEntry>) {
    this.#journal = journal;
    this.#entries = entries;
  }

  static create(store: Store, run: NewRun): KeptRun {
    return new KeptRun(store.create(run), []);
  }

  static open(store: Store, id: string): { readonly kept: KeptRun; readonly run: NewRun } {
    const { run, journal, entries } = store.open(id);
    return { kept: new KeptRun(journal, entries()), run };
  }

  /** Brings a new run to where its journal ends, and appends what happens from then on; `begun`: what has happened in it already. */
  attach(run: Run, journalist: RunJournalist, watchers: Watchers, begun: readonly JournalEntry[]): void {
    for (const entry of this.#entries) replay(run, entry);
    const append = (entry: JournalEntry): void => this.#journal.append(entry, run.redactor);
    for (const entry of begun) append(entry);
    run.journal = append;
    journalist.keep(append);
    this.#watchers = watchers;
    watchers.defer = (tell) => this.#journal.committed(tell);
  }

  get committed(): (callback: () => void) => void {
    return (callback) => this.#journal.committed(callback);
  }

  /** Passes on what other processes ask. */
  drive(local: LocalRun): void {
    this.#journal.drive({
      message: (message) => {
        if (message.type === "signal") local.signal(message.name, message.data);
        else local.interrupt(message.reason);
      },
      lost: (error) => local.abandon(error),
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
