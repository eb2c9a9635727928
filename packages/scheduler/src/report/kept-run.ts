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
  const view = new JournalView();
  const traces: Trace[] = [];
  for (const entry of entries) {
    const trace = view.take(entry);
    if (trace !== undefined) traces.push(trace);
  }
  return { traces, waiting: view.waiting };
}

/** The same, an entry at a time. */
export class JournalView {
  readonly #waiting = new Map<number, Waiting>();
  #traces = 0;

  /** The trace that an entry brings. */
  take(entry: JournalEntry): Trace | undefined {
    if (entry.type === "suspended") this.#waiting.set(entry.task, { task: entry.id, ...entry.wait });
    if (entry.type !== "completed" && entry.type !== "retrying") return undefined;
    this.#waiting.delete(entry.task);
    if (entry.trace === undefined) return undefined;
    const { own, ...trace } = entry.trace;
    const outcome = entry.type === "completed" ? entry.outcome : undefined;
    return {
      seq: ++this.#traces,
      ...trace,
      ...(own ?? {
        status: outcome?.status ?? "failed",
        detail: outcome?.detail ?? null,
        output: outcome?.output ?? null,
        error: outcome?.error ?? null,
      }),
    };
  }

  get waiting(): readonly Waiting[] {
    return [...this.#waiting.values()];
  }
}
