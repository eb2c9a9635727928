import { describe, expect, test } from "vitest";
import type { MissedRuns, ScheduleTimes } from "@scheduler-components/core";
import { cronProblem } from "../../src/daemon/schedule/cron.ts";
import { MOST_MADE_UP, planDue } from "../../src/daemon/schedule/plan.ts";
import { runIdOf, runIdPrefix } from "../../src/daemon/schedule/run-id.ts";
import { timesOf } from "../../src/daemon/schedule/times.ts";

const at = (text: string): number => Date.parse(text);
const iso = (times: readonly number[]): readonly string[] => times.map((time) => new Date(time).toISOString());
const cron = (text: string, timezone: string): ScheduleTimes => ({ type: "cron", cron: text, timezone });

function following(times: ScheduleTimes, from: string, count: number): readonly string[] {
  const of = timesOf(times);
  const found: number[] = [];
  let time: number | undefined = at(from);
  while (found.length < count && (time = of.after(time)) !== undefined) found.push(time);
  return iso(found);
}

describe("a cron expression", () => {
  test.each([
    [
      "a time that there is not that day comes at once after the gap",
      "30 2 * * *",
      "2026-03-28T12:00:00Z",
      ["2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"],
    ],
    [
      "a time that there is twice comes at the first",
      "30 2 * * *",
      "2026-10-24T12:00:00Z",
      ["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"],
    ],
    [
      "what comes every half hour leaves the gap out",
      "*/30 * * * *",
      "2026-03-29T00:20:00Z",
      ["2026-03-29T00:30:00.000Z", "2026-03-29T01:00:00.000Z"],
    ],
    [
      "what comes every half hour comes in both hours",
      "*/30 2 * * *",
      "2026-10-24T23:00:00Z",
      [
        "2026-10-25T00:00:00.000Z",
        "2026-10-25T00:30:00.000Z",
        "2026-10-25T01:00:00.000Z",
        "2026-10-25T01:30:00.000Z",
        "2026-10-26T01:00:00.000Z",
      ],
    ],
    ["seconds", "*/20 * * * * *", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:20.000Z", "2026-01-01T00:00:40.000Z"]],
  ])("in Berlin: %s", (_name, text, from, expected) => {
    expect(following(cron(text, "Europe/Berlin"), from, expected.length)).toEqual(expected);
  });

  test("over a year every day of New York has its nine o'clock once", () => {
    const found = following(cron("0 9 * * *", "America/New_York"), "2026-01-01T00:00:00Z", 365);
    const local = found.map((time) =>
      new Date(time).toLocaleString("en-GB", { timeZone: "America/New_York", dateStyle: "short", timeStyle: "short" }),
    );
    expect(local.every((time) => time.endsWith("09:00"))).toBe(true);
    expect(new Set(local).size).toBe(365);
    expect(local.at(-1)).toBe("31/12/2026, 09:00");
  });

  test.each([
    ["61 * * * *", "UTC", { key: "cron", message: expect.stringContaining("61") }],
    ["0 3 * * *", "Mars/Base", { key: "timezone", message: 'there is no time zone "Mars/Base"' }],
    ["0 0 31 2 *", "UTC", { key: "cron", message: '"0 0 31 2 *" names no time that ever comes' }],
    ["0 3 * * MON", "Europe/Berlin", undefined],
  ])("%s in %s is judged", (text, timezone, expected) => {
    expect(cronProblem(text, timezone)).toEqual(expected);
  });
});

const HOUR = 3_600_000;
const start = at("2026-01-01T00:00:00Z");

describe("what is done about times that have come", () => {
  const hourly: readonly [string, ScheduleTimes][] = [
    ["cron", cron("0 * * * *", "UTC")],
    ["every", { type: "every", every: HOUR }],
  ];
  const rows: readonly (readonly [
    name: string,
    missed: MissedRuns,
    passed: number,
    lateAfter: number | undefined,
    fires: readonly number[],
    dropped: number,
  ])[] = [
    ["nothing has come", "all", HOUR - 1, undefined, [], 0],
    ["one has come", "skip", HOUR, undefined, [1], 0],
    ["three were missed, and are left", "skip", 3.5 * HOUR, undefined, [], 3],
    ["three were missed, the latest counts", "latest", 3.5 * HOUR, undefined, [3], 2],
    ["three were missed, and are made up for", "all", 3.5 * HOUR, undefined, [1, 2, 3], 0],
    ["two were missed, and one comes just now", "skip", 3 * HOUR, undefined, [3], 2],
    ["two were missed, and the latest of all comes just now", "latest", 3 * HOUR, undefined, [3], 2],
    ["one came just before the start", "skip", HOUR, 0, [], 1],
  ];
  test.each(hourly.flatMap(([kind, times]) => rows.map((row) => [kind, row[0], times, ...row.slice(1)] as const)))(
    "%s: %s",
    (_kind, _name, times, missed, passed, lateAfter, fires, dropped) => {
      const plan = planDue(
        timesOf(times as ScheduleTimes),
        missed as MissedRuns,
        start,
        start + (passed as number),
        lateAfter as number | undefined,
      );
      expect(plan?.fires ?? []).toEqual((fires as readonly number[]).map((hour) => start + hour * HOUR));
      expect(plan?.dropped ?? 0).toBe(dropped);
    },
  );

  test("after years only so many are made up for, the latest", () => {
    const plan = planDue(timesOf({ type: "every", every: 1000 }), "all", start, start + 10_000 * HOUR, 0);
    expect(plan?.fires).toHaveLength(MOST_MADE_UP);
    expect(plan?.fires.at(-1)).toBe(start + 10_000 * HOUR);
    expect(plan?.mark).toBe(start + 10_000 * HOUR);
  });

  test("a moment comes once", () => {
    const times = timesOf({ type: "at", at: start + HOUR });
    expect(planDue(times, "skip", start, start + HOUR)).toEqual({
      fires: [start + HOUR],
      dropped: 0,
      mark: start + HOUR,
    });
    expect(planDue(times, "all", start + HOUR, start + 9 * HOUR)).toBeUndefined();
  });
});

test.each([
  ["nightly", 0, "release.nightly.20260101T000000Z"],
  ["nightly", 5, "release.nightly.20260101T000000005Z"],
  ["every 1000ms", 0, `${runIdPrefix("release", "every 1000ms")}20260101T000000Z`],
])("the id of a run of %s tells its time", (schedule, ms, id) => {
  expect(runIdOf("release", schedule, start + ms)).toBe(id);
});
