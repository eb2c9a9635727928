import type { JsonObject } from "@scheduler-components/core";
import { succeeded } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { attempts, run, scenario, scripted, statuses } from "./support.ts";

const set = (parameters: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: "a",
  call: "std.set",
  with: parameters,
  ...more,
});

describe("exports", () => {
  test("are set after a success and before the edges are decided; a metric counts every visit", async () => {
    const text = scenario(
      [
        set(
          { n: "{{ exports.turns + 1 }}" },
          { export: [{ type: "metric", name: "turns", default: 0, value: "outcome.output.n" }] },
        ),
      ],
      [{ id: "t", action: "a", edges: [{ to: "t", trigger: { condition: "exports.turns < 3" } }] }],
    );
    const report = await run(text);
    expect(report.run.status).toBe("succeeded");
    expect(report.tasks["t"]).toEqual({ status: "succeeded", visits: 3 });
    expect(report.exports).toMatchObject({ turns: 3 });
    expect(report.metrics["turns"]).toMatchObject({ count: 3, sum: 6, min: 1, max: 3, last: 3 });
  });

  test("with the scope of a task are in its trace alone", async () => {
    const text = scenario(
      [set({ n: 1 }, { export: [{ type: "variable", name: "own", scope: "task", value: "outcome.output.n + 1" }] })],
      [{ id: "t", action: "a" }],
    );
    const report = await run(text);
    expect(report.traces[0]?.exports).toEqual({ own: 2 });
    expect(Object.keys(report.exports)).toEqual([]);
  });

  test.each<[string, JsonObject, RegExp]>([
    ["cannot be evaluated", { type: "variable", name: "x", value: "outcome.output.missing.deeper" }, /"x" .* failed/],
    ["is a metric and no number", { type: "metric", name: "x", value: "'seven'" }, /metric "x" .* a string/],
  ])("that %s fails its task, output kept, without another attempt", async (_name, def, message) => {
    const text = scenario(
      [set({ n: 1 }, { export: [{ type: "metric", name: "before", value: "1" }, def], retry: { attempts: 3 } })],
      [{ id: "t", action: "a" }],
    );
    const report = await run(text);
    expect(report.traces).toMatchObject([
      {
        status: "failed",
        output: { n: 1 },
        error: { code: "export-failed", retryable: false, message: expect.stringMatching(message) },
      },
    ]);
    expect(report.metrics["before"]).toMatchObject({ count: 0 });
  });
});

describe("parameters", () => {
  test("can be all exports as they are, which go on changing", async () => {
    const counts = { type: "metric", name: "turns", default: 0, value: "exports.turns + 1" };
    const text = scenario(
      [{ id: "a", call: "test.echo", with: { all: "{{ exports }}" }, export: [counts] }],
      [{ id: "t", action: "a", edges: [{ to: "t", trigger: { condition: "exports.turns < 3" } }] }],
    );
    const report = await run(text, { components: { test: scripted({ echo: ({ all }) => succeeded(all ?? null) }) } });
    expect(report.traces.map(({ output }) => output)).toEqual([{ turns: 0 }, { turns: 1 }, { turns: 2 }]);
  });

  test("of a node are laid over its action's, key by key, and templates see what came before", async () => {
    const text = scenario(
      [{ id: "a", call: "std.set", with: { a: { x: 1 }, b: "{{ resources.api.port }}", c: 3 } }],
      [
        { id: "t", action: "a", edges: [{ to: "u" }] },
        {
          id: "u",
          action: "a",
          with: {
            a: "{{ nodes.t.output.b }}",
            d: "{{ task.id }}-{{ task.visit }}.{{ task.attempt }} after {{ outcome.status }}",
          },
        },
      ],
      { workbook: { resources: [{ id: "api", type: "x", properties: { port: 80 } }] } },
    );
    const report = await run(text);
    expect(report.traces.map(({ output }) => output)).toEqual([
      { a: { x: 1 }, b: 80, c: 3 },
      { a: 80, b: 80, c: 3, d: "u-1.1 after succeeded" },
    ]);
  });

  test("that cannot be rendered fail their task", async () => {
    const text = scenario(
      [set({ n: "{{ outcome.output.missing }}" })],
      [
        { id: "s", action: "n", edges: [{ to: "t" }] },
        { id: "t", action: "a" },
      ],
    ).replace('"actions":[', '"actions":[{"id":"n","call":"std.noop"},');
    const report = await run(text);
    expect(report.traces[1]).toMatchObject({
      task: "t",
      status: "failed",
      error: { code: "template-failed", retryable: false, message: expect.stringContaining("with/n") },
    });
  });

  test("that do not fit once they are rendered fail their task, and are not retried", async () => {
    const text = scenario(
      [{ id: "a", call: "std.fail", with: { message: "x", retryable: "{{ 1 + 1 }}" }, retry: { attempts: 3 } }],
      [{ id: "t", action: "a" }],
    );
    const report = await run(text);
    expect(report.traces).toMatchObject([
      { status: "failed", error: { code: "invalid-parameters", retryable: false } },
    ]);
  });
});

