/** The numbers in the names are those of the invariants of `src/context/action-context.ts`. */
import {
  cancelContext,
  closeContext,
  ContextError,
  createActionContext,
  DEFAULT_CONTEXT_LIMITS,
  type ActionContext,
  type RunView,
} from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";

const view: RunView = {
  runId: "run-1",
  getResource: (id) => (id === "api" ? { type: "http_endpoint", port: 8080 } : undefined),
  getExport: (name) => (name === "count" ? 3 : undefined),
  getTask: (id) => (id === "probe" ? { id, action: "get", status: "running", visits: 1, priority: 32 } : undefined),
  getEdges: (id) => (id === "probe" ? [{ from: "probe", to: "end", on: "succeeded" }] : []),
};

const make = (over: Partial<RunView> = {}): ActionContext =>
  createActionContext({ ...view, ...over }, "probe", 2, 3, 1_000);

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof ContextError ? error.code : `another error: ${String(error)}`;
  }
  return "nothing thrown";
};

test("it knows its attempt and reads its run", () => {
  const context = make();
  expect([context.runId(), context.taskId(), context.visit(), context.attempt(), context.deadline()]).toEqual([
    "run-1",
    "probe",
    2,
    3,
    1_000,
  ]);
  expect(context.getResource("api")).toEqual({ type: "http_endpoint", port: 8080 });
  expect(context.getResource("nobody")).toBeUndefined();
  expect(context.getExport("count")).toBe(3);
  expect(context.getTask("probe")).toMatchObject({ status: "running" });
  expect(context.getEdges("probe")).toHaveLength(1);
  expect(createActionContext(view, "probe", 1, 1).deadline()).toBeUndefined();
});

test("the idempotency key is that of the visit, the same for its attempts", () => {
  const key = (task: string, visit: number, attempt: number): string =>
    createActionContext(view, task, visit, attempt).idempotencyKey();
  expect(key("a", 1, 1)).toBe(key("a", 1, 2));
  expect(new Set([key("a", 1, 1), key("a", 2, 1), key("b", 1, 1), key("a1", 1, 1), key("a", 11, 1)]).size).toBe(5);
});

test("edits are collected in order, as copies", () => {
  const context = make();
  const parameters = { url: "http://a", deep: { list: [1] } };
  context.registerAction({ id: "fetch", call: "http.get", with: parameters, priority: 3 });
  parameters.deep.list.push(2);
  context.addTask({
    id: "more",
    action: "fetch",
    after: ["probe"],
    edges: [{ to: "end", on: "failed", label: "no", condition: "true" }],
    priority: 1,
    with: {},
  });
  context.updateTask({ id: "more", priority: 0 });
  context.removeTask("old");
  context.addEdge({ from: "more", to: "end", on: "always" });
  context.removeEdge({ from: "probe", to: "end" });
  context.tolerateRefusedEdits();
  expect(closeContext(context)).toStrictEqual({
    edits: [
      {
        tag: "register-action",
        val: { id: "fetch", call: "http.get", with: { url: "http://a", deep: { list: [1] } }, priority: 3 },
      },
      {
        tag: "add-task",
        val: {
          id: "more",
          action: "fetch",
          after: ["probe"],
          edges: [{ to: "end", on: "failed", label: "no", condition: "true" }],
          priority: 1,
          with: {},
        },
      },
      { tag: "update-task", val: { id: "more", priority: 0 } },
      { tag: "remove-task", val: "old" },
      { tag: "add-edge", val: { from: "more", to: "end", on: "always" } },
      { tag: "remove-edge", val: { from: "probe", to: "end" } },
    ],
    tolerateRefusedEdits: true,
    logs: [],
    redactions: [],
  });
});

describe("what is no edit is refused where it is asked for", () => {
  const task = { id: "a", action: "b", after: [], edges: [] };
  const lies = <T>(value: unknown): T => value as T;
  test.each<[string, (context: ActionContext) => void, string]>([
    ["no task", (c) => c.addTask(lies(undefined)), "addTask: expected an object"],
    [
      "an id with a space",
      (c) => c.addTask({ ...task, id: "a b" }),
      'addTask.id: expected an id (letters, digits, _ and -, not beginning with a digit or -), found "a b"',
    ],
    ["after is no list", (c) => c.addTask({ ...task, after: lies("x") }), "addTask.after: expected a list"],
    [
      "an edge to nowhere",
      (c) => c.addTask({ ...task, edges: [lies({ on: "always" })] }),
      "addTask.edges[0].to: expected an id",
    ],
    [
      "an unknown trigger",
      (c) => c.addEdge({ from: "a", to: "b", on: lies("maybe") }),
      "addEdge.on: expected succeeded, failed, always or else",
    ],
    [
      "priority 64",
      (c) => c.updateTask({ id: "a", priority: 64 }),
      "updateTask.priority: expected a whole number from 0 to 63",
    ],
    ["with is a list", (c) => c.updateTask({ id: "a", with: [] }), "updateTask.with: expected an object"],
    [
      "with is not JSON",
      (c) => c.registerAction({ id: "a", call: "b.c", with: lies({ x: [() => 1] }) }),
      "registerAction.with.x[0]: a function is not a JSON value",
    ],
    [
      "a call that is no text",
      (c) => c.registerAction({ id: "a", call: lies(1) }),
      "registerAction.call: expected a string",
    ],
    ["a number for an id", (c) => c.removeTask(lies(7)), "removeTask: expected an id"],
    [
      "an unknown level",
      (c) => c.log(lies("loud"), "x"),
      "log: level: expected debug, info, warn or error, found loud",
    ],
    ["a log that is no text", (c) => c.log("info", lies({})), "log: message: expected a string"],
    ["a redaction that is no text", (c) => c.redact(lies(1)), "redact: expected a string"],
  ])("%s", (_name, work, message) => {
    const context = make();
    expect(() => work(context)).toThrow(message);
    expect(codeOf(() => work(context))).toBe("invalid-argument");
    expect(closeContext(context).edits).toEqual([]);
  });
});

