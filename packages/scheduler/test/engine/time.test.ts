import { failed, succeeded, type ActionContext } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/engine/clock.ts";
import { attempts, ManualClock, run, scenario, scripted, statuses } from "./support.ts";

const flaky = (failures: number, retryAfter?: number) => {
  let calls = 0;
  return scripted({
    call: () =>
      ++calls <= failures
        ? failed({
            code: "flaky",
            message: "again",
            retryable: true,
            ...(retryAfter === undefined ? {} : { retryAfter }),
          })
        : succeeded(calls),
  });
};

describe("retries", () => {
  const text = (retry: { [key: string]: string | number | boolean }): string =>
    scenario([{ id: "a", call: "test.call", retry }], [{ id: "t", action: "a" }]);

  test("wait with backoff, then succeed; each attempt has a trace", async () => {
    const clock = new ManualClock();
    const result = run(text({ attempts: 4, delay: "100ms", factor: 2, max_delay: "300ms" }), {
      clock,
      components: { test: flaky(3) },
    });
    await clock.advance(10_000);
    const report = await result;
    expect(attempts(report)).toEqual(["t/1.1 failed", "t/1.2 failed", "t/1.3 failed", "t/1.4 succeeded"]);
    const started = report.traces.map((trace) => trace.startedAt - report.run.startedAt);
    expect(started).toEqual([0, 100, 300, 600]);
    expect(report.summary).toMatchObject({ attempts: 4, retries: 3, failed: 0 });
  });

  test("end with the last attempt's outcome", async () => {
    const report = await run(text({ attempts: 3 }), { components: { test: flaky(9) } });
    expect(attempts(report)).toEqual(["t/1.1 failed", "t/1.2 failed", "t/1.3 failed"]);
    expect(report.run).toMatchObject({ status: "failed", error: { code: "unhandled-failure" } });
    expect(report.tasks["t"]).toEqual({ status: "failed", visits: 1 });
  });

  test("with jitter wait a random part", async () => {
    const clock = new ManualClock();
    const result = run(text({ attempts: 2, delay: "100ms", jitter: true }), {
      clock,
      random: () => 0.25,
      components: { test: flaky(1) },
    });
    await clock.advance(1000);
    expect((await result).traces[1]?.startedAt).toBe(clock.now() - 1000 + 25);
  });

  test("heed the time that the other side said", async () => {
    const clock = new ManualClock();
    const result = run(text({ attempts: 2 }), { clock, components: { test: flaky(1, 700) } });
    await clock.advance(1000);
    const [first, second] = (await result).traces;
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBe(700);
  });

  test("hold no slot while they wait, and go to the end of their lane", async () => {
    const clock = new ManualClock();
    let calls = 0;
    const components = {
      test: scripted({
        flaky: () => (++calls === 1 ? failed({ code: "x", message: "x", retryable: true }) : succeeded()),
        slow: async (_, context) => {
          await new Promise<void>((resolve) => clock.setTimer(context.taskId() === "s1" ? 50 : 10, resolve));
          return succeeded();
        },
      }),
    };
    const text = scenario(
      [
        { id: "flaky", call: "test.flaky", retry: { attempts: 2, delay: "20ms" } },
        { id: "slow", call: "test.slow" },
      ],
      [
        { id: "f", action: "flaky" },
        { id: "s1", action: "slow" },
        { id: "s2", action: "slow" },
      ],
    );
    const result = run(text, { clock, concurrency: 1, components });
    await clock.advance(1000);
    // Due at 20, while s1 holds the only slot until 50; s2 stands before it in the lane.
    expect(attempts(await result)).toEqual(["f/1.1 failed", "s1/1.1 succeeded", "s2/1.1 succeeded", "f/1.2 succeeded"]);
  });
});

