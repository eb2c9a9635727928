/** What a context says when it refuses or ends. */
import type { LogEntry } from "@scheduler-components/core";
import { ContextError } from "./context-error.ts";

/** What `signal` aborts with. */
export function cancellation(code: "cancelled" | "timed-out", taskId: string): ContextError {
  const what = code === "cancelled" ? "was cancelled" : "reached its deadline";
  return new ContextError(code, `The attempt of the task "${taskId}" ${what}.`);
}

/** The entry that stands for all that are dropped. */
export function droppedEntries(entries: number, length: number): LogEntry {
  return {
    level: "warn",
    message: `Further log entries are dropped: an attempt may log ${entries}, ${length} characters.`,
  };
}

export function invalid(message: string): ContextError {
  return new ContextError("invalid-argument", message);
}
