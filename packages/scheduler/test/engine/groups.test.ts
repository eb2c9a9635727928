import { failed, succeeded } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import { attempts, ManualClock, run, scenario, scripted } from "./support.ts";

/** Calls take as many milliseconds as they are told; what was in flight together is noted. */
function busy(clock: ManualClock, most: { [call: string]: number } = {}) {
  const flying = new Map<string, number>();
  const call = (name: string) => async (parameters: { readonly [key: string]: unknown }) => {
    const now = (flying.get(name) ?? 0) + 1;
    flying.set(name, now);
    most[name] = Math.max(most[name] ?? 0, now);
    await new Promise<void>((resolve) => clock.setTimer(Number(parameters["ms"]), resolve));
    flying.set(name, now - 1);
    return succeeded();
  };
  return scripted({ db: call("db"), free: call("free"), fails: () => failed({ code: "x", message: "x" }) });
}

const two = { concurrency_groups: { db: 2 } };

test("a group holds what it may, and stands in nobody's way", async () => {
  const clock = new ManualClock();
  const most: { [call: string]: number } = {};
  const text = scenario(
    [
      { id: "db", call: "test.db", concurrency_group: "db", with: { ms: 10 } },
      { id: "free", call: "test.free", with: { ms: 3 } },
    ],
    [
      ...["a", "b", "c", "d"].map((id) => ({ id, action: "db" })),
      { id: "urgent", action: "db", priority: 0 },
      ...["x", "y"].map((id) => ({ id, action: "free" })),
    ],
    two,
  );
  const result = run(text, { clock, components: { test: busy(clock, most) } });
  await clock.advance(100);
  const report = await result;
  expect(most).toEqual({ db: 2, free: 2 });
  const started = Object.fromEntries(
    report.traces.map((trace) => [trace.task, trace.startedAt - report.run.startedAt]),
  );
  expect(started).toEqual({ urgent: 0, a: 0, x: 0, y: 0, b: 10, c: 10, d: 20 });
});

test("an attempt that waits takes no room, and one that timed out takes it until its component has returned", async () => {
  const clock = new ManualClock();
  const text = scenario(
    [
      { id: "nap", call: "std.sleep", concurrency_group: "one", with: { duration: "1h" } },
      { id: "db", call: "test.db", concurrency_group: "one", with: { ms: 50 }, timeout: "20ms" },
    ],
    [
      { id: "nap", action: "nap" },
      { id: "slow", action: "db", edges: [{ to: "end", trigger: { on: "always" } }] },
      { id: "next", action: "db", edges: [{ to: "end", trigger: { on: "always" } }] },
      { id: "end", type: "end" },
    ],
    { concurrency_groups: { one: 1 } },
  );
  const result = run(text, { clock, components: { test: busy(clock) } });
  await clock.advance(2 * 3600_000);
  const report = await result;
  const started = report.traces.map((trace) => [trace.task, trace.startedAt - report.run.startedAt]);
  expect(started).toEqual([
    ["slow", 0],
    ["next", 50],
    ["nap", 0],
  ]);
});

test("a failure that ends the run leaves nothing of what waited for room", async () => {
  const text = scenario(
    [
      { id: "db", call: "test.db", concurrency_group: "one", with: { ms: 10 } },
      { id: "fails", call: "test.fails" },
    ],
    [
      { id: "a", action: "db" },
      { id: "b", action: "db" },
      { id: "c", action: "fails" },
    ],
    { concurrency_groups: { one: 1 } },
  );
  const clock = new ManualClock();
  const result = run(text, { clock, components: { test: busy(clock) } });
  await clock.advance(100);
  const report = await result;
  expect(report.run.error?.code).toBe("unhandled-failure");
  expect(attempts(report)).toEqual(["c/1.1 failed", "a/1.1 succeeded"]);
  expect(report.tasks["b"]?.status).toBe("cancelled");
});
