import { describe, expect, test } from "vitest";
import type { MissedRuns, OverlappingRuns, ScheduleDef, ScheduleTimes } from "@scheduler-components/core";
import { Line, MOST_QUEUED } from "../../src/daemon/schedule/line.ts";
import { Timekeeper, type Marks } from "../../src/daemon/schedule/timekeeper.ts";
import { ManualClock, settled } from "../engine/support.ts";

const HOUR = 3_600_000;

function def(times: ScheduleTimes, missed: MissedRuns = "skip"): ScheduleDef {
  return { id: "s", times, missed, overlap: "skip", inputs: {} };
}

class MemoryMarks implements Marks {
  readonly kept = new Map<string, number>();
  readonly scheduleMark = (scenario: string, schedule: string): number | undefined =>
    this.kept.get(`${scenario}/${schedule}`);
  readonly markSchedule = (scenario: string, schedule: string, time: number): void =>
    void this.kept.set(`${scenario}/${schedule}`, time);
}

function keeper(clock: ManualClock, marks: Marks, settle = true) {
  const due: number[] = [];
  const dropped: number[] = [];
  const unmarked: unknown[] = [];
  const timekeeper = new Timekeeper({
    clock,
    marks,
    due: (_schedule, time, settled) => {
      due.push(time);
      if (settle) settled();
    },
    dropped: (_schedule, count) => dropped.push(count),
    unmarked: (_schedule, error) => unmarked.push(error),
  });
  return { timekeeper, due, dropped, unmarked };
}

