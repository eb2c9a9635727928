import type { ShellPorts } from "../../src/shell/ports.ts";
import type { JsonObject } from "@scheduler-components/core";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/generated/scheduler-core-libs-types.d.ts";
import type { ActionContext } from "../../src/generated/scheduler-executor-context.d.ts";
import type { ActionOutcome } from "../../src/generated/scheduler-executor-types.d.ts";
import { createShell } from "../../src/shell/shell.ts";
import { chain, noHttp, portsOf, reportOf, thrownBy, WaitedClock } from "./support.ts";

const json = (value: unknown): Json => JSON.stringify(value) as Json;

/** An executor whose standard calls do what the test says, on a real context. */
function executor(act: (context: ActionContext, call: string) => ActionOutcome | undefined) {
  return {
    componentApi: {
      executeAction: ({ call }: { call: string }, context: ActionContext): ActionOutcome =>
        act(context, call) ?? { status: "succeeded" },
    },
  };
}

describe("nothing runs where", () => {
  const noop = chain([{ id: "a", call: "std.noop" }]);
  test.each<[string, string, JsonObject | string, RegExp]>([
    ["the document does not parse", "version: [", {}, /^1:\d+ /],
    [
      "an edge leads nowhere",
      chain([{ id: "a", call: "std.noop" }]).replace('"action":"a"', '"action":"b"'),
      {},
      /unknown-reference: .*"b"/,
    ],
    ["a call does not exist", chain([{ id: "a", call: "std.nope" }]), {}, /^1:\d+ unknown-call: /],
    [
      "parameters do not fit the manifest",
      chain([{ id: "a", call: "http.get", with: { uri: "x" } }]),
      {},
      /invalid-parameters|unknown/,
    ],
    [
      "it needs another component",
      `version: "1.0"\nname: x\ncomponents:\n  - { id: greet, source: ./greet.wasm }\nactions: { actions: [{ id: a, call: greet.hello }] }\nworkflows: { nodes: [{ id: a, type: action, action: a }] }\n`,
      {},
      /^4:5 component-unavailable: The component "greet" \(\.\/greet\.wasm\) cannot be loaded here\. .*std and http/,
    ],
    [
      "it runs another scenario",
      chain([{ id: "a", call: "scenario.run", with: { file: "./b.yaml" } }]),
      {},
      /^1:\d+ component-unavailable: A scenario cannot run another one here\./,
    ],
    [
      "an option is unknown",
      noop,
      { input: {} },
      /^options\.input: there is no such option\. There are: inputs, secrets/,
    ],
    [
      "an option has another type",
      noop,
      { inputs: [], secrets: { A: 1 } },
      /^options\.inputs: expected an object\noptions\.secrets\.A: expected a text$/,
    ],
    [
      "a limit is unknown or no number",
      noop,
      { limits: { most: 1, maxTasks: 0 } },
      /^options\.limits\.most: .*maxTasks.*\noptions\.limits\.maxTasks: expected/,
    ],
    ["the options are no JSON", noop, "{", /^options: not JSON/],
    ["an input is not declared", noop, { inputs: { a: 1 } }, /^input \/a: The scenario declares no inputs\.$/],
    ["a secret has no value", chain([{ id: "a", call: "std.noop" }], { secrets: ["TOKEN"] }), {}, /^secret TOKEN: /],
  ])("%s", (_name, text, options, expected) => {
    const given = typeof options === "string" ? options : JSON.stringify(options);
    const told = thrownBy(() => createShell(portsOf()).runScenarioWith(text, given));
    expect(told).toMatch(expected);
  });
});

test("run-scenario takes no options, and a run that failed is a report", () => {
  const report = JSON.parse(createShell(portsOf()).runScenario(chain([{ id: "a", call: "std.fail" }]))) as unknown;
  expect(report).toMatchObject({ run: { status: "failed", error: { code: "unhandled-failure" } } });
});

describe("waiting", () => {
  test("std.sleep waits by the clock", () => {
    const clock = new WaitedClock();
    const report = reportOf(chain([{ id: "a", call: "std.sleep", with: { duration: "2s" } }]), { clock });
    expect(report.traces).toMatchObject([{ status: "succeeded", durationMs: 2_000 }]);
    expect(clock.waits).toEqual([2_000]);
  });

  test("a sleep longer than the timeout ends at its deadline, and may be tried again", () => {
    const clock = new WaitedClock();
    const retry = { attempts: 2, delay: "1s" };
    const report = reportOf(chain([{ id: "a", call: "std.sleep", with: { duration: "1h" }, timeout: "3s", retry }]), {
      clock,
    });
    expect(report.traces.map(({ status, error }) => [status, error?.code])).toEqual([
      ["timed-out", "timed-out"],
      ["timed-out", "timed-out"],
    ]);
    expect(clock.waits).toEqual([3_000, 1_000, 3_000]);
  });

  test("while one task waits to be tried again the others go on, and it is queued when it fell due", () => {
    const flaky = { id: "flaky", call: "std.fail", with: { retryable: true }, retry: { attempts: 2, delay: "1s" } };
    const sleep = { id: "sleep", call: "std.sleep", with: { duration: "5s" } };
    const text = JSON.stringify({
      version: "1.0",
      name: "test",
      on_failure: "continue",
      actions: { actions: [flaky, sleep, { id: "last", call: "std.noop" }] },
      workflows: {
        nodes: [
          { id: "flaky", type: "action", action: "flaky" },
          { id: "sleep", type: "action", action: "sleep", edges: [{ to: "last" }] },
          { id: "last", type: "action", action: "last" },
        ],
      },
    });
    const report = reportOf(text);
    expect(report.traces.map(({ task, attempt, waitMs }) => [task, attempt, waitMs])).toEqual([
      ["flaky", 1, 0],
      ["sleep", 1, 0],
      ["flaky", 2, 4_000],
      ["last", 1, 0],
    ]);
  });
});

