import { expect, test } from "vitest";
import { SuspendedTasks } from "../../src/run/suspended-tasks.ts";
import type { Suspended } from "../../src/run/wait.ts";
import { randomOf } from "../state/support/random.ts";

test.each([1, 2, 3, 4])("are what a map of them would be, seed %d", (seed) => {
  const random = randomOf(seed);
  const tasks = new SuspendedTasks();
  const expected = new Map<number, Suspended>();
  for (let step = 0; step < 2_000; step++) {
    const task = random(60);
    if (random(3) === 0) {
      tasks.delete(task);
      expected.delete(task);
    } else {
      const wait = {
        ...(random(3) === 0 ? {} : { until: random(1e6) }),
        ...(random(3) === 0 ? { signal: `s${step}` } : {}),
      };
      const suspended = { task, wait, startedAt: random(1e6) + 0.5, waitMs: random(100) };
      tasks.set(suspended);
      expected.delete(task);
      expected.set(task, suspended);
    }
    const asked = random(60);
    expect(tasks.get(asked)).toEqual(expected.get(asked));
    expect(tasks.size).toBe(expected.size);
  }
  expect([...tasks.values()]).toEqual([...expected.values()]);
});