describe("the timekeeper", () => {
  test("tells every time of a year, with one timer", async () => {
    const clock = new ManualClock();
    const { timekeeper, due } = keeper(clock, new MemoryMarks());
    timekeeper.set("a", [def({ type: "every", every: 24 * HOUR })]);
    timekeeper.set("b", [def({ type: "cron", cron: "0 0 1 * *", timezone: "UTC" })]);
    expect(clock.waiting).toBe(1);
    await clock.advance(365 * 24 * HOUR);
    expect(due).toHaveLength(365 + 12);
    expect(clock.waiting).toBe(1);
  });

  test("tells half past two in Berlin once a day, whatever clocks do", async () => {
    const clock = new ManualClock();
    const { timekeeper, due } = keeper(clock, new MemoryMarks());
    timekeeper.set("a", [def({ type: "cron", cron: "30 2 * * *", timezone: "Europe/Berlin" })]);
    await clock.advance(366 * 24 * HOUR);
    const days = due.map((time) => new Date(time).toLocaleDateString("sv", { timeZone: "Europe/Berlin" }));
    expect(new Set(days).size).toBe(days.length);
    expect(days).toHaveLength(366);
    const hours = due.map((time) => new Date(time).toISOString().slice(11, 16));
    // Winter, summer, and the day on which there is no half past two.
    expect([...new Set(hours)].toSorted()).toEqual(["00:30", "01:00", "01:30"]);
    expect(hours.filter((hour) => hour === "01:00")).toHaveLength(1);
  });

  test("has no timer where nothing comes any more", async () => {
    const clock = new ManualClock();
    const { timekeeper, due } = keeper(clock, new MemoryMarks());
    timekeeper.set("a", [def({ type: "at", at: clock.now() + HOUR })]);
    await clock.advance(HOUR);
    expect(due).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  test.each([
    ["skip", [], [3]],
    ["latest", [3], [2]],
    ["all", [1, 2, 3], []],
  ] as const)("after a restart what was missed is found: %s", async (missed, made, left) => {
    const clock = new ManualClock();
    const marks = new MemoryMarks();
    const begun = clock.now();
    const hourly = def({ type: "every", every: HOUR }, missed);
    const first = keeper(clock, marks);
    first.timekeeper.set("a", [hourly]);
    first.timekeeper.stop();
    await clock.advance(3.5 * HOUR);
    const second = keeper(clock, marks);
    second.timekeeper.set("a", [hourly]);
    expect(second.due).toEqual(made.map((hour) => begun + hour * HOUR));
    expect(second.dropped).toEqual(left);
    await clock.advance(HOUR);
    expect(second.due.at(-1)).toBe(begun + 4 * HOUR);
  });

  test("a time that was not settled when the process ended was missed", async () => {
    const clock = new ManualClock();
    const marks = new MemoryMarks();
    const hourly = def({ type: "every", every: HOUR }, "all");
    const first = keeper(clock, marks, false);
    first.timekeeper.set("a", [hourly]);
    await clock.advance(HOUR);
    first.timekeeper.stop();
    const second = keeper(clock, marks);
    second.timekeeper.set("a", [hourly]);
    expect(second.due).toEqual(first.due);
    expect(first.due).toHaveLength(1);
  });

  test("a store that fails keeps no schedule from going on", async () => {
    const clock = new ManualClock();
    const marks = new MemoryMarks();
    const full = new Error("the disk is full");
    const failing: Marks = {
      ...marks,
      markSchedule: () => {
        throw full;
      },
    };
    const { timekeeper, due, unmarked } = keeper(clock, failing);
    timekeeper.set("a", [def({ type: "every", every: HOUR })]);
    await clock.advance(2 * HOUR);
    expect(due).toHaveLength(2);
    expect(unmarked).toEqual([full, full, full]);
  });

  test("a scenario that is loaded anew stands where it stood, and one that is gone has no times", async () => {
    const clock = new ManualClock();
    const { timekeeper, due } = keeper(clock, new MemoryMarks());
    const hourly = def({ type: "every", every: HOUR });
    timekeeper.set("a", [hourly]);
    await clock.advance(0.5 * HOUR);
    timekeeper.set("a", [hourly]);
    await clock.advance(0.5 * HOUR);
    expect(due).toHaveLength(1);
    timekeeper.set("a", []);
    expect(clock.waiting).toBe(0);
  });
});

describe("the runs of one schedule", () => {
  function line() {
    const started: number[] = [];
    const cancelled: string[] = [];
    const skipped: number[] = [];
    const settledTimes: number[] = [];
    const ends = new Map<number, () => void>();
    const of = new Line({
      runId: (time) => `run-${time}`,
      start: async (time) => {
        started.push(time);
        return { ended: new Promise<void>((resolve) => ends.set(time, resolve)) };
      },
      cancel: (id) => cancelled.push(id),
      skipped: (time) => skipped.push(time),
      failed: () => {},
    });
    const due = (overlap: OverlappingRuns, time: number): void => of.due(overlap, time, () => settledTimes.push(time));
    const end = async (time: number): Promise<void> => {
      ends.get(time)?.();
      await settled();
    };
    return { of, due, end, started, cancelled, skipped, settledTimes };
  }

  test.each([
    ["allow", [1, 2], [], [], [1, 2]],
    ["skip", [1], [2], [], [1, 2]],
    ["queue", [1], [], [], [1]],
    ["cancel_previous", [1, 2], [], ["run-1"], [1, 2]],
  ] as const)("where one has not ended: %s", async (overlap, started, skipped, cancelled, done) => {
    const one = line();
    one.due(overlap, 1);
    await settled();
    one.due(overlap, 2);
    await settled();
    expect(one).toMatchObject({ started, skipped, cancelled });
    expect(one.settledTimes.toSorted((a, b) => a - b)).toEqual(done);
  });

  test("one that is not kept yet is cancelled once it is", async () => {
    const told: string[] = [];
    const kept = new Map<number, () => void>();
    const of = new Line({
      runId: (time) => `run-${time}`,
      start: async (time) => {
        await new Promise<void>((resolve) => kept.set(time, resolve));
        told.push(`kept ${time}`);
        return { ended: new Promise(() => {}) };
      },
      cancel: (id) => told.push(`cancel ${id}`),
      skipped: () => {},
      failed: () => {},
    });
    for (const time of [1, 2]) of.due("cancel_previous", time, () => {});
    await settled();
    expect(told).toEqual([]);
    for (const time of [1, 2]) kept.get(time)?.();
    await settled();
    expect(told.toSorted()).toEqual(["cancel run-1", "kept 1", "kept 2"]);
    of.due("cancel_previous", 3, () => {});
    expect(told.slice(3)).toEqual(["cancel run-1", "cancel run-2"]);
  });

  test("those that wait come in their order, and one after another", async () => {
    const one = line();
    for (const time of [1, 2, 3]) one.due("queue", time);
    await settled();
    await one.end(1);
    expect(one.started).toEqual([1, 2]);
    await one.end(2);
    expect(one.started).toEqual([1, 2, 3]);
    expect(one.settledTimes).toEqual([1, 2, 3]);
  });

  test("only so many wait", () => {
    const one = line();
    for (let time = 0; time <= MOST_QUEUED + 1; time++) one.due("queue", time);
    expect(one.skipped).toEqual([MOST_QUEUED + 1]);
  });

  test("one that was resumed counts", async () => {
    const one = line();
    let end = (): void => {};
    one.of.adopt("run-0", new Promise<void>((resolve) => (end = resolve)));
    one.due("skip", 1);
    expect(one.skipped).toEqual([1]);
    end();
    await settled();
    one.due("skip", 2);
    expect(one.started).toEqual([2]);
  });

  test("what waits when it is closed is left unsettled", async () => {
    const one = line();
    for (const time of [1, 2]) one.due("queue", time);
    await settled();
    one.of.close();
    await one.end(1);
    expect(one.started).toEqual([1]);
    expect(one.settledTimes).toEqual([1]);
  });
});