describe("limits", () => {
  const limits = {
    ...DEFAULT_CONTEXT_LIMITS,
    maxEdits: 2,
    maxLogEntries: 2,
    maxLogLength: 10,
    maxRedactions: 2,
    maxRedactionLength: 4,
  };

  test("edits", () => {
    const context = make({ limits });
    context.removeTask("a");
    context.removeTask("b");
    expect(codeOf(() => context.removeTask("c"))).toBe("too-many-edits");
    expect(closeContext(context).edits).toHaveLength(2);
  });

  test.each([
    [
      "too many entries",
      ["a", "b", "c", "d"],
      ["a", "b", "Further log entries are dropped: an attempt may log 2, 10 characters."],
    ],
    [
      "too long together",
      ["12345", "123456", "1"],
      ["12345", "Further log entries are dropped: an attempt may log 2, 10 characters."],
    ],
    ["just enough", ["12345", "12345"], ["12345", "12345"]],
  ])("log: %s", (_name, messages, kept) => {
    const seen: string[] = [];
    const context = make({ limits, logged: (entry) => void seen.push(entry.message) });
    for (const message of messages) context.log("info", message);
    expect(seen).toEqual(kept);
    expect(closeContext(context).logs.map((entry) => entry.message)).toEqual(kept);
  });

  test("redactions: told at once, each once, the empty one never", () => {
    const seen: string[] = [];
    const context = make({ limits, redacted: (value) => void seen.push(value) });
    for (const value of ["a", "", "a", "b"]) context.redact(value);
    expect(codeOf(() => context.redact("c"))).toBe("too-many-redactions");
    expect(codeOf(() => context.redact("12345"))).toBe("invalid-argument");
    expect(seen).toEqual(["a", "b"]);
    expect(closeContext(context).redactions).toEqual(["a", "b"]);
  });
});

describe("1. closed is final", () => {
  const reads: [string, (context: ActionContext) => unknown][] = [
    ["getResource", (c) => c.getResource("api")],
    ["getExport", (c) => c.getExport("count")],
    ["getTask", (c) => c.getTask("probe")],
    ["getEdges", (c) => c.getEdges("probe")],
    ["registerAction", (c) => c.registerAction({ id: "a", call: "b.c" })],
    ["addTask", (c) => c.addTask({ id: "a", action: "b", after: [], edges: [] })],
    ["updateTask", (c) => c.updateTask({ id: "a" })],
    ["removeTask", (c) => c.removeTask("a")],
    ["addEdge", (c) => c.addEdge({ from: "a", to: "b", on: "always" })],
    ["removeEdge", (c) => c.removeEdge({ from: "a", to: "b" })],
    ["tolerateRefusedEdits", (c) => c.tolerateRefusedEdits()],
  ];
  test.each(reads)("%s throws context-closed and names the attempt", (name, work) => {
    const context = make();
    closeContext(context);
    expect(() => work(context)).toThrow(`${name}: attempt 3 of the task "probe" has ended, and its context with it.`);
    expect(codeOf(() => work(context))).toBe("context-closed");
  });

  test("late logs and redactions are dropped, it counts as cancelled, and its signal has aborted", () => {
    const seen: string[] = [];
    const context = make({
      logged: (entry) => void seen.push(entry.message),
      redacted: (value) => void seen.push(value),
    });
    closeContext(context);
    context.log("info", "late");
    context.redact("late");
    cancelContext(context);
    expect(seen).toEqual([]);
    expect(context.isCancelled()).toBe(true);
    expect(context.signal.reason).toMatchObject({ code: "context-closed" });
    expect(context.taskId()).toBe("probe");
  });

  test("what was collected is given once", () => {
    const context = make();
    context.removeTask("a");
    expect(closeContext(context).edits).toHaveLength(1);
    expect(closeContext(context).edits).toHaveLength(0);
  });

  test("an attempt that ends by itself does not abort its signal", () => {
    const context = make();
    const { signal } = context;
    closeContext(context);
    expect(signal.aborted).toBe(false);
  });
});

describe("2. cancelled is not closed", () => {
  test.each(["cancelled", "timed-out"] as const)("%s", (code) => {
    const context = make();
    expect(context.isCancelled()).toBe(false);
    cancelContext(context, code);
    expect(context.isCancelled()).toBe(true);
    expect(context.getExport("count")).toBe(3);
    context.removeTask("a");
    context.log("info", "cleaning up");
    expect(closeContext(context)).toMatchObject({
      edits: [{ tag: "remove-task" }],
      logs: [{ message: "cleaning up" }],
    });
  });
});

describe("3. the signal aborts once, with the first reason", () => {
  test("taken before", () => {
    const context = make();
    const { signal } = context;
    let count = 0;
    signal.addEventListener("abort", () => void count++);
    cancelContext(context, "timed-out");
    cancelContext(context, "cancelled");
    expect(count).toBe(1);
    expect(signal.reason).toMatchObject({ name: "ContextError", code: "timed-out" });
    expect(context.signal).toBe(signal);
  });

  test("taken after", () => {
    const context = make();
    cancelContext(context);
    expect(context.signal.aborted).toBe(true);
    expect(context.signal.reason).toMatchObject({ code: "cancelled" });
  });
});
