/** Attempts that wait: for a time, for a signal, or for either. They are under way, but hold no slot and need no component. */
import type { JsonValue } from "../json/value.ts";
import type { Attempt } from "./attempt.ts";
import type { Run } from "./run.ts";

/** What an attempt waits for; whatever comes first. */
export interface Wait {
  /** Milliseconds since the Unix epoch. */
  readonly until?: number;
  /** The name of a signal. */
  readonly signal?: string;
}

/** An attempt that waits, as the journal tells it. */
export interface Suspended {
  readonly task: number;
  readonly wait: Wait;
  readonly startedAt: number;
  readonly waitMs: number;
}

/** Signals that came and that nobody has waited for yet, each name in the order they came. */
export class Signals {
  readonly #names = new Map<string, JsonValue[]>();
  size = 0;

  add(name: string, data: JsonValue): void {
    const kept = this.#names.get(name);
    if (kept === undefined) this.#names.set(name, [data]);
    else kept.push(data);
    this.size++;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** All that are kept, by name. */
  all(): [name: string, data: readonly JsonValue[]][] {
    return Array.from(this.#names, ([name, data]) => [name, [...data]]);
  }

  /** The oldest of the name, which is then gone. */
  take(name: string): JsonValue | undefined {
    const kept = this.#names.get(name);
    const data = kept?.shift();
    if (data === undefined) return undefined;
    if (kept?.length === 0) this.#names.delete(name);
    this.size--;
    return data;
  }
}

/** Puts an attempt that was started to wait. It ends with `endAttempt`, like any other. */
export function suspendAttempt(run: Run, attempt: Attempt, wait: Wait, at: number): void {
  const { task, startedAt, waitMs } = attempt;
  run.underWay.delete(task);
  run.suspended.set({ task, wait, startedAt, waitMs });
  run.journal?.({ type: "suspended", at, task, id: attempt.taskId, wait, startedAt, waitMs });
}

/** Keeps a signal until someone waits for it. False where the run keeps as many as it may and nobody waits for this one (`awaited`). */
export function receiveSignal(run: Run, name: string, data: JsonValue, at: number, awaited: boolean): boolean {
  if (!awaited && run.signals.size >= run.limits.maxSignals) return false;
  run.signals.add(name, data);
  run.journal?.({ type: "signal-received", at, name, data });
  return true;
}

/** The oldest signal of the name, for the one that waits for it; undefined where none has come. */
export function takeSignal(run: Run, name: string, at: number): JsonValue | undefined {
  if (!run.signals.has(name)) return undefined;
  const data = run.signals.take(name);
  run.journal?.({ type: "signal-used", at, name });
  return data;
}