describe("edges", () => {
  const fork = (trigger: JsonObject, fails = false): string =>
    scenario(
      [
        { id: "a", call: fails ? "std.fail" : "std.set", with: fails ? { message: "no" } : { n: 1 } },
        { id: "n", call: "std.noop" },
      ],
      [
        {
          id: "t",
          action: "a",
          edges: [
            { to: "yes", trigger },
            { to: "no", trigger: { on: "else" } },
          ],
        },
        { id: "yes", action: "n" },
        { id: "no", action: "n" },
      ],
    );

  test.each<[string, JsonObject, boolean, string]>([
    ["succeeded after a success", { on: "succeeded" }, false, "yes"],
    ["succeeded after a failure", { on: "succeeded" }, true, "no"],
    ["failed after a failure", { on: "failed" }, true, "yes"],
    ["always after a failure", { on: "always" }, true, "yes"],
    ["a condition that holds", { condition: "outcome.output.n == 1" }, false, "yes"],
    ["a condition that does not", { condition: "outcome.output.n == 2" }, false, "no"],
    ["a condition on an output that there is none of", { condition: "outcome.output.n == 1" }, true, "no"],
    ["a condition beside on", { on: "succeeded", condition: "outcome.output.n == 1" }, true, "no"],
  ])("%s", async (_name, trigger, fails, expected) => {
    const report = await run(fork(trigger, fails));
    expect(report.run.status).toBe("succeeded");
    expect(attempts(report).slice(1)).toEqual([`${expected}/1.1 succeeded`]);
  });

  test.each<[string, string, RegExp]>([
    ["that fails otherwise", "outcome.output.n / 0 == 1 || outcome.output.n.x == 1", /failed/],
    ["that gives no boolean", "outcome.output.n", /true or false/],
  ])("a condition %s ends the run", async (_name, condition, message) => {
    const report = await run(fork({ condition }));
    expect(report.run).toMatchObject({
      status: "failed",
      error: { code: "condition-failed", message: expect.stringMatching(message) },
    });
    expect(statuses(report)).toEqual({ t: "succeeded", yes: "cancelled", no: "cancelled" });
  });

  test("of a decision choose on the outcome that reached it", async () => {
    const text = scenario(
      [set({ n: 2 }), { id: "n", call: "std.noop" }],
      [
        { id: "t", action: "a", edges: [{ to: "d" }] },
        {
          id: "d",
          type: "decision",
          edges: [
            { to: "one", trigger: { condition: "outcome.output.n == 1" } },
            { to: "two", trigger: { condition: "outcome.output.n == 2" } },
          ],
        },
        { id: "one", action: "n" },
        { id: "two", action: "n" },
      ],
    );
    expect(statuses(await run(text))).toEqual({ t: "succeeded", d: "succeeded", one: "skipped", two: "succeeded" });
  });
});

describe("order", () => {
  test("with one slot is by lane, then first in, first out", async () => {
    const priorities = [32, 63, 0, 32, 5, 0];
    const text = scenario(
      [{ id: "n", call: "std.noop" }],
      priorities.map((priority, i) => ({ id: `t${i}`, action: "n", priority })),
    );
    const report = await run(text, { concurrency: 1 });
    expect(report.traces.map(({ task, lane }) => `${task}@${lane}`)).toEqual([
      "t2@0",
      "t5@0",
      "t4@5",
      "t0@32",
      "t3@32",
      "t1@63",
    ]);
  });

  test("under load a slot that becomes free goes to the lowest lane, and no more attempts are in flight than allowed", async () => {
    let inFlight = 0;
    let most = 0;
    const components = {
      test: scripted({
        call: async () => {
          most = Math.max(most, ++inFlight);
          await Promise.resolve();
          inFlight--;
          return succeeded();
        },
      }),
    };
    const nodes = Array.from({ length: 200 }, (_, i) => ({ id: `t${i}`, action: "a", priority: i % 64 }));
    const report = await run(scenario([{ id: "a", call: "test.call" }], nodes), { concurrency: 4, components });
    expect(most).toBe(4);
    const lanes = report.traces.map(({ lane }) => lane);
    expect(lanes).toEqual([...lanes].sort((a, b) => a - b));
  });

  test("is the same every time", async () => {
    const nodes = Array.from({ length: 60 }, (_, i) => ({
      id: `t${i}`,
      action: i % 3 === 0 ? "fail" : "n",
      priority: (i * 7) % 64,
      ...(i < 40 ? { edges: [{ to: `t${i + 20}`, trigger: { on: "always" } }] } : {}),
    }));
    const text = scenario(
      [
        { id: "n", call: "std.noop" },
        { id: "fail", call: "std.fail", with: { message: "x", retryable: true }, retry: { attempts: 2 } },
      ],
      nodes,
      { on_failure: "continue" },
    );
    const [first, second] = [
      attempts(await run(text, { concurrency: 1 })),
      attempts(await run(text, { concurrency: 1 })),
    ];
    expect(first.length).toBeGreaterThan(60);
    expect(second).toEqual(first);
  });
});

test("with on_failure: continue the rest finishes first, and the run has failed", async () => {
  const text = scenario(
    [
      { id: "n", call: "std.noop" },
      { id: "f", call: "std.fail", with: { message: "no" } },
    ],
    [
      { id: "bad", action: "f", edges: [{ to: "below" }] },
      { id: "below", action: "n" },
      { id: "good", action: "n", edges: [{ to: "later" }] },
      { id: "later", action: "n" },
    ],
    { on_failure: "continue" },
  );
  const report = await run(text);
  expect(report.run).toMatchObject({ status: "failed", error: { code: "unhandled-failure" } });
  expect(statuses(report)).toEqual({ bad: "failed", below: "skipped", good: "succeeded", later: "succeeded" });
});

test("an end that terminates cancels what is in flight, as a success", async () => {
  const components = {
    test: scripted({
      call: (_, context) =>
        new Promise((resolve) => context.signal.addEventListener("abort", () => resolve(succeeded("early")))),
    }),
  };
  const text = scenario(
    [
      { id: "n", call: "std.noop" },
      { id: "a", call: "test.call" },
    ],
    [
      { id: "long", action: "a" },
      { id: "t", action: "n", edges: [{ to: "stop" }] },
      { id: "stop", type: "end", terminate: true },
    ],
  );
  const report = await run(text, { components });
  expect(report.run.status).toBe("succeeded");
  expect(report.run.error).toBeUndefined();
});
