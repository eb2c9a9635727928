/** Cron expressions where clocks are changed: that they come when they should, and that nobody waits for the answer. */
import { Cron } from "croner";
import { describe, expect, test } from "vitest";
import { cronProblem, cronTimes } from "../../src/daemon/schedule/cron.ts";

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Moments at which the clocks of a zone are changed. Lord Howe's by half an hour; Apia left out a day; Cairo and Havana change at midnight. */
const CHANGES: readonly (readonly [zone: string, changes: readonly string[]])[] = [
  ["Europe/Berlin", ["2026-03-29T01:00Z", "2026-10-25T01:00Z"]],
  ["America/New_York", ["2026-03-08T07:00Z", "2026-11-01T06:00Z"]],
  ["Australia/Lord_Howe", ["2026-04-04T15:00Z", "2026-10-03T15:30Z"]],
  ["Africa/Casablanca", ["2026-02-15T02:00Z", "2026-03-22T02:00Z"]],
  ["Africa/Cairo", ["2026-04-23T22:00Z", "2026-10-29T21:00Z"]],
  ["America/Havana", ["2026-03-08T05:00Z", "2026-11-01T05:00Z"]],
  ["Pacific/Apia", ["2011-12-30T10:00Z"]],
  ["UTC", ["2026-06-01T00:00Z"]],
];

const EXPRESSIONS: readonly string[] = [
  "*/10 * * * *",
  "30 2 * * *",
  "0 0 * * *",
  "15 0 * * *",
  "0 2 * * *",
  "0 0,12 * * *",
  "7,37 1-3 * * *",
  "30 2 * 3,10 SUN#L",
  "59 59 23 L * *",
];

describe.each(CHANGES)("in %s", (zone, changes) => {
  test.each(EXPRESSIONS)("%s comes when croner's own search says, from either side of a change", (expression) => {
    const theirs = new Cron(expression, { timezone: zone, paused: true, mode: "5-or-6-parts" });
    const ours = cronTimes(expression, zone);
    for (let i = 0; i < 24; i++) {
      const change = Date.parse(changes[i % changes.length] ?? "");
      // Up to a day before and after, on half hours and off them.
      const from = change + (((i * 37) % 97) - 48) * (HOUR / 2) + (i % 3) * 777_777;
      const before = theirs.previousRuns(3, new Date(from + 1)).map((run) => run.getTime());
      expect([from, ours.after(from)]).toEqual([from, theirs.nextRun(new Date(from))?.getTime()]);
      expect([from, ours.lastBetween(-Infinity, from, 3)]).toEqual([from, before.toReversed()]);
    }
  });

  test.each(changes)("every second comes once, over the change of %s", (change) => {
    const times = cronTimes("* * * * * *", zone);
    const from = Date.parse(change) - HOUR;
    for (let time = from; time < from + 2 * HOUR; time += SECOND) {
      const next = times.after(time);
      if (next !== time + SECOND) expect([time, next]).toEqual([time, time + SECOND]);
    }
    expect(times.lastBetween(0, from + 2 * HOUR, 4000)).toHaveLength(4000);
  });

  test("a year in which every second was missed is known by its last", () => {
    const year = Date.parse("2026-01-01T00:00Z");
    expect(cronTimes("* * * * * *", zone).lastBetween(year, year + 365 * DAY, 3)).toEqual(
      [2, 1, 0].map((seconds) => year + 365 * DAY - seconds * SECOND),
    );
  });
});

/** What a search for a schedule's next time may take, which holds up all else: on a machine that does much else. */
const ANSWERED_MS = 2000;

test.each([
  ["every second of the hour that is left out", "* * 2 * 3 SUN#L", "Europe/Berlin", false],
  ["the same overseas", "* * 2 * 3 SUN#2", "America/New_York", false],
  ["the half hour that is left out", "* 0-29 2 * 10 SUN#1", "Australia/Lord_Howe", false],
  ["the 30 February", "0 0 0 30 2 *", "Europe/Berlin", false],
  ["the 31 of short months", "* * * 31 2,4,6,9,11 *", "UTC", false],
  ["a fifth Monday that is the first", "* * * 1 * +MON#5", "UTC", false],
  ["a 29 February that is a Sunday", "* * * 29 2 +SUN", "Africa/Cairo", true],
  ["every second of an hour that is left out once a year", "* * 2 * * *", "Europe/Berlin", true],
  ["a leap day at an hour that is left out in spring", "30 2 29 2 *", "America/New_York", true],
])("%s is judged soon", (_name, expression, zone, comes) => {
  const began = performance.now();
  const problem = cronProblem(expression, zone);
  expect(performance.now() - began).toBeLessThan(ANSWERED_MS);
  const never = { key: "cron", message: `"${expression}" names no time that ever comes` };
  expect(problem).toEqual(comes ? undefined : never);
});

test.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])(
  "in %s, every second of two o'clock, asked for over a year, is never waited for",
  (zone) => {
    const times = cronTimes("* * 2 * * *", zone);
    const year = Date.parse("2026-01-01T00:00Z");
    let slowest = 0;
    for (let time = year; time < year + 365 * DAY; time += 6 * HOUR) {
      const began = performance.now();
      times.after(time);
      times.lastBetween(year - DAY, time, 2);
      slowest = Math.max(slowest, performance.now() - began);
    }
    expect(slowest).toBeLessThan(ANSWERED_MS / 4);
  },
);
