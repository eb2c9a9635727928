import { failed, succeeded } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { attempts, ManualClock, run, scenario, scripted, settled, statuses, testScheduler } from "./support.ts";

describe("cancellation", () => {
  const two = scenario(
    [{ id: "a", call: "test.call" }],
    [
      { id: "t", action: "a", edges: [{ to: "after" }] },
      { id: "after", action: "a" },
    ],
  );

  test("an attempt that heeds its signal ends the run at once; nothing new starts", async () => {
    const controller = new AbortController();
    const heeding = scripted({
      call: (_, context) =>
        new Promise((_resolve, reject) =>
          context.signal.addEventListener("abort", () => reject(context.signal.reason)),
        ),
    });
    const result = run(two, { signal: controller.signal, components: { test: heeding } });
    await settled();
    controller.abort(new Error("SIGINT"));
    const report = await result;
    expect(report.run).toMatchObject({
      status: "cancelled",
      error: { code: "interrupted", message: expect.stringContaining("SIGINT") },
    });
    expect(attempts(report)).toEqual(["t/1.1 cancelled"]);
    expect(statuses(report)).toEqual({ t: "cancelled", after: "cancelled" });
  });

  test("one that succeeds in its grace period has succeeded, but starts nothing", async () => {
    const clock = new ManualClock();
    const handle = testScheduler({
      clock,
      components: {
        test: scripted({ call: () => new Promise((resolve) => clock.setTimer(300, () => resolve(succeeded(1)))) }),
      },
    }).start(two);
    await clock.advance(100);
    handle.cancel("enough");
    await clock.advance(1000);
    const report = await handle.result;
    expect(report.run).toMatchObject({ status: "cancelled", durationMs: 300, error: { message: "enough" } });
    expect(statuses(report)).toEqual({ t: "succeeded", after: "cancelled" });
  });

  test("what comes after the report changes it no more, and nobody is told", async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const handle = testScheduler({
      clock,
      gracePeriodMs: 100,
      observe: ({ type }) => void told.push(type),
      components: {
        test: scripted({ call: () => new Promise((resolve) => clock.setTimer(5000, () => resolve(succeeded()))) }),
      },
    }).start(two);
    await clock.advance(0);
    handle.cancel();
    await clock.advance(1000);
    const report = await handle.result;
    const before = JSON.stringify(report);
    await clock.advance(10_000);
    expect(JSON.stringify(report)).toBe(before);
    expect(told.at(-1)).toBe("run-ended");
  });

  test("one that ignores it loses its slot after the grace period", async () => {
    const clock = new ManualClock();
    const handle = testScheduler({
      clock,
      components: { test: scripted({ call: () => new Promise(() => {}) }) },
    }).start(two);
    await clock.advance(100);
    handle.cancel();
    await clock.advance(9_999);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    const report = await handle.result;
    expect(report.run.durationMs).toBe(10_100);
    expect(attempts(report)).toEqual(["t/1.1 cancelled"]);
    expect(report.logs).toMatchObject([{ level: "warn", task: "t", message: expect.stringContaining("10000 ms") }]);
  });

  test("ends a wait for a retry", async () => {
    const clock = new ManualClock();
    const failing = scripted({ call: () => failed({ code: "x", message: "x", retryable: true }) });
    const text = scenario(
      [{ id: "a", call: "test.call", retry: { attempts: 2, delay: "1h" } }],
      [{ id: "t", action: "a" }],
    );
    const handle = testScheduler({ clock, components: { test: failing } }).start(text);
    await clock.advance(100);
    handle.cancel();
    const report = await handle.result;
    expect(statuses(report)).toEqual({ t: "cancelled" });
    expect(clock.waiting).toBe(0);
  });

  test("before the run has begun starts nothing", async () => {
    const report = await run(two, {
      signal: AbortSignal.abort(),
      components: { test: scripted({ call: () => succeeded() }) },
    });
    expect(report.run.status).toBe("cancelled");
    expect(report.traces).toEqual([]);
  });

  test("an unhandled failure cancels what is in flight", async () => {
    let told = false;
    const components = {
      test: scripted({
        wait: (_, context) =>
          new Promise((resolve) =>
            context.signal.addEventListener("abort", () => {
              told = context.isCancelled();
              resolve(succeeded("stopped early"));
            }),
          ),
        fail: async () => failed({ code: "no", message: "no" }),
      }),
    };
    const text = scenario(
      [
        { id: "w", call: "test.wait" },
        { id: "f", call: "test.fail" },
      ],
      [
        { id: "w", action: "w" },
        { id: "f", action: "f" },
      ],
    );
    const report = await run(text, { components });
    expect(told).toBe(true);
    expect(report.run).toMatchObject({ status: "failed", error: { code: "unhandled-failure" } });
    expect(statuses(report)).toEqual({ w: "succeeded", f: "failed" });
  });
});
