import type { ErrorCode } from "../errors/codes.ts";
import type { ErrorCause } from "../outcome/outcome.ts";
import { formatDuration } from "../scenario/duration.ts";
import { nextReady } from "../state/lanes.ts";
import { apply } from "./apply.ts";
import { noteUnderWay, openAttempt, type Attempt } from "./attempt.ts";
import { engineError } from "./outcomes.ts";
import type { Run } from "./run.ts";

/** Begins the run: what can start is queued. `at`: milliseconds since the Unix epoch, as everywhere. */
export function beginRun(run: Run, at: number): void {
  run.startedAt = at;
  apply(run, { type: "begun", at });
}

/** The ready task of the lowest lane that came first, or -1. It stays ready until `startAttempt`. */
export function nextTask(run: Run): number {
  return nextReady(run.state);
}

/** Starts the next attempt of a ready task: marks it as running, and renders and checks its parameters. */
export function startAttempt(run: Run, task: number, at: number): Attempt {
  apply(run, { type: "started", task, at });
  const attempt = openAttempt(run, task, at);
  if (run.journal !== undefined) noteUnderWay(run, task, at, attempt);
  return attempt;
}

/** Ends the run from outside: nothing new starts, what is in flight is to be cancelled. Nothing where it is ending already. */
export function interruptRun(run: Run, message: string, at: number): void {
  if (run.state.phase !== "running") return;
  run.stoppedBy = engineError("interrupted", message);
  apply(run, { type: "interrupted", at });
}

/** When the run's deadline passes, in milliseconds since the Unix epoch; undefined where it has none. */
export function runDeadline(run: Run): number | undefined {
  const { deadline } = run.scenario;
  return deadline === undefined ? undefined : run.startedAt + deadline;
}

/** Ends the run where its deadline has passed; gives whether it has now. */
export function checkDeadline(run: Run, at: number): boolean {
  const deadline = runDeadline(run);
  if (deadline === undefined || at < deadline || run.state.phase !== "running") return false;
  failRun(
    run,
    "deadline-exceeded",
    `The run did not end within ${formatDuration(run.scenario.deadline ?? 0)}.`,
    [],
    at,
  );
  return true;
}

/** Ends the run where its own machinery failed: nothing more is applied to a state that may be broken. */
export function crashRun(run: Run, message: string, causes: readonly ErrorCause[]): void {
  run.stoppedBy = engineError("internal", `A fault of the engine: ${message}`, { causes });
  run.ended = true;
}

/** Ends the run as failed, for a reason that is the engine's. Nothing where it is ending already. */
export function failRun(run: Run, code: ErrorCode, message: string, causes: readonly ErrorCause[], at: number): void {
  if (run.state.phase !== "running") return;
  apply(run, { type: "run-failed", error: engineError(code, message, { causes }), at });
}
