import { expect, test } from "vitest";
import { chain, reportOf, WaitedClock } from "./support.ts";

test("a rate limit is waited for by the clock, while others go on", () => {
  const clock = new WaitedClock();
  const text = JSON.stringify({
    version: "1.0",
    name: "rate",
    components: [{ id: "std", rate_limit: { count: 3, per: "15s" } }],
    actions: {
      actions: [
        { id: "slow", call: "std.noop", rate_limit: { count: 2, per: "10s" } },
        { id: "free", call: "std.noop" },
      ],
    },
    workflows: {
      nodes: ["slow", "slow", "slow", "free", "slow", "slow"].map((action, at) => ({
        id: `n${at}`,
        type: "action",
        action,
      })),
    },
  });
  const report = reportOf(text, { clock });
  const started = report.traces.map((trace) => [trace.task, trace.startedAt - report.run.startedAt]);
  expect(started).toEqual([
    ["n0", 0],
    ["n1", 0],
    ["n3", 0],
    ["n2", 15_000],
    ["n4", 15_000],
    ["n5", 25_000],
  ]);
});

test("a run that fails undoes what succeeded, with retries and beyond its deadline", () => {
  const clock = new WaitedClock();
  const undo = { call: "std.fail", with: { message: "not yet", retryable: true }, retry: { attempts: 2, delay: "1m" } };
  const text = chain(
    [
      {
        id: "a",
        call: "std.set",
        with: { n: 1 },
        compensate: { call: "std.sleep", with: { duration: "{{ outcome.output.n }}h" } },
      },
      { id: "b", call: "std.noop", compensate: undo },
      { id: "late", call: "std.fail", with: { retryable: true }, retry: { attempts: 9, delay: "2h" } },
    ],
    { deadline: "1s" },
  );
  const report = reportOf(text, { clock });
  expect(report.run.error).toMatchObject({ code: "deadline-exceeded", causes: [{ code: "compensation-failed" }] });
  expect(report.traces.slice(3).map(({ task, attempt, status }) => [task, attempt, status])).toEqual([
    ["b!compensate", 1, "failed"],
    ["b!compensate", 2, "failed"],
    ["a!compensate", 1, "succeeded"],
  ]);
  expect(clock.waits).toEqual([1_000, 60_000, 3_600_000]);
});