describe("the run's deadline", () => {
  const timeouts: unknown[] = [];
  const late = (clock: WaitedClock): ShellPorts["httpComponent"] => ({
    ...noHttp,
    doHttpAction: ({ parameters }) => {
      timeouts.push((JSON.parse(parameters) as JsonObject)["timeout_ms"]);
      clock.time += 5_000;
      return { status: "succeeded" };
    },
  });

  test.each<[string, JsonObject, string]>([
    ["cuts a sleep", { id: "a", call: "std.sleep", with: { duration: "1h" } }, "cancelled"],
    [
      "cuts the wait for a retry",
      { id: "a", call: "std.fail", with: { retryable: true }, retry: { attempts: 2, delay: "1h" } },
      "failed",
    ],
    ["is looked at when a call returns", { id: "a", call: "http.get", with: { url: "http://a/" } }, "cancelled"],
  ])("%s", (_name, action, status) => {
    const clock = new WaitedClock();
    const text = chain([action, { id: "b", call: "std.noop" }], { deadline: "3s" });
    const report = reportOf(text, { clock, httpComponent: late(clock) });
    expect(report.run).toMatchObject({ status: "failed", error: { code: "deadline-exceeded" } });
    expect(report.traces.map((trace) => [trace.task, trace.status])).toEqual([["a", status]]);
    expect(report.run.durationMs).toBeLessThanOrEqual(5_000);
    expect(report.run.durationMs).toBeGreaterThanOrEqual(3_000);
  });

  test("is told to http as far as it comes before the timeout", () => {
    const clock = new WaitedClock();
    timeouts.length = 0;
    const get = (id: string, timeout: string): JsonObject => ({
      id,
      call: "http.get",
      timeout,
      with: { url: "http://a/" },
    });
    reportOf(chain([get("a", "1s"), get("b", "1m")], { deadline: "12s" }), { clock, httpComponent: late(clock) });
    expect(timeouts).toEqual([1_000, 7_000]);
  });
});

describe("contexts", () => {
  const TWO = chain([{ id: "a", call: "std.noop" }]);

  test("edits are applied, and what they added runs", () => {
    const ports = executor((context) => {
      if (context.taskId() !== "a") return undefined;
      context.addTask({ id: "more", action: "a", after: ["a"], edges: [], with: json({}) });
      return undefined;
    });
    const report = reportOf(TWO, ports);
    expect(report.edits).toEqual([{ task: "a", kind: "add-task", applied: true }]);
    expect(report.tasks).toMatchObject({ a: { status: "succeeded" }, more: { status: "succeeded" } });
  });

  test.each<[string, boolean, string]>([
    ["fails its task", false, "failed"],
    ["is only reported where the attempt asked for that", true, "succeeded"],
  ])("a refused batch %s", (_name, tolerate, status) => {
    const ports = executor((context) => {
      context.removeTask("nobody");
      if (tolerate) context.tolerateRefusedEdits();
      return undefined;
    });
    const report = reportOf(TWO, ports);
    expect(report.edits).toMatchObject([{ kind: "remove-task", applied: false }]);
    expect(report.tasks["a"]).toEqual({ status, visits: 1 });
  });

  test("logs and redactions reach the report, those of a failed attempt too", () => {
    const ports = executor((context) => {
      context.redact("hush-hush");
      context.log("warn", "it is hush-hush");
      return { status: "failed", error: { code: "x", message: "no hush-hush", retryable: false, causes: [] } };
    });
    const report = reportOf(TWO, ports);
    expect(report.logs).toMatchObject([
      { level: "warn", message: "it is [redacted]", task: "a", visit: 1, attempt: 1 },
    ]);
    expect(report.traces[0]?.error?.message).toBe("no [redacted]");
  });

  test("it pictures the run: resources, exports, tasks, edges, deadline and key", () => {
    const seen: unknown[] = [];
    const ports = executor((context) => {
      seen.push(context.getResource("api"), context.getExport("n"), context.getTask("a"), context.getEdges("a"));
      seen.push(context.deadline(), context.idempotencyKey());
      return undefined;
    });
    const action = {
      id: "a",
      call: "std.noop",
      timeout: "5s",
      export: [{ type: "variable", name: "n", default: 7, value: "1" }],
    };
    reportOf(
      chain([action, { id: "b", call: "std.noop" }], {
        workbook: { resources: [{ id: "api", type: "x", properties: { port: 80 } }] },
      }),
      ports,
      { run_id: "r" },
    );
    expect(seen.slice(0, 6)).toEqual([
      '{"port":80,"type":"x"}',
      "7",
      { id: "a", action: "a", status: "running", visits: 1, priority: 32 },
      [{ from: "a", to: "b", on: "always" }],
      1_700_000_006_000,
      "r/a/1",
    ]);
  });

  test("of a large run an attempt sees its own surroundings", () => {
    const seen: unknown[] = [];
    const ports = executor((context) => {
      if (context.taskId() === "t0") seen.push(...["t0", "t1", "t2"].map((id) => context.getTask(id)?.id));
      return undefined;
    });
    const tasks = Array.from({ length: 300 }, (_, n) => ({ id: `t${n}`, call: "std.noop" }));
    expect(reportOf(chain(tasks), ports).run.status).toBe("succeeded");
    expect(seen).toEqual(["t0", "t1", undefined]);
  });
});

