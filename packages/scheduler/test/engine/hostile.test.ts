import { succeeded, type ActionComponent, type ActionOutcome } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { run, scenario, scripted, type Script } from "./support.ts";

const ONE = scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]);
const answer = (value: unknown): ActionOutcome => value as ActionOutcome;

const cause = new Error("disk full", { cause: Object.assign(new Error("no space"), { code: "ENOSPC" }) });

describe("whatever a component does, the run ends with a trace that says what it was", () => {
  test.each<[string, Script, object]>([
    [
      "throws",
      () => {
        throw cause;
      },
      { code: "component-failed", message: "disk full", causes: [{ code: "ENOSPC", message: "no space" }] },
    ],
    ["rejects", () => Promise.reject(cause), { code: "component-failed", causes: [{ code: "ENOSPC" }] }],
    [
      "throws a string",
      () => {
        throw "no";
      },
      { code: "component-failed", message: "no" },
    ],
    ["answers nothing", () => answer(undefined), { code: "invalid-outcome" }],
    ["answers a number later", () => Promise.resolve(answer(7)), { code: "invalid-outcome" }],
    [
      "answers an unknown status",
      () => answer({ status: "done" }),
      { code: "invalid-outcome", message: expect.stringContaining("succeeded, failed, timed-out, cancelled") },
    ],
    ["fails without an error", () => answer({ status: "failed" }), { code: "invalid-outcome" }],
    [
      "succeeds with an error",
      () => answer({ status: "succeeded", error: { code: "x", message: "x" } }),
      { code: "invalid-outcome" },
    ],
    [
      "gives an output that is no JSON",
      () => answer({ status: "succeeded", output: { at: new Date() } }),
      { code: "invalid-outcome", message: expect.stringContaining("/at") },
    ],
    [
      "gives an output that holds itself",
      () => {
        const own: { own?: unknown } = {};
        own.own = own;
        return answer({ status: "succeeded", output: own });
      },
      { code: "invalid-outcome" },
    ],
    ["gives an output beyond the limit", () => succeeded("x".repeat(2 ** 20)), { code: "output-too-large" }],
    [
      "has a getter that throws",
      () =>
        answer({
          get status() {
            throw new Error("no");
          },
        }),
      { code: "invalid-outcome" },
    ],
    [
      "has a getter for then that throws",
      () =>
        answer({
          status: "succeeded",
          get then() {
            throw new Error("no");
          },
        }),
      { code: "component-failed" },
    ],
    [
      "is a thenable that never keeps its word",
      () =>
        answer({
          then: (resolve: (value: unknown) => void) => {
            resolve({ status: "succeeded" });
            throw new Error("after");
          },
        }),
      {},
    ],
    [
      "writes to its parameters",
      (parameters) => {
        (parameters as { x: unknown }).x = 1;
        return succeeded();
      },
      { code: "component-failed", message: expect.stringMatching(/extensible|read only/) },
    ],
  ])("%s", async (_name, script, error) => {
    const report = await run(ONE, { components: { test: scripted({ call: script }) } });
    const [trace] = report.traces;
    if (Object.keys(error).length === 0) expect(trace).toMatchObject({ status: "succeeded" });
    else expect(trace).toMatchObject({ status: "failed", error: { ...error, retryable: false } });
    expect(report.traces).toHaveLength(1);
  });
});

test("an output beyond the limit is marked in the trace", async () => {
  const report = await run(ONE, {
    limits: { maxOutputBytes: 100 },
    components: { test: scripted({ call: () => succeeded("x".repeat(99)) }) },
  });
  expect(report.traces[0]).toMatchObject({ output: null, cut: { by: "max-output", limit: 100 } });
});

test("what a run keeps of outputs is bounded; expressions still read what was cut", async () => {
  const text = scenario(
    [
      { id: "a", call: "test.call" },
      { id: "b", call: "std.set", with: { length: "{{ size(outcome.output) }}" } },
    ],
    [
      { id: "one", action: "a", edges: [{ to: "two" }] },
      { id: "two", action: "a", edges: [{ to: "three" }] },
      { id: "three", action: "b" },
    ],
  );
  const report = await run(text, {
    limits: { maxKeptBytes: 150 },
    components: { test: scripted({ call: () => succeeded("x".repeat(98)) }) },
  });
  expect(report.traces.map(({ output, cut }) => [output === null, cut?.by])).toEqual([
    [false, undefined],
    [true, "max-kept"],
    [false, undefined],
  ]);
  expect(report.traces[2]?.output).toEqual({ length: 98 });
});

