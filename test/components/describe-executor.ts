import assert from "node:assert/strict";
import { describeActionComponent } from "@scheduler-components/executor/testing";
import { beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../../packages/scheduler-core/src/generated/scheduler-core-libs-types.d.ts";
import { canonical, outcomeOf } from "./load.ts";
import { stdThroughGuest, type Executor } from "./std-through-guest.ts";

const json = (value: unknown): Json => JSON.stringify(value) as Json;

type Seed = Parameters<Executor["contextHost"]["makeContext"]>[0];
type Context = ReturnType<Executor["contextHost"]["makeContext"]>["context"];

const seed: Seed = {
  runId: "run-1",
  taskId: "probe",
  visit: 2,
  attempt: 3,
  deadline: 1_700_000_000_000.5,
  idempotencyKey: "key-of-the-host",
  resources: [{ name: "api", value: json({ type: "http_endpoint", port: 8080, names: ["ü", "🙂"] }) }],
  exports: [{ name: "count", value: json(3) }],
  tasks: [
    { id: "probe", action: "get", status: "running", visits: 2, priority: 32 },
    { id: "end", status: "waiting", visits: 0, priority: 63 },
  ],
  edges: [
    { from: "probe", to: "end", on: "always", label: "x" },
    { from: "probe", to: "more", on: "else", condition: "true" },
  ],
};

/** Each function of a context that answers, and what it answers from `seed`. */
const reads: readonly (readonly [string, (context: Context) => unknown, unknown])[] = [
  ["runId", (context) => context.runId(), "run-1"],
  ["taskId", (context) => context.taskId(), "probe"],
  ["visit", (context) => context.visit(), 2],
  ["attempt", (context) => context.attempt(), 3],
  ["deadline", (context) => context.deadline(), 1_700_000_000_000.5],
  ["idempotencyKey", (context) => context.idempotencyKey(), "key-of-the-host"],
  ["getResource", (context) => context.getResource("api"), seed.resources[0]?.value],
  ["getResource of none", (context) => context.getResource("nobody"), undefined],
  ["getExport", (context) => context.getExport("count"), "3"],
  ["getExport of none", (context) => context.getExport("toString"), undefined],
  ["getTask", (context) => context.getTask("end"), seed.tasks[1]],
  ["getTask of none", (context) => context.getTask("nobody"), undefined],
  ["getEdges", (context) => context.getEdges("probe"), seed.edges],
  ["getEdges of none", (context) => context.getEdges("end"), []],
  ["isCancelled", (context) => context.isCancelled(), false],
];

/** A native guest throws and says why. These functions have no result to say it with, so a compiled one traps. */
const refusal = (message: string): RegExp => new RegExp(`${message}|wasm trap: .*unreachable`);

/** What a context refuses. */
const refused: readonly (readonly [string, (context: Context) => unknown, string])[] = [
  [
    "parameters that are no JSON",
    (context) => context.registerAction({ id: "a", call: "std.set", with: "{" as Json }),
    "not JSON",
  ],
  ["a task without an id", (context) => context.removeTask(""), "removeTask"],
];

/** What every implementation of the world `executor` does. */
export function describeExecutor(name: string, make: () => Executor): void {
  describeActionComponent(`std of ${name}`, () => stdThroughGuest(make()), {
    runner: { describe, test },
    calls: {
      noop: [{ name: "nothing", parameters: {}, expect: { status: "succeeded" } }],
      log: [
        {
          name: "a message",
          parameters: { message: "hello", level: "debug" },
          expect: (_outcome, context) => assert.deepEqual(context.logs, [{ level: "debug", message: "hello" }]),
        },
      ],
      set: [
        {
          name: "values",
          parameters: { a: [1, { b: null }], text: "ü 🙂 \u0000" },
          expect: { status: "succeeded", output: { a: [1, { b: null }], text: "ü 🙂 \u0000" } },
        },
      ],
      fail: [{ name: "as told", parameters: { message: "No." }, expect: { status: "failed", code: "failed" } }],
    },
  });

  describe(`${name} is an executor`, { timeout: 60_000 }, () => {
    let executor: Executor;
    beforeEach(() => {
      executor = make();
    });

    const run = (call: string, parameters: string): unknown => {
      const { key, context } = executor.contextHost.makeContext(seed);
      const found = outcomeOf(() =>
        executor.componentApi.executeAction({ id: "a", call, parameters: parameters as Json }, context),
      );
      return { found, given: executor.contextHost.takeYield(key) };
    };

    test.each(reads)("a context answers from its seed: %s", (_name, read, expected) => {
      const { context } = executor.contextHost.makeContext(seed);
      expect(canonical(read(context))).toBe(canonical(expected));
    });

    test("a seed without a deadline has none", () => {
      const { deadline: _, ...endless } = seed;
      expect(executor.contextHost.makeContext(endless).context.deadline()).toBeUndefined();
    });

    test("a yield holds every edit, log and redaction in the order asked", () => {
      const { key, context } = executor.contextHost.makeContext(seed);
      context.registerAction({ id: "fetch", call: "http.get", with: json({ url: "x" }), priority: 3 });
      context.addTask({
        id: "more",
        action: "fetch",
        after: ["probe"],
        edges: [{ to: "end", on: "failed" }],
        with: json({}),
      });
      context.updateTask({ id: "more", with: json({ a: [1] }) });
      context.removeTask("old");
      context.addEdge({ from: "more", to: "end", on: "always", condition: "true" });
      context.removeEdge({ from: "probe", to: "end" });
      context.tolerateRefusedEdits();
      context.log("warn", "careful");
      context.log("debug", "ü");
      context.redact("secret");
      context.redact("secret");
      expect(canonical(executor.contextHost.takeYield(key))).toBe(
        canonical({
          edits: [
            { tag: "register-action", val: { id: "fetch", call: "http.get", with: '{"url":"x"}', priority: 3 } },
            {
              tag: "add-task",
              val: { id: "more", action: "fetch", after: ["probe"], edges: [{ to: "end", on: "failed" }], with: "{}" },
            },
            { tag: "update-task", val: { id: "more", with: '{"a":[1]}' } },
            { tag: "remove-task", val: "old" },
            { tag: "add-edge", val: { from: "more", to: "end", on: "always", condition: "true" } },
            { tag: "remove-edge", val: { from: "probe", to: "end" } },
          ],
          tolerateRefusedEdits: true,
          logs: [
            { level: "warn", message: "careful" },
            { level: "debug", message: "ü" },
          ],
          redactions: ["secret"],
        }),
      );
    });

    test("a context that asked for nothing yields nothing", () => {
      const { key } = executor.contextHost.makeContext(seed);
      expect(canonical(executor.contextHost.takeYield(key))).toBe(
        canonical({ edits: [], tolerateRefusedEdits: false, logs: [], redactions: [] }),
      );
    });

    test("a yield is taken once", () => {
      const { key } = executor.contextHost.makeContext(seed);
      executor.contextHost.takeYield(key);
      expect(() => executor.contextHost.takeYield(key)).toThrow(refusal("has been taken"));
    });

    test("the yield of a context that was never made is refused", () => {
      expect(() => executor.contextHost.takeYield(12_345)).toThrow(refusal("has been taken"));
    });

    test("keys are distinct, and cancelling reaches one context alone", () => {
      const first = executor.contextHost.makeContext(seed);
      const second = executor.contextHost.makeContext({ ...seed, taskId: "other" });
      expect(first.key).not.toBe(second.key);
      executor.contextHost.cancelContext(first.key);
      executor.contextHost.cancelContext(123_456);
      expect([first.context.isCancelled(), second.context.isCancelled()]).toEqual([true, false]);
    });

    test("a context is dead after its yield: it is cancelled, keeps nothing and answers nothing", () => {
      const { key, context } = executor.contextHost.makeContext(seed);
      executor.contextHost.takeYield(key);
      expect(context.isCancelled()).toBe(true);
      context.log("info", "too late");
      context.redact("too late");
      expect(() => context.getExport("count")).toThrow(refusal("has ended"));
    });

    test("an edit of a dead context is refused", () => {
      const { key, context } = executor.contextHost.makeContext(seed);
      executor.contextHost.takeYield(key);
      expect(() => context.removeTask("end")).toThrow(refusal("has ended"));
    });

    test.each(refused)("refused: %s", (_name, ask, message) => {
      const { context } = executor.contextHost.makeContext(seed);
      expect(() => ask(context)).toThrow(refusal(message));
    });

    const nothing = { edits: [], tolerateRefusedEdits: false, logs: [], redactions: [] };
    const failed = (code: string, message: string): object => ({
      value: { status: "failed", error: { code, message, retryable: false, causes: [] } },
    });
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

    test.each<[string, string, string, object, object]>([
      ["noop", "std.noop", "{}", { value: { status: "succeeded" } }, nothing],
      [
        "set",
        "std.set",
        '{"a":[1,null,1.5e300,"ü"]}',
        { value: { status: "succeeded", output: '{"a":[1,null,1.5e+300,"ü"]}' } },
        nothing,
      ],
      [
        "log",
        "std.log",
        '{"message":{"a":1},"level":"warn"}',
        { value: { status: "succeeded" } },
        { ...nothing, logs: [{ level: "warn", message: '{"a":1}' }] },
      ],
      ["fail", "std.fail", '{"message":"No."}', failed("failed", "No."), nothing],
      [
        "sleep",
        "std.sleep",
        '{"duration":"1s"}',
        { err: "std.sleep is carried out by what runs the scenario: it owns the clock." },
        nothing,
      ],
      ["another component's call", "http.get", "{}", { err: "http.get is not a standard call." }, nothing],
      [
        "no JSON",
        "std.set",
        '{"a":}',
        { err: 'parameters: not JSON: "}" at character 6 where a value is expected' },
        nothing,
      ],
      ["parameters that nest without end", "std.set", deep, { err: "parameters: nested too deeply" }, nothing],
    ])("std: %s", (_name, call, parameters, found, given) => {
      expect(canonical(run(call, parameters))).toBe(canonical({ found, given }));
    });

    test("parameters as deep as JSON may be come back as output", () => {
      const parameters = `{"a":${"[".repeat(990)}${"]".repeat(990)}}`;
      expect(run("std.set", parameters)).toMatchObject({ found: { value: { output: parameters } } });
    });

    test("a thousand attempts, one after another", () => {
      for (let index = 0; index < 1_000; index += 1) {
        const { key, context } = executor.contextHost.makeContext({ ...seed, taskId: `t${index}` });
        const action = { id: "a", call: "std.log", parameters: json({ message: `m${index}` }) };
        executor.componentApi.executeAction(action, context);
        expect(executor.contextHost.takeYield(key).logs).toEqual([{ level: "info", message: `m${index}` }]);
      }
    });
  });
}
