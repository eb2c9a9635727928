/** Nodes whose action is carried out once for each item of a list. */
import type { JsonObject, RunReport } from "@scheduler-components/core";
import { failed, succeeded, type ActionContext } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { attempts, ManualClock, run, scenario, scripted, settled, statuses, testScheduler } from "./support.ts";

const act: JsonObject = { id: "act", call: "test.act" };
const list: JsonObject = { id: "list", call: "test.list" };

/** Gives what it was given, so that the report tells it. */
const echo = scripted({ act: (parameters) => succeeded(parameters) });

/** The output of the node after it, which shows what it came to. */
function outputs(report: RunReport, task: string): unknown[] {
  return report.traces.filter((trace) => trace.task === task).map(({ output }) => output);
}

test("each item sees itself, its place, what reached its node and its own name", async () => {
  const text = scenario(
    [list, { ...act, with: { from: "action" } }],
    [
      { id: "first", action: "list", edges: [{ to: "each" }] },
      {
        id: "each",
        action: "act",
        for_each: "{{ outcome.output.hosts }}",
        as: "host",
        with: {
          host: "{{ host.name }}",
          index: "{{ index }}",
          all: "{{ size(outcome.output.hosts) }}",
          task: "{{ task.id }}",
          text: "{{ index + 1 }}/{{ host.name }}",
        },
        edges: [{ to: "after" }],
      },
      {
        id: "after",
        action: "act",
        with: { of: "{{ outcome.output.map(o, o.host) }}", at: "{{ nodes.each.output[1].index }}" },
      },
    ],
  );
  const test = scripted({
    list: () => succeeded({ hosts: [{ name: "a" }, { name: "b" }] }),
    act: (parameters) => succeeded(parameters),
  });
  const report = await run(text, { components: { test } });
  expect(outputs(report, "each[1]")).toEqual([
    { from: "action", host: "b", index: 1, all: 2, task: "each[1]", text: "2/b" },
  ]);
  expect(outputs(report, "after")).toEqual([{ from: "action", of: ["a", "b"], at: 1 }]);
  expect(Object.keys(report.tasks)).toEqual(["first", "each", "after", "each[0]", "each[1]"]);
  expect(report.summary).toMatchObject({ tasks: 5, attempts: 4, failed: 0 });
});

test("each item has its own attempts, idempotency key and retries", async () => {
  const seen: string[] = [];
  const flaky = (_parameters: JsonObject, context: ActionContext) => {
    seen.push(`${context.idempotencyKey()}#${context.attempt()}`);
    return context.taskId() === "each[1]" && context.attempt() < 3
      ? failed({ code: "flaky", message: "no", retryable: true })
      : succeeded();
  };
  const text = scenario(
    [{ ...act, retry: { attempts: 3, delay: "1ms" } }],
    [{ id: "each", action: "act", for_each: "{{ [7, 8] }}" }],
  );
  const report = await run(text, { components: { test: scripted({ act: flaky }) } }, { runId: "r" });
  expect(seen.toSorted()).toEqual(["r/each[0]/1#1", "r/each[1]/1#1", "r/each[1]/1#2", "r/each[1]/1#3"]);
  expect(report.run.status).toBe("succeeded");
  expect(statuses(report)).toEqual({ each: "succeeded", "each[0]": "succeeded", "each[1]": "succeeded" });
});

describe("a list that cannot be had fails the node, which an edge may handle", () => {
  test.each<[string, string, JsonObject, RegExp]>([
    ["no list", "{{ inputs.what }}", { code: "invalid-items" }, /The for_each of "each" gives an object, not a list/],
    ["null", "{{ null }}", { code: "invalid-items" }, /gives null, not a list/],
    ["a failing expression", "{{ inputs.none }}", { code: "template-failed" }, /The for_each of "each" failed: /],
    ["a list that is too large", "{{ inputs.large }}", { code: "invalid-items" }, /larger than the 1000 bytes allowed/],
    [
      "more items than tasks",
      "{{ inputs.many }}",
      { code: "max-tasks" },
      /would have 22 tasks, more than the 10 allowed/,
    ],
  ])("%s", async (_name, items, error, message) => {
    const text = scenario(
      [act],
      [
        {
          id: "each",
          action: "act",
          for_each: items,
          edges: [{ to: "no" }, { to: "mend", trigger: { on: "failed" } }],
        },
        { id: "no", action: "act" },
        { id: "mend", action: "act", with: { error: "{{ outcome.error }}" } },
      ],
      { inputs: { type: "object" } },
    );
    const inputs = { what: { a: 1 }, large: ["x".repeat(2000)], many: Array.from({ length: 19 }, (_, at) => at) };
    const limits = { maxOutputBytes: 1000, maxTasks: 10 };
    const report = await run(text, { components: { test: echo }, limits }, { inputs });
    expect(report.run.status).toBe("succeeded");
    expect(report.traces.map(({ task }) => task)).toEqual(["mend"]);
    expect(outputs(report, "mend")).toMatchObject([{ error: { ...error, message: expect.stringMatching(message) } }]);
  });
});

