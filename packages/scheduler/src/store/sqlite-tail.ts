import type { JournalEntry } from "@scheduler-components/core";
import { Hiding } from "./hide.ts";
import type { Statements } from "./statements.ts";
import type { RunTail } from "./store.ts";

/** Commits that are read at once: what waits to be read is not all in memory. */
const COMMITS = 64;

/** Reads a run's journal in pieces, each commit once. */
export class SqliteTail implements RunTail {
  readonly #statements: Statements;
  readonly #run: number;
  readonly #from: number;
  readonly #answered: <T>(ask: () => T) => T;
  readonly #hiding: Hiding;
  #seq = 0;
  #position = 0;

  constructor(statements: Statements, run: number, from: number, answered: <T>(ask: () => T) => T) {
    this.#statements = statements;
    this.#answered = answered;
    this.#run = run;
    this.#hiding = new Hiding(statements, run);
    this.#from = from;
  }

  get position(): number {
    return Math.max(this.#position, this.#from);
  }

  read(): readonly JournalEntry[] {
    for (;;) {
      const rows = this.#answered(() => {
        this.#hiding.learn(this.#seq);
        return this.#statements.shownFrom.all(this.#run, this.#seq, COMMITS);
      });
      const found: JournalEntry[] = [];
      for (const row of rows) {
        const { seq, entries } = row as { readonly seq: number; readonly entries: string };
        this.#seq = seq + 1;
        for (const entry of JSON.parse(entries) as readonly JournalEntry[])
          if (this.#position++ >= this.#from) found.push(this.#hiding.hide(entry));
      }
      if (found.length > 0 || rows.length < COMMITS) return found;
    }
  }
}
