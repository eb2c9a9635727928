/** What is to be done about the times of a schedule that have come. */
import type { MissedRuns } from "@scheduler-components/core";
import type { Times } from "./times.ts";

/** Missed times of one schedule that are made up for at once, with `missed: all`; of more, the latest. */
export const MOST_MADE_UP = 100;

/** A time that was noticed later than this counts as missed: the machine slept, or nothing ran. */
export const LATE_AFTER_MS = 60_000;

export interface Plan {
  /** The times to start a run for, in their order. */
  readonly fires: readonly number[];
  /** How many were missed and are not made up for; `MOST_MADE_UP + 1` stands for that many and more. */
  readonly dropped: number;
  /** Where the schedule stands from here on. */
  readonly mark: number;
}

/** Undefined where nothing has come since `mark`. `lateAfterMs` 0: whatever has come was missed. */
export function planDue(
  times: Times,
  missed: MissedRuns,
  mark: number,
  now: number,
  lateAfterMs: number = LATE_AFTER_MS,
): Plan | undefined {
  const first = times.after(mark);
  if (first === undefined || first > now) return undefined;
  const come = times.lastBetween(mark, now, MOST_MADE_UP + 1);
  const late = come.filter((time) => now - time >= lateAfterMs);
  const onTime = come.slice(late.length);
  // One that comes just now is the latest.
  const most = { skip: 0, latest: onTime.length > 0 ? 0 : 1, all: MOST_MADE_UP }[missed];
  const made = late.slice(Math.max(0, late.length - most));
  return {
    fires: [...made, ...onTime],
    dropped: late.length - made.length,
    mark: come.at(-1) ?? now,
  };
}