describe("what a component does wrong", () => {
  const HTTP = chain([{ id: "a", call: "http.get", with: { url: "http://x/" } }]);
  const fails = (message: string) => (): never => {
    // oxlint-disable-next-line no-throw-literal -- as a guest does.
    throw message;
  };
  test.each<[string, () => ReturnType<typeof reportOf>, JsonObject]>([
    [
      "result::err",
      () => reportOf(chain([{ id: "a", call: "std.noop" }]), executor(fails("cannot"))),
      { code: "component-failed", message: "cannot" },
    ],
    [
      "result::err of http",
      () => reportOf(HTTP, { httpComponent: { ...noHttp, doHttpAction: fails("cannot") } }),
      { code: "component-failed", message: "cannot" },
    ],
    [
      "an init that fails",
      () => reportOf(HTTP, { httpComponent: { ...noHttp, initComponent: fails("no network") } }),
      {
        code: "init-failed",
        message: 'The component "http" could not be initialised.',
        causes: [{ message: "no network" }] as never,
      },
    ],
    [
      "an output that is no JSON",
      () =>
        reportOf(HTTP, {
          httpComponent: { ...noHttp, doHttpAction: () => ({ status: "succeeded", output: "{" as Json }) },
        }),
      { code: "invalid-outcome" },
    ],
  ])("%s is the attempt's failure", (_name, work, error) => {
    expect(work().traces).toMatchObject([{ status: "failed", error }]);
  });

  test("a release that fails is logged", () => {
    const report = reportOf(HTTP, { httpComponent: { ...noHttp, releaseComponent: fails("stuck") } });
    expect(report.logs).toMatchObject([
      {
        level: "error",
        component: "http",
        code: "component-failed",
        message: 'The component "http" could not be released: stuck',
      },
    ]);
  });

  test("a fault of the context's host ends the run, with a report", () => {
    const contextHost = {
      makeContext: () => {
        throw new Error("trapped");
      },
      takeYield: () => {
        throw new Error("trapped");
      },
    };
    expect(reportOf(chain([{ id: "a", call: "std.noop" }]), { contextHost }).run).toMatchObject({
      status: "failed",
      error: { code: "internal" },
    });
  });
});

describe("http", () => {
  test("is told the timeout and the visit's key, initialised once and released once", () => {
    const told: string[] = [];
    const httpComponent = {
      initComponent: () => void told.push("init"),
      doHttpAction: ({ parameters }: { parameters: string }): ActionOutcome => {
        told.push(parameters);
        return { status: "succeeded" };
      },
      releaseComponent: () => void told.push("release"),
    };
    const action = { call: "http.get", timeout: "3s", with: { url: "http://x/", idempotency_key: true } };
    reportOf(
      chain([
        { id: "a", ...action },
        { id: "b", ...action },
      ]),
      { httpComponent },
      { run_id: "r" },
    );
    expect(told).toEqual([
      "init",
      '{"url":"http://x/","idempotency_key":"r/a/1","timeout_ms":3000}',
      '{"url":"http://x/","idempotency_key":"r/b/1","timeout_ms":3000}',
      "release",
    ]);
  });

  test("an answer that comes after the deadline is a timeout, as long as it may be", () => {
    const clock = new WaitedClock();
    const httpComponent = {
      ...noHttp,
      doHttpAction: (): ActionOutcome => (clock.wait(3_001), { status: "succeeded", output: json(1) }),
    };
    const report = reportOf(chain([{ id: "a", call: "http.get", timeout: "3s", with: { url: "http://x/" } }]), {
      clock,
      httpComponent,
    });
    expect(report.traces).toMatchObject([
      { status: "timed-out", output: null, error: { code: "timed-out", retryable: true } },
    ]);
  });
});
