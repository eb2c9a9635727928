import { Redactor, type JournalEntry, type JsonValue } from "@scheduler-components/core";
import type { Statements } from "./statements.ts";

/** Hides in a run's journal what components asked to hide, where it was said before they asked, too. */
export class Hiding {
  readonly #redactor = new Redactor();
  readonly #statements: Statements;
  readonly #run: number;
  #from = 0;

  constructor(statements: Statements, run: number) {
    this.#statements = statements;
    this.#run = run;
  }

  /** Looks for what was asked since it was last looked. */
  learn(): void {
    const { seq } = this.#statements.lastSeq.get(this.#run) as { readonly seq: number | null };
    if (seq === null || seq < this.#from) return;
    const rows = this.#statements.hiding.all(this.#run, this.#from);
    this.#from = seq + 1;
    for (const row of rows) {
      for (const entry of JSON.parse((row as { readonly entries: string }).entries) as readonly JournalEntry[])
        if (entry.type === "hidden") this.#redactor.add(entry.value);
    }
  }

  /** All from the one of a number on. */
  *hidden(entries: Iterable<JournalEntry>, from: number): Iterable<JournalEntry> {
    let index = 0;
    for (const entry of entries) if (index++ >= from) yield this.hide(entry);
  }

  hide(entry: JournalEntry): JournalEntry {
    return this.#redactor.json(entry as unknown as JsonValue) as unknown as JournalEntry;
  }
}
