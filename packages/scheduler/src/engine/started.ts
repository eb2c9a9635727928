import type { JournalEntry, JsonObject } from "@scheduler-components/core";
import type { Children } from "../child/children.ts";
import type { Lineage } from "../child/lineage.ts";
import type { KeptRun } from "./kept-run.ts";
import type { LocalRun } from "./local-run.ts";
import type { RunClock } from "./run-clock.ts";
import type { RunOptions } from "./types.ts";
import type { Watchers } from "./watchers.ts";

/** One run of a scheduler, from its text to its report. */
export interface Started {
  readonly runId: string;
  readonly options: RunOptions;
  readonly watchers: Watchers;
  readonly clock: RunClock;
  readonly lineage: Lineage;
  readonly children: Children;
  local: LocalRun | undefined;
  /** Why it was cancelled before it had begun. */
  cancelled: string | undefined;
  /** What else was asked of it before it had begun. */
  readonly asked: ((local: LocalRun) => void)[];
}

/** A run that a store had already, or that is begun from one. */
export interface Opened {
  /** Or what makes it, of the scenario's name. */
  readonly kept: KeptRun | ((scenario: string) => KeptRun);
  readonly inputs: JsonObject;
  readonly file: string | undefined;
  /** What an earlier run had done is taken over, but for a task and what follows from it. */
  readonly again?: { readonly from: string; readonly entries: Iterable<JournalEntry> } | undefined;
}

/** The first reason counts. */
export function cancel(started: Started, reason = "The run was cancelled."): void {
  if (started.local === undefined) started.cancelled ??= reason;
  else started.local.interrupt(reason);
}

export function newRunId(now: number, random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 2 ** 30)
      .toString(36)
      .padStart(6, "0");
  return `run-${Math.floor(now).toString(36)}-${part()}${part()}`;
}

/** Why an abort signal was aborted, in words. */
export function reasonOf(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : typeof reason === "string" ? reason : "";
  return message === "" ? "The run was interrupted." : `The run was interrupted: ${message}`;
}
