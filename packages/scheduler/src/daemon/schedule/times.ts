/** The times of a schedule, as functions of nothing but time. All are milliseconds since the Unix epoch. */
import type { ScheduleTimes } from "@scheduler-components/core";
import { cronTimes } from "./cron.ts";

/** `time` and `from` are where the schedule stands: a time of it, or when it was first seen. */
export interface Times {
  /** The first one after it; undefined where none comes any more. */
  readonly after: (time: number) => number | undefined;
  /** The last ones after `from`, up to and with `to`, in their order. */
  readonly lastBetween: (from: number, to: number, most: number) => readonly number[];
}

export function timesOf(times: ScheduleTimes): Times {
  switch (times.type) {
    case "cron":
      return cronTimes(times.cron, times.timezone);
    case "every":
      return everyTimes(times.every);
    case "at":
      return atTimes(times.at);
  }
}

function everyTimes(every: number): Times {
  return {
    after: (time) => time + every,
    lastBetween: (from, to, most) => {
      const passed = Math.max(0, Math.floor((to - from) / every));
      const first = Math.max(1, passed - most + 1);
      return Array.from({ length: Math.max(0, passed - first + 1) }, (_, index) => from + (first + index) * every);
    },
  };
}

function atTimes(at: number): Times {
  return {
    after: (time) => (at > time ? at : undefined),
    lastBetween: (from, to) => (at > from && at <= to ? [at] : []),
  };
}