describe("timeouts", () => {
  const text = (more: object = {}, nodes: readonly { [key: string]: string }[] = [{ id: "t", action: "a" }]): string =>
    scenario(
      [
        { id: "a", call: "test.call", timeout: "1s", ...more },
        { id: "n", call: "std.noop" },
      ],
      nodes,
    );
  const deaf = (returnsAfter: number, clock: ManualClock, seen: ActionContext[] = [], idempotent = true) =>
    scripted(
      {
        call: async (_, context) => {
          seen.push(context);
          await new Promise<void>((resolve) => clock.setTimer(returnsAfter, resolve));
          return succeeded("too late");
        },
      },
      { idempotent },
    );

  test("an attempt is decided at its deadline, its late result is dropped and noted, its signal aborts", async () => {
    const clock = new ManualClock();
    const seen: ActionContext[] = [];
    const result = run(text(), { clock, components: { test: deaf(3000, clock, seen) } });
    await clock.advance(1000);
    expect(seen[0]?.signal.aborted).toBe(true);
    await clock.advance(5000);
    const report = await result;
    expect(report.traces).toMatchObject([
      { status: "timed-out", durationMs: 1000, output: null, error: { code: "timed-out", retryable: true } },
    ]);
    expect(report.logs).toMatchObject([{ level: "warn", code: "timed-out", task: "t" }]);
    expect(report.run.durationMs).toBe(3000);
    expect(statuses(report)).toEqual({ t: "timed-out" });
  });

  test("is retryable only where the manifest calls it idempotent", async () => {
    const clock = new ManualClock();
    const result = run(text({ retry: { attempts: 3 } }), { clock, components: { test: deaf(1500, clock, [], false) } });
    await clock.advance(10_000);
    expect(attempts(await result)).toEqual(["t/1.1 timed-out"]);
  });

  test("the next attempt starts only when the last has returned", async () => {
    const clock = new ManualClock();
    const result = run(text({ retry: { attempts: 2 } }), { clock, components: { test: deaf(3000, clock) } });
    await clock.advance(10_000);
    const report = await result;
    expect(report.traces.map((trace) => [trace.startedAt - report.run.startedAt, trace.durationMs])).toEqual([
      [0, 1000],
      [3000, 1000],
    ]);
  });

  test("… or when its grace period is over", async () => {
    const clock = new ManualClock();
    const result = run(text({ retry: { attempts: 2 } }), {
      clock,
      gracePeriodMs: 500,
      components: { test: deaf(1e9, clock) },
    });
    await clock.advance(10_000);
    const report = await result;
    expect(report.traces.map((trace) => trace.startedAt - report.run.startedAt)).toEqual([0, 1500]);
    expect(report.logs.map((entry) => entry.code)).toEqual(["cancelled", "cancelled"]);
  });

  test("the next visit starts only when the timed-out attempt of the last has returned", async () => {
    const clock = new ManualClock();
    const looped = scenario(
      [
        { id: "a", call: "test.call", timeout: "1s" },
        { id: "c", call: "std.noop", export: [{ type: "variable", name: "n", default: 0, value: "exports.n + 1" }] },
      ],
      [
        { id: "t", action: "a", edges: [{ to: "count", trigger: { on: "failed" } }] },
        { id: "count", action: "c", edges: [{ to: "t", trigger: { condition: "exports.n < 2" } }] },
      ],
    );
    const result = run(looped, { clock, components: { test: deaf(3000, clock) } });
    await clock.advance(20_000);
    const report = await result;
    expect(
      report.traces.map(({ task, visit, startedAt, waitMs }) => [
        task,
        visit,
        startedAt - report.run.startedAt,
        waitMs,
      ]),
    ).toEqual([
      ["t", 1, 0, 0],
      ["count", 1, 1000, 0],
      ["t", 2, 3000, 2000],
      ["count", 2, 4000, 0],
    ]);
  });

  test("its edges are decided at once, but its slot is still held", async () => {
    const clock = new ManualClock();
    const nodes = scenario(
      [
        { id: "a", call: "test.call", timeout: "1s" },
        { id: "n", call: "std.noop" },
      ],
      [
        { id: "t", action: "a", edges: [{ to: "next", trigger: { on: "failed" } }] },
        { id: "next", action: "n" },
      ],
    );
    const result = run(nodes, { clock, concurrency: 1, components: { test: deaf(4000, clock) } });
    await clock.advance(1500);
    await clock.advance(10_000);
    const report = await result;
    expect(report.run.status).toBe("succeeded");
    const [, next] = report.traces;
    expect(next).toMatchObject({ task: "next", status: "succeeded", waitMs: 3000 });
  });

  test("a call that blocks the event loop beyond its deadline has timed out all the same", async () => {
    const clock = new ManualClock();
    const blocking = scripted({
      call: () => {
        clock.time += 2000;
        return succeeded("late");
      },
    });
    const report = await run(text(), { clock, components: { test: blocking } });
    expect(attempts(report)).toEqual(["t/1.1 timed-out"]);
  });

  test("what comes in time leaves no timer behind", async () => {
    const clock = new ManualClock();
    const report = await run(text(), { clock, components: { test: scripted({ call: async () => succeeded(1) }) } });
    expect(report.run.status).toBe("succeeded");
    expect(clock.waiting).toBe(0);
  });
});

