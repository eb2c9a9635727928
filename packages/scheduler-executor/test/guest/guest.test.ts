import type { Json } from "../../src/generated/scheduler-core-libs-types.d.ts";
import type { ActionOutcome } from "../../src/generated/scheduler-executor-types.d.ts";
import { describe, expect, test } from "vitest";
import { componentApi, context, contextHost } from "../../src/guest.ts";

const json = (value: unknown): Json => JSON.stringify(value) as Json;

const seed = {
  runId: "run-1",
  taskId: "probe",
  visit: 2,
  attempt: 3,
  deadline: 1_000,
  idempotencyKey: "key-of-the-host",
  resources: [{ name: "api", value: json({ type: "http_endpoint", port: 8080 }) }],
  exports: [{ name: "count", value: json(3) }],
  tasks: [{ id: "probe", action: "get", status: "running" as const, visits: 2, priority: 32 }],
  edges: [{ from: "probe", to: "end", on: "always" as const, label: "x" }],
};

const run = (call: string, parameters: unknown): ActionOutcome =>
  componentApi.executeAction({ id: "a", call, parameters: json(parameters) }, contextHost.makeContext(seed).context);

const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test("a context answers from its seed, in the generated form", () => {
  const { context: made } = contextHost.makeContext(seed);
  expect(made).toBeInstanceOf(context.ActionContext);
  expect([made.runId(), made.taskId(), made.visit(), made.attempt(), made.deadline(), made.idempotencyKey()]).toEqual([
    "run-1",
    "probe",
    2,
    3,
    1_000,
    "key-of-the-host",
  ]);
  expect(made.getResource("api")).toBe('{"type":"http_endpoint","port":8080}');
  expect(made.getResource("nobody")).toBeUndefined();
  expect(made.getExport("count")).toBe("3");
  expect(made.getTask("probe")).toEqual(seed.tasks[0]);
  expect(made.getEdges("probe")).toEqual(seed.edges);
  expect(made.getEdges("end")).toEqual([]);
  made[Symbol.dispose]();
});

test("a yield is what was asked for, in the generated form, and given once", () => {
  const { key, context: made } = contextHost.makeContext(seed);
  made.registerAction({ id: "fetch", call: "http.get", with: json({ url: "x" }), priority: 3 });
  made.addTask({ id: "more", action: "fetch", after: ["probe"], edges: [{ to: "end", on: "failed" }], with: json({}) });
  made.updateTask({ id: "more", with: json({ a: [1] }) });
  made.removeTask("old");
  made.addEdge({ from: "more", to: "end", on: "always" });
  made.removeEdge({ from: "probe", to: "end" });
  made.tolerateRefusedEdits();
  made.log("warn", "careful");
  made.redact("secret");
  expect(contextHost.takeYield(key)).toEqual({
    edits: [
      { tag: "register-action", val: { id: "fetch", call: "http.get", with: '{"url":"x"}', priority: 3 } },
      {
        tag: "add-task",
        val: { id: "more", action: "fetch", after: ["probe"], edges: [{ to: "end", on: "failed" }], with: "{}" },
      },
      { tag: "update-task", val: { id: "more", with: '{"a":[1]}' } },
      { tag: "remove-task", val: "old" },
      { tag: "add-edge", val: { from: "more", to: "end", on: "always" } },
      { tag: "remove-edge", val: { from: "probe", to: "end" } },
    ],
    tolerateRefusedEdits: true,
    logs: [{ level: "warn", message: "careful" }],
    redactions: ["secret"],
  });
  expect(() => made.getExport("count")).toThrow("has ended");
  expect(() => contextHost.takeYield(key)).toThrow("its yield has been taken");
});

test("keys are distinct, and cancelling reaches one context alone", () => {
  const first = contextHost.makeContext(seed);
  const second = contextHost.makeContext({ ...seed, taskId: "other" });
  expect(first.key).not.toBe(second.key);
  contextHost.cancelContext(first.key);
  expect([first.context.isCancelled(), second.context.isCancelled()]).toEqual([true, false]);
  contextHost.cancelContext(123_456);
});

test("a deadline that arrives as null is none", () => {
  const { context: made } = contextHost.makeContext({ ...seed, deadline: null as never });
  expect(made.deadline()).toBeUndefined();
});

describe("the std calls", () => {
  test.each<[string, string, unknown, unknown]>([
    ["noop", "std.noop", {}, { status: "succeeded" }],
    ["set", "std.set", { a: [1, null] }, { status: "succeeded", output: '{"a":[1,null]}' }],
    ["log", "std.log", { message: "hello" }, { status: "succeeded" }],
    [
      "fail",
      "std.fail",
      { message: "No.", retryable: true },
      { status: "failed", error: { code: "failed", message: "No.", retryable: true, causes: [] } },
    ],
    ["one that there is not", "std.wait", {}, { status: "failed", error: { code: "unknown-call" } }],
  ])("%s", (_name, call, parameters, outcome) => {
    expect(run(call, parameters)).toMatchObject(outcome as object);
  });

  test("a log reaches the yield", () => {
    const { key, context: made } = contextHost.makeContext(seed);
    componentApi.executeAction({ id: "a", call: "std.log", parameters: json({ message: "hello" }) }, made);
    expect(contextHost.takeYield(key).logs).toEqual([{ level: "info", message: "hello" }]);
  });
});

describe("what it cannot do is result::err, a thrown string", () => {
  test.each<[string, () => unknown, string]>([
    [
      "sleep",
      () => run("std.sleep", { duration: "1s" }),
      "std.sleep is carried out by what runs the scenario: it owns the clock.",
    ],
    ["another component's call", () => run("http.noop", {}), "http.noop is not a standard call."],
    [
      "parameters that are no JSON",
      () =>
        componentApi.executeAction(
          { id: "a", call: "std.set", parameters: "{" as Json },
          contextHost.makeContext(seed).context,
        ),
      "parameters: not JSON",
    ],
    [
      "a context of someone else",
      () => componentApi.executeAction({ id: "a", call: "std.noop", parameters: json({}) }, {} as never),
      "The context was not made by this component.",
    ],
  ])("%s", (_name, work, message) => {
    expect(thrown(work)).toContain(message);
  });
});