test("what a run holds of outputs for its expressions is bounded too: the attempt that does not fit fails", async () => {
  const nodes = ["one", "two", "three"].map((id, i, all) => ({
    id,
    action: "a",
    edges: all.slice(i + 1, i + 2).map((to) => ({ to })),
  }));
  const text = scenario([{ id: "a", call: "test.call" }], nodes);
  const components = { test: scripted({ call: () => succeeded("x".repeat(98)) }) };
  const report = await run(text, { limits: { maxKeptBytes: 150, maxHeldBytes: 150 }, components });
  expect(report.traces.map(({ status, error }) => error?.code ?? status)).toEqual([
    "succeeded",
    "succeeded",
    "output-too-large",
  ]);
});

test("what a component does to its output later changes nothing", async () => {
  const output = { list: [1] };
  const text = scenario(
    [
      { id: "a", call: "test.call" },
      { id: "b", call: "std.set", with: { seen: "{{ nodes.t.output }}" } },
    ],
    [
      { id: "t", action: "a", edges: [{ to: "u" }] },
      { id: "u", action: "b" },
    ],
  );
  const components = {
    test: scripted({
      call: async () => {
        queueMicrotask(() => queueMicrotask(() => output.list.push(2)));
        return succeeded(output);
      },
    }),
  };
  const report = await run(text, { components });
  expect(report.traces[1]?.output).toEqual({ seen: { list: [1] } });
});

test("parameters that share a value with the run cannot be written through", async () => {
  const text = scenario(
    [
      { id: "a", call: "test.make", export: [{ type: "variable", name: "kept", value: "outcome.output" }] },
      { id: "b", call: "test.spoil", with: { value: "{{ exports.kept }}" } },
    ],
    [
      { id: "t", action: "a", edges: [{ to: "u" }] },
      { id: "u", action: "b" },
    ],
  );
  const components = {
    test: scripted({
      make: () => succeeded({ list: [1] }),
      spoil: (parameters, context) => {
        const spoil = (list: number[] | undefined): void => {
          try {
            list?.push(2);
          } catch {
            // What is frozen throws; what is not would show in the report.
          }
        };
        spoil((parameters as { value?: { list: number[] } }).value?.list);
        spoil((context.getExport("kept") as { list: number[] } | undefined)?.list);
        return succeeded();
      },
    }),
  };
  const report = await run(text, { components });
  expect(report.exports["kept"]).toEqual({ list: [1] });
});

test("a promise that calls back twice ends its attempt once", async () => {
  class Twice extends Promise<ActionOutcome> {
    // oxlint-disable-next-line unicorn/no-thenable -- the fault under test
    override then<A, B>(
      resolved?: ((value: ActionOutcome) => A | PromiseLike<A>) | null,
      rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      resolved?.(succeeded(1));
      resolved?.(succeeded(2));
      rejected?.(new Error("and that"));
      return Promise.resolve() as Promise<never>;
    }
  }
  const component: ActionComponent = { ...methods(), executeAction: () => new Twice(() => {}) };
  const report = await run(ONE, { components: { test: component } });
  expect(report.traces).toMatchObject([{ status: "succeeded", output: 1 }]);
  expect(report.logs).toHaveLength(2);
});

test("a promise that calls back and then throws, or only throws, ends its attempt once and keeps no slot", async () => {
  class Throwing extends Promise<ActionOutcome> {
    readonly first: boolean;
    constructor(first: boolean) {
      super(() => {});
      this.first = first;
    }
    override then(resolved?: ((value: ActionOutcome) => unknown) | null): never {
      if (this.first) resolved?.(succeeded(1));
      throw new Error("then");
    }
  }
  for (const first of [true, false]) {
    const component: ActionComponent = { ...methods(), executeAction: () => new Throwing(first) };
    const report = await run(ONE, { components: { test: component } });
    expect(report.traces.map(({ status }) => status)).toEqual([first ? "succeeded" : "failed"]);
  }
});

test("a component that never answers does not hide another's failure, and the run ends after the grace period", async () => {
  const text = scenario(
    [
      { id: "a", call: "test.never" },
      { id: "b", call: "test.fail" },
    ],
    [
      { id: "t", action: "a" },
      { id: "u", action: "b" },
    ],
  );
  const components = {
    test: scripted({ never: () => new Promise(() => {}), fail: () => Promise.reject(new Error("no")) }),
  };
  const report = await run(text, { gracePeriodMs: 5, components });
  expect(report.run.status).toBe("failed");
  expect(report.traces.map(({ task, status }) => [task, status])).toEqual([
    ["u", "failed"],
    ["t", "cancelled"],
  ]);
});

function methods(): Omit<ActionComponent, "executeAction"> {
  return {
    describe: () => ({ name: "test", version: "1.0.0", calls: { call: { parameters: { type: "object" } } } }),
    initComponent: () => {},
    releaseComponent: () => {},
  };
}
