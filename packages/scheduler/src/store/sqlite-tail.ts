import type { JournalEntry } from "@scheduler-components/core";
import { Hiding } from "./hide.ts";
import type { Statements } from "./statements.ts";
import type { RunTail } from "./store.ts";

/** Commits that are read at once: what waits to be read is not all in memory, nor is it waited for long. */
const COMMITS = 64;
/** Characters of them; the commit that exceeds it is the last. */
const CHARACTERS = 64 * 1024;

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
    return this.#answered(() => {
      this.#hiding.learn();
      const found: JournalEntry[] = [];
      for (let commits = 0, size = 0; commits < COMMITS && size < CHARACTERS;) {
        const row = this.#statements.shownFrom.get(this.#run, this.#seq);
        if (row === undefined) break;
        const { seq, entries } = row as { readonly seq: number; readonly entries: string };
        this.#seq = seq + 1;
        for (const entry of JSON.parse(entries) as readonly JournalEntry[])
          if (this.#position++ >= this.#from) found.push(this.#hiding.hide(entry));
        if (found.length === 0) continue;
        commits++;
        size += entries.length;
      }
      return found;
    });
  }
}
