import {
  addLog,
  redactLog,
  redactTrace,
  shorten,
  type ActionError,
  type Attempt,
  type ErrorCode,
  type JournalEntry,
  type LogReport,
  type Run,
  type RunReport,
} from "@scheduler-components/core";
import type { Parent } from "../child/lineage.ts";
import type { Notification } from "./notification.ts";
import type { Watchers } from "./watchers.ts";

/** Writes the run's log and tells the watchers; makes no notification when there are none. Everything it tells is redacted. */
export class RunJournalist {
  readonly #run: Run;
  readonly #watchers: Watchers;
  #told = false;
  /** The report is made, and holds the log itself: what comes later than that would change it. */
  #over = false;
  #keep: ((entry: JournalEntry) => void) | undefined;

  constructor(run: Run, watchers: Watchers, at: () => number) {
    this.#run = run;
    this.#watchers = watchers;
    watchers.onFault = (error) => {
      const message = error instanceof Error ? error.message : String(error);
      this.noteEngine("warn", "internal", `An observer threw, which is told once: ${message}`, at());
    };
    run.listener = {
      exportSet: (at, task, name, value) => {
        if (watchers.any) this.#tell({ type: "export-set", at, task, name, value: run.redactor.json(value) });
      },
      edited: (at, edit) => {
        if (!watchers.any) return;
        const told = edit.reason === undefined ? edit : { ...edit, reason: run.redactor.text(edit.reason) };
        this.#tell({ type: "edit", at, edit: told });
      },
    };
  }

  /** Has kept what is written to the log, and what is to be hidden. */
  keep(keep: (entry: JournalEntry) => void): void {
    this.#keep = keep;
  }

  hide(value: string, at: number): void {
    this.#run.hide(value);
    this.#keep?.({ type: "hidden", at, value });
  }

  started(at: number, parent: Parent | undefined): void {
    const { id, redactor, scenario, state } = this.#run;
    if (!this.#watchers.any) return;
    const of = parent === undefined ? undefined : { parent };
    const name = redactor.text(scenario.name);
    this.#tell({ type: "run-started", at, run: id, scenario: name, tasks: state.taskCount, ...of });
  }

  attemptStarted(attempt: Attempt, at: number): void {
    if (!this.#watchers.any) return;
    const { taskId: task, visit, lane } = attempt;
    const { id: action, call } = attempt.plan.def;
    this.#tell({ type: "attempt-started", at, task, visit, attempt: attempt.attempt, action, call, lane });
  }

  /** `delayMs`: before the next attempt of the visit, or -1. */
  attemptEnded(attempt: Attempt, delayMs: number, at: number): void {
    if (!this.#watchers.any) return;
    const trace = this.#run.lastTrace;
    if (trace !== undefined) this.#tell({ type: "attempt-ended", at, trace: redactTrace(this.#run, trace) });
    if (delayMs < 0) return;
    const { taskId: task, visit } = attempt;
    this.#tell({ type: "retry-scheduled", at, task, visit, attempt: attempt.attempt + 1, delayMs });
  }

  /** Told once. */
  stopping(at: number): void {
    if (this.#told) return;
    this.#told = true;
    const run = this.#run;
    const error = run.stoppedBy ?? run.state.result?.error;
    // A run that comes to its end by itself does not stop before it.
    if (error === undefined || !this.#watchers.any) return;
    this.#tell({ type: "run-stopping", at, code: error.code, message: run.redactor.text(error.message) });
  }

  released(component: string, error: ActionError, at: number): void {
    const causes = error.causes.map((cause) => cause.message);
    const message = causes.length === 0 ? error.message : [error.message.replace(/[.]$/, ""), ...causes].join(": ");
    this.log({ at, level: "error", code: error.code, component, message });
  }

  /** The report is redacted already. */
  ended(report: RunReport, at: number): void {
    this.#over = true;
    if (!this.#watchers.any) return;
    const { traces: _, ...rest } = report;
    this.#tell({ type: "run-ended", at, report: rest });
  }

  note(level: LogReport["level"], code: ErrorCode, attempt: Attempt, message: string, at: number): void {
    const { taskId: task, visit, plan } = attempt;
    this.log({ at, level, code, message, task, visit, attempt: attempt.attempt, component: plan.call.component });
  }

  noteEngine(level: LogReport["level"], code: ErrorCode, message: string, at: number): void {
    this.log({ at, level, code, message });
  }

  log(entry: LogReport): void {
    if (this.#over) return;
    const { maxTextLength } = this.#run.limits;
    const kept =
      entry.message.length <= maxTextLength ? entry : { ...entry, message: shorten(entry.message, maxTextLength) };
    addLog(this.#run, kept);
    this.#keep?.({ type: "logged", at: kept.at, entry: kept });
    if (this.#watchers.any) this.#tell({ type: "log", at: kept.at, entry: redactLog(this.#run, kept) });
  }

  #tell(notification: Notification): void {
    this.#watchers.tell(notification);
  }
}