describe("when an item fails", () => {
  const flawed = scripted({
    act: ({ n }) => (n === 1 ? failed({ code: "broken", message: "one" }) : succeeded(n)),
    list: (parameters) => succeeded(parameters),
  });
  const text = (more: JsonObject): string =>
    scenario(
      [act, list],
      [
        {
          id: "each",
          action: "act",
          for_each: "{{ [0, 1, 2] }}",
          concurrency: 1,
          ...more,
          with: { n: "{{ item }}" },
          edges: [{ to: "no" }, { to: "mend", trigger: { on: "failed" } }],
        },
        { id: "no", action: "list" },
        {
          id: "mend",
          action: "list",
          with: { got: "{{ outcome.output }}", error: "{{ outcome.error.causes[0].code }}" },
        },
      ],
    );

  test("no further one begins, and the node has what the others gave", async () => {
    const report = await run(text({}), { components: { test: flawed } });
    expect(attempts(report)).toEqual(["each[0]/1.1 succeeded", "each[1]/1.1 failed", "mend/1.1 succeeded"]);
    expect(outputs(report, "mend")).toEqual([{ got: [0, null, null], error: "broken" }]);
    expect(statuses(report)).toMatchObject({ each: "failed", "each[1]": "failed", "each[2]": "skipped" });
  });

  test("under on_item_failure: continue all are carried out", async () => {
    const report = await run(text({ on_item_failure: "continue" }), { components: { test: flawed } });
    expect(outputs(report, "mend")).toEqual([{ got: [0, null, 2], error: "broken" }]);
    expect(report.summary).toMatchObject({ failed: 1 });
  });
});

test("no more than its concurrency are under way, in the run's own bounds", async () => {
  const clock = new ManualClock();
  let now = 0;
  let most = 0;
  const busy = scripted({
    act: async () => {
      most = Math.max(most, ++now);
      await new Promise<void>((resolve) => void clock.setTimer(10, resolve));
      now--;
      return succeeded();
    },
  });
  const text = scenario(
    [act],
    [{ id: "each", action: "act", for_each: "{{ [1, 2, 3, 4, 5, 6, 7] }}", concurrency: 3 }],
  );
  const handle = testScheduler({ components: { test: busy }, clock }).run(text);
  for (let round = 0; round < 8; round++) await clock.advance(10);
  await settled();
  const report = await handle;
  expect([report.run.status, most, report.run.durationMs]).toEqual(["succeeded", 3, 30]);
});

test("its items are undone, each with its own outcome, the last first", async () => {
  const seen: unknown[] = [];
  const test = scripted({
    act: (parameters) => succeeded(parameters),
    list: () => failed({ code: "late", message: "no" }),
    undo: ({ of, n }, context) => (seen.push([of, n, context.idempotencyKey()]), succeeded()),
  });
  const text = scenario(
    [{ ...act, compensate: { call: "test.undo", with: { of: "{{ task.id }}", n: "{{ outcome.output.n }}" } } }, list],
    [
      {
        id: "each",
        action: "act",
        for_each: "{{ ['a', 'b'] }}",
        concurrency: 1,
        with: { n: "{{ item }}" },
        edges: [{ to: "fails" }],
      },
      { id: "fails", action: "list" },
    ],
  );
  const report = await run(text, { components: { test } }, { runId: "r" });
  expect(seen).toEqual([
    ["each[1]", "b", "r/each[1]!compensate/1"],
    ["each[0]", "a", "r/each[0]!compensate/1"],
  ]);
  expect(report.run).toMatchObject({ status: "failed", error: { code: "unhandled-failure" } });
});

test("what an item exports is a value of the run, the last to end having the last word; for its task it is its own", async () => {
  const text = scenario(
    [
      {
        ...act,
        export: [
          { type: "metric", name: "sum", default: 0, value: "exports.sum + outcome.output.n" },
          { type: "variable", name: "own", scope: "task", value: "outcome.output.n" },
        ],
      },
    ],
    [{ id: "each", action: "act", for_each: "{{ [1, 2, 3] }}", with: { n: "{{ item }}" } }],
  );
  const report = await run(text, { components: { test: echo } });
  expect(report.exports["sum"]).toBe(6);
  expect(report.traces.map((trace) => trace.exports)).toEqual([{ own: 1 }, { own: 2 }, { own: 3 }]);
});
