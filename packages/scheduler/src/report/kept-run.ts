/** What a store's journal says of a run, for those who look at it. */
import type { JournalEntry, Trace, Wait } from "@scheduler-components/core";

export interface Waiting extends Wait {
  readonly task: string;
}

export interface KeptRunView {
  readonly traces: readonly Trace[];
  /** What is waited for, while the run has not ended. */
  readonly waiting: readonly Waiting[];
}

export function viewJournal(entries: Iterable<JournalEntry>): KeptRunView {
  const traces: Trace[] = [];
  const waiting = new Map<number, Waiting>();
  for (const entry of entries) {
    if (entry.type === "suspended") waiting.set(entry.task, { task: entry.id, ...entry.wait });
    if (entry.type !== "completed" && entry.type !== "retrying") continue;
    waiting.delete(entry.task);
    if (entry.trace === undefined) continue;
    const { own, ...trace } = entry.trace;
    const outcome = entry.type === "completed" ? entry.outcome : undefined;
    traces.push({
      seq: traces.length + 1,
      ...trace,
      ...(own ?? {
        status: outcome?.status ?? "failed",
        detail: outcome?.detail ?? null,
        output: outcome?.output ?? null,
        error: outcome?.error ?? null,
      }),
    });
  }
  return { traces, waiting: [...waiting.values()] };
}
