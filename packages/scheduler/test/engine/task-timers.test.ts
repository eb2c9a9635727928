import fc from "fast-check";
import { expect, test } from "vitest";
import { TaskTimers } from "../../src/engine/task-timers.ts";

/** One timer at most, as a run's clock gives it; `advance` moves to the time for which it is set. */
class Timer {
  now = 0;
  set: { readonly time: number; readonly callback: () => void } | undefined;

  readonly timer = (time: number, callback: () => void): (() => void) => {
    if (this.set !== undefined) throw new Error("A second timer was set: one is to do for all.");
    const set = { time, callback };
    this.set = set;
    return () => {
      if (this.set === set) this.set = undefined;
    };
  };

  advance(): void {
    const { set } = this;
    if (set === undefined) return;
    this.set = undefined;
    this.now = Math.max(this.now, set.time);
    set.callback();
  }
}

test("every task is told once, at its time, in the order of times and then of adding", () => {
  const step = fc.oneof(fc.record({ add: fc.integer({ min: 2, max: 60 }) }), fc.constant("advance" as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const timer = new Timer();
      const told: { readonly task: number; readonly time: number }[] = [];
      const due = (task: number, time: number): void => {
        // Timers of whole milliseconds may be early by less than one.
        expect(time).toBeLessThanOrEqual(timer.now + 1);
        told.push({ task, time });
      };
      const timers = new TaskTimers(timer.timer, () => timer.now, due);
      const added: { readonly task: number; readonly time: number; readonly after: number }[] = [];
      for (const one of steps) {
        if (one === "advance") timer.advance();
        else {
          added.push({ task: added.length, time: timer.now + one.add, after: told.length });
          timers.add(added.length - 1, timer.now + one.add);
        }
      }
      while (timer.set !== undefined) timer.advance();
      expect(told.map(({ task }) => task).toSorted((a, b) => a - b)).toEqual(added.map(({ task }) => task));
      for (const [place, { task, time }] of told.entries()) {
        const before = told[place - 1];
        // One that was added after the other had been told may have an earlier time.
        if (before === undefined || (added[task]?.after ?? 0) >= place) continue;
        expect(before.time < time || (before.time === time && before.task < task)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("after clear nothing is told, and no timer is set", () => {
  const timer = new Timer();
  const told: number[] = [];
  const timers = new TaskTimers(
    timer.timer,
    () => timer.now,
    (task) => told.push(task),
  );
  timers.add(1, 10);
  timers.add(2, 5);
  timers.clear();
  expect(timer.set).toBeUndefined();
  timers.add(3, 7);
  timer.advance();
  expect(told).toEqual([3]);
});
