import { closeContext, DEFAULT_CONTEXT_LIMITS } from "@scheduler-components/executor";
import { fakeContext } from "@scheduler-components/executor/testing";
import { expect, test } from "vitest";

test("it shows the run it was given, and defaults for the rest", () => {
  const context = fakeContext({
    resources: { api: { type: "http_endpoint" } },
    exports: { count: 1 },
    tasks: [{ id: "a", status: "running" }],
    edges: [
      { from: "a", to: "b", on: "always" },
      { from: "c", to: "d", on: "always" },
    ],
    deadline: 5,
  });
  expect([context.runId(), context.taskId(), context.visit(), context.attempt(), context.deadline()]).toEqual([
    "run",
    "task",
    1,
    1,
    5,
  ]);
  expect(context.getResource("api")).toEqual({ type: "http_endpoint" });
  expect(context.getResource("constructor")).toBeUndefined();
  expect(context.getExport("count")).toBe(1);
  expect(context.getTask("a")).toEqual({ id: "a", status: "running", visits: 0, priority: 32 });
  expect(context.getEdges("a")).toEqual([{ from: "a", to: "b", on: "always" }]);
});

test("what was asked for can be read while it lives and afterwards", () => {
  const context = fakeContext({ limits: { ...DEFAULT_CONTEXT_LIMITS, maxEdits: 1 } });
  context.log("info", "hello");
  context.redact("secret");
  context.removeTask("a");
  context.tolerateRefusedEdits();
  const expected = {
    logs: [{ level: "info", message: "hello" }],
    redactions: ["secret"],
    edits: [{ tag: "remove-task", val: "a" }],
    toleratesRefusedEdits: true,
  };
  const { logs, redactions, edits, toleratesRefusedEdits } = context;
  expect({ logs, redactions, edits, toleratesRefusedEdits }).toEqual(expected);
  expect(() => context.removeTask("b")).toThrow("may ask for 1 edits");
  context.end();
  expect(context.edits).toEqual(expected.edits);
  expect(() => context.getExport("count")).toThrow("has ended");
});

test("it is cancelled as the engine does it, and is a context like any other", () => {
  const context = fakeContext();
  context.cancel("timed-out");
  expect(context.signal.reason).toMatchObject({ code: "timed-out" });
  expect(closeContext(context)).toMatchObject({ edits: [] });
});
