import type { Notification, Observer } from "../engine/notification.ts";
import { duration } from "../report/duration.ts";
import { visible } from "../report/paint.ts";
import type { Log } from "./log.ts";

/** Follows a run on stderr. */
export interface Progress {
  readonly observe: Observer;
  /** Leaves the terminal as it was found. */
  readonly end: () => void;
}

/** A line for each attempt, retry and log entry: for pipes and files. */
export function lineProgress(log: Log): Progress {
  return { observe: (notification) => describe(notification, log, true), end: () => {} };
}

/** Says what happened, where its level is shown. Attempts that succeeded are left out where something else shows them. */
export function describe(notification: Notification, log: Log, successes: boolean): void {
  // A run that this one began says which it is at the start of each line.
  const { run, type } = notification;
  const of = run === undefined || type === "run-started" ? "" : `${log.paint("dim", visible(run))} `;
  tell(notification, of === "" ? log : { ...log, line: (level, text) => log.line(level, `${of}${text}`) }, successes);
}

function tell(notification: Notification, log: Log, successes: boolean): void {
  switch (notification.type) {
    case "run-started":
      log.line("info", `run ${notification.run}: ${visible(notification.scenario)}, ${notification.tasks} tasks`);
      return;
    case "attempt-started":
      if (log.shows("debug")) log.line("debug", `started ${attemptName(notification)} ${visible(notification.call)}`);
      return;
    case "attempt-ended": {
      const { trace } = notification;
      const well = trace.status === "succeeded";
      if ((well && !successes) || !log.shows("info")) return;
      const why = trace.error
        ? `: ${visible(trace.error.code)}: ${visible(trace.error.message)}`
        : trace.detail
          ? `: ${visible(trace.detail)}`
          : "";
      const status = log.paint(well ? "green" : "red", trace.status);
      log.line("info", `${status} ${attemptName(trace)} ${visible(trace.call)} ${duration(trace.durationMs)}${why}`);
      return;
    }
    case "retry-scheduled":
      log.line("info", `retry ${attemptName(notification)} in ${duration(notification.delayMs)}`);
      return;
    case "edit":
      if (!notification.edit.applied) {
        log.line(
          "warn",
          `edit refused: ${notification.edit.kind} by ${visible(notification.edit.task)}: ${visible(notification.edit.reason ?? "")}`,
        );
      }
      return;
    case "log": {
      const { entry } = notification;
      const from = entry.task === undefined ? (entry.component ?? "") : entry.task;
      log.line(entry.level, `${from === "" ? "" : `[${visible(from)}] `}${visible(entry.message)}`);
      return;
    }
    case "run-stopping":
      log.line("warn", `stopping: ${visible(notification.code)}: ${visible(notification.message)}`);
      return;
    case "export-set":
    case "run-ended":
      return;
  }
}

function attemptName(of: { readonly task: string; readonly visit: number; readonly attempt: number }): string {
  return `${visible(of.task)}${of.visit > 1 ? ` visit ${of.visit}` : ""}${of.attempt > 1 ? ` attempt ${of.attempt}` : ""}`;
}
