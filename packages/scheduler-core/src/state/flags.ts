/** What is known about a task, as small integers. */
import type { TaskStatus } from "../outcome/outcome.ts";

export const WAITING = 0;
export const READY = 1;
export const RUNNING = 2;
export const SUCCEEDED = 3;
export const FAILED = 4;
export const TIMED_OUT = 5;
export const CANCELLED = 6;
export const SKIPPED = 7;

/** By number. */
export const STATUSES: readonly TaskStatus[] = [
  "waiting",
  "ready",
  "running",
  "succeeded",
  "failed",
  "timed-out",
  "cancelled",
  "skipped",
];

/** Task flags. Visited or skipped in this round; of a multi-visit task: a visit is under way. */
export const SETTLED = 1;
/** The present visit has started: an attempt runs, or another one is waited for. */
export const BEGUN = 2;
export const MULTI = 4;
/** Removed by an edit. */
export const GONE = 8;
/** An edge leads here, directly or not, from a failure that no edge handles. */
export const BLOCKED = 16;
/** Its failure was not handled. */
export const UNHANDLED = 32;
/** A start of the run: needs no edge. */
export const START = 64;
/** A multi-visit task that can be visited no more. */
export const FINISHED = 128;
