import type { JournalEntry } from "@scheduler-components/core";
import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { Statements } from "./statements.ts";

/** Which rows of the journal are read. */
export interface EntryRows {
  readonly statement: StatementSync;
  readonly values: readonly SQLInputValue[];
  /** Told how many characters each row has. */
  readonly read?: ((characters: number) => void) | undefined;
}

/** Reads entries, one commit after another. Nothing is asked before the first is wanted. */
export function* readEntries(
  { statement, values, read }: EntryRows,
  answered: <T>(ask: () => T) => T,
): Iterable<JournalEntry> {
  const rows = answered(() => statement.iterate(...values));
  for (;;) {
    const { done, value: row } = answered(() => rows.next());
    if (done === true) return;
    const { entries } = row as { readonly entries: string };
    read?.(entries.length);
    yield* JSON.parse(entries) as readonly JournalEntry[];
  }
}

export interface KeptSnapshot {
  /** The commit after which it was taken. */
  readonly seq: number;
  readonly characters: number;
  readonly value: unknown;
}

/** The run's snapshot, where there is one that can be read, and that comes after what there is. */
export function readSnapshot(statements: Statements, run: number, commits: number): KeptSnapshot | undefined {
  const row = statements.snapshot.get(run) as { readonly seq: number; readonly data: string } | undefined;
  if (row === undefined || row.seq >= commits) return undefined;
  try {
    return { seq: row.seq, characters: row.data.length, value: JSON.parse(row.data) as unknown };
  } catch {
    return undefined;
  }
}