describe("the run's deadline", () => {
  test("a timer that comes a fraction of a millisecond early ends the run too", async () => {
    const clock = new ManualClock();
    const early: Clock = { ...clock, setTimer: (delayMs, callback) => clock.setTimer(delayMs - 0.5, callback) };
    const text = scenario([{ id: "nap", call: "std.sleep", with: { duration: "1h" } }], [{ id: "n", action: "nap" }], {
      deadline: "10s",
    });
    const result = run(text, { clock: early });
    await clock.advance(11_000);
    expect((await result).run.error?.code).toBe("deadline-exceeded");
  });

  const day = 24 * 3600_000;

  test("ends a run that waits for days, at its time and no sooner", async () => {
    const clock = new ManualClock();
    const text = scenario(
      [{ id: "wait", call: "std.wait_signal", with: { name: "go" } }],
      [{ id: "wait", action: "wait", edges: [{ to: "wait", trigger: { on: "failed" } }] }],
      { deadline: "40d" },
    );
    let over = false;
    const result = run(text, { clock }).finally(() => (over = true));
    await clock.advance(40 * day - 1);
    expect(over).toBe(false);
    await clock.advance(1);
    const report = await result;
    expect(report.run).toMatchObject({
      status: "failed",
      error: { code: "deadline-exceeded", message: "The run did not end within 40d." },
      durationMs: 40 * day,
    });
    expect(attempts(report)).toEqual(["wait/1.1 cancelled"]);
  });

  test.each([
    ["an attempt in flight, within its grace period", 0, "cancelled"],
    ["a retry that is due later", 1, "failed"],
  ])("cancels %s", async (_name, call, status) => {
    const clock = new ManualClock();
    const components = {
      test: scripted({
        stops: (_, { signal }) =>
          new Promise((resolve) => {
            const outcome = failed({ code: "cancelled", message: "stopped", retryable: false });
            signal.addEventListener("abort", () => resolve({ ...outcome, status: "cancelled" }), { once: true });
          }),
        fails: () => failed({ code: "x", message: "x", retryable: true }),
      }),
    };
    const text = scenario(
      [
        { id: "a", call: ["test.stops", "test.fails"][call] ?? "", retry: { attempts: 2, delay: "1h" } },
        { id: "b", call: "std.noop" },
      ],
      [
        { id: "a", action: "a", edges: [{ to: "b", trigger: { on: "always" } }] },
        { id: "b", action: "b" },
      ],
      { deadline: "10s", on_failure: "continue" },
    );
    const result = run(text, { clock, components });
    await clock.advance(10_000);
    const report = await result;
    expect(report.run).toMatchObject({ status: "failed", error: { code: "deadline-exceeded" }, durationMs: 10_000 });
    expect(attempts(report)).toEqual([`a/1.1 ${status}`]);
    expect(report.tasks["b"]?.status).toBe("cancelled");
  });

  test("counts though nothing gave its timer a turn", async () => {
    const clock = new ManualClock();
    const components = { test: scripted({ busy: () => ((clock.time += 4_000), succeeded()) }) };
    const text = scenario(
      [{ id: "busy", call: "test.busy" }],
      ["a", "b", "c", "d", "e"].map((id, at, all) => ({
        id,
        action: "busy",
        edges: all[at + 1] === undefined ? [] : [{ to: all[at + 1] ?? "" }],
      })),
      { deadline: "10s" },
    );
    const report = await run(text, { clock, components });
    expect(report.run.error?.code).toBe("deadline-exceeded");
    expect(attempts(report).length).toBeLessThan(5);
  });

  test("leaves no timer behind where the run ends before it", async () => {
    const clock = new ManualClock();
    const text = scenario([{ id: "a", call: "std.noop" }], [{ id: "a", action: "a" }], { deadline: "40d" });
    expect((await run(text, { clock })).run.status).toBe("succeeded");
    expect(clock.waiting).toBe(0);
  });
});
