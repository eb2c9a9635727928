import { succeeded, type ActionComponent } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import {
  ComponentUnavailableError,
  RunRefusedError,
  ScenarioInvalidError,
  SchedulerClosedError,
} from "../../src/engine/errors.ts";
import { ManualClock, run, scenario, scripted, settled, statuses, testScheduler } from "./support.ts";

/** Three components that write down what happens to them. */
function diary(parts: { failRelease?: string; failInit?: string } = {}) {
  const lines: string[] = [];
  const make = (id: string) =>
    scripted(
      {
        call: () => {
          lines.push(`${id} call`);
          return succeeded();
        },
      },
      {
        init: async () => {
          lines.push(`${id} init`);
          if (parts.failInit === id) throw new Error("no licence");
        },
        release: () => {
          lines.push(`${id} release`);
          if (parts.failRelease === id) throw new Error("it is stuck");
        },
      },
    );
  return { lines, components: { one: make("one"), two: make("two"), three: make("three") } };
}

const badSchema = { name: "test", version: "1", calls: { call: { parameters: { type: "strin" } } } };

const IN_TURN = scenario(
  [
    { id: "a", call: "one.call" },
    { id: "b", call: "two.call" },
  ],
  [
    { id: "x", action: "a", edges: [{ to: "y" }] },
    { id: "y", action: "b", edges: [{ to: "z" }] },
    { id: "z", action: "a" },
  ],
);

describe("components", () => {
  test("are initialised once before their first action, and released in reverse order; one that is not called is neither", async () => {
    const { lines, components } = diary();
    await run(IN_TURN, { components });
    expect(lines).toEqual(["one init", "one call", "two init", "two call", "one call", "two release", "one release"]);
  });

  test("are released whatever the others did, and a failing release is reported", async () => {
    const { lines, components } = diary({ failRelease: "two" });
    const report = await run(IN_TURN, { components });
    expect(lines.slice(-2)).toEqual(["two release", "one release"]);
    expect(report.run.status).toBe("succeeded");
    expect(report.logs).toMatchObject([
      { level: "error", code: "component-failed", component: "two", message: expect.stringContaining("it is stuck") },
    ]);
  });

  test("that cannot be initialised fail their actions", async () => {
    const { lines, components } = diary({ failInit: "two" });
    const report = await run(IN_TURN, { components });
    expect(report.traces[1]).toMatchObject({
      task: "y",
      status: "failed",
      error: { code: "init-failed", causes: [{ message: "no licence" }] },
    });
    expect(lines).toEqual(["one init", "one call", "two init", "one release"]);
    expect(statuses(report)).toEqual({ x: "succeeded", y: "failed", z: "cancelled" });
  });

  test("that never let go are left alone after a while", async () => {
    const clock = new ManualClock();
    const stuck = scripted({ call: () => succeeded() }, { release: () => new Promise(() => {}) });
    const result = run(scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]), {
      clock,
      components: { test: stuck },
    });
    await clock.advance(10_000);
    const report = await result;
    expect(report.run.durationMs).toBe(10_000);
    expect(report.logs).toMatchObject([{ level: "error", component: "test" }]);
  });

  test("are released after an interrupt", async () => {
    let released = 0;
    const waiting = scripted(
      { call: (_, context) => new Promise((_resolve, reject) => context.signal.addEventListener("abort", reject)) },
      { release: () => void released++ },
    );
    const handle = testScheduler({ components: { test: waiting } }).start(
      scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]),
    );
    await settled();
    handle.cancel();
    await handle.result;
    expect(released).toBe(1);
  });

  test("made by a factory are made for each run", async () => {
    let made = 0;
    const scheduler = testScheduler({
      components: {
        test: async () => {
          made++;
          return scripted({ call: () => succeeded() });
        },
      },
    });
    const text = scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]);
    await Promise.all([scheduler.run(text), scheduler.run(text)]);
    expect(made).toBe(2);
  });

  test("that the scenario names are loaded by who may load them, with their config", async () => {
    const configs: unknown[] = [];
    const text = scenario([{ id: "a", call: "greet.call" }], [{ id: "t", action: "a" }], {
      components: [{ id: "greet", source: "./greet.js", config: { tone: "warm" } }],
    });
    await expect(run(text)).rejects.toBeInstanceOf(ComponentUnavailableError);
    const component = {
      ...scripted({ call: () => succeeded() }),
      initComponent: (config: unknown) => void configs.push(config),
    };
    const loaded = scripted({ call: () => succeeded() });
    const report = await run(text, {
      load: () => ({
        describe: () => loaded.describe(),
        initComponent: component.initComponent,
        executeAction: (action, context) => loaded.executeAction(action, context),
        releaseComponent: () => {},
      }),
    });
    expect(report.run.status).toBe("succeeded");
    expect(configs).toEqual([{ tone: "warm" }]);
  });
});

describe("nothing runs", () => {
  const set = (top: object = {}, parameters: object = {}): string =>
    scenario([{ id: "a", call: "std.set", with: { ...parameters } }], [{ id: "t", action: "a" }], { ...top });

  test("when the text is not valid: the error holds every diagnostic", async () => {
    const error = await testScheduler()
      .run("version: '1.0'\nname: x\nworkflows: { nodes: [{ id: t, type: action, action: nope }] }\n")
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ScenarioInvalidError);
    expect((error as ScenarioInvalidError).diagnostics.length).toBeGreaterThan(0);
  });

  test("when a call is unknown to its component", async () => {
    const error = await testScheduler()
      .run(set().replace("std.set", "std.sett"))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ScenarioInvalidError);
  });

  test.each<[string, object, object]>([
    ["an input of the wrong type", { inputs: { n: "x" } }, { kind: "input", at: "/n" }],
    ["an input that is missing", { inputs: {} }, { kind: "input" }],
    ["a secret without a value", { inputs: { n: 1 }, secrets: {} }, { kind: "secret", at: "TOKEN" }],
  ])("with %s", async (_name, options, problem) => {
    const top = {
      inputs: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
      secrets: ["TOKEN"],
    };
    const error = await run(set(top), {}, { secrets: { TOKEN: "value" }, ...options }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(RunRefusedError);
    expect((error as RunRefusedError).problems).toMatchObject([problem]);
  });

  test("once the scheduler is closed; closing ends what runs", async () => {
    const scheduler = testScheduler({
      gracePeriodMs: 0,
      components: { test: scripted({ call: () => new Promise(() => {}) }) },
    });
    const running = scheduler.run(scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]));
    await settled();
    await scheduler.close();
    expect((await running).run.status).toBe("cancelled");
    await expect(scheduler.run(set())).rejects.toBeInstanceOf(SchedulerClosedError);
  });

  test.each([
    ["nothing", () => null, /describes itself wrongly: expected an object/],
    ["a schema that is none", () => badSchema, /calls.call.parameters\/type: no type is called "strin"/],
    ["an exception", () => Promise.reject(new Error("no manifest today")), /no manifest today/],
  ])("with a component that describes itself by %s", async (_name, describeIt, message) => {
    const describe = describeIt as ActionComponent["describe"];
    const component = Object.assign(scripted({ call: () => succeeded() }), { describe });
    const text = scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]);
    const error: unknown = await run(text, { components: { test: component } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ComponentUnavailableError);
    expect((error as Error).message).toMatch(message);
  });

  test.each([[undefined], [null], [{ version: "1.0", name: "written" }]])("without a scenario: %j", async (given) => {
    await expect(testScheduler().run(given as never)).rejects.toThrow("expected a text (YAML or JSON)");
  });

  test.each([[0], [1.5], [Number.NaN]])("with a concurrency of %s", (concurrency) => {
    expect(() => testScheduler({ concurrency })).toThrow(RangeError);
  });
});

test("inputs have their defaults", async () => {
  const text = scenario(
    [{ id: "a", call: "std.set", with: { url: "{{ inputs.base }}/x" } }],
    [{ id: "t", action: "a" }],
    {
      inputs: { type: "object", properties: { base: { type: "string", default: "http://h" } } },
    },
  );
  expect((await run(text)).traces[0]?.output).toEqual({ url: "http://h/x" });
});

test("runs at once have their own components, exports and report, and the same report each", async () => {
  let made = 0;
  const make = (): ActionComponent => {
    made += 1;
    let calls = 0;
    return scripted({ call: async () => succeeded(++calls) });
  };
  const scheduler = testScheduler({ components: { test: make } });
  const text = scenario(
    [{ id: "a", call: "test.call", export: [{ type: "variable", name: "n", value: "outcome.output" }] }],
    [
      { id: "t", action: "a", edges: [{ to: "u" }] },
      { id: "u", action: "a" },
    ],
  );
  const reports = await Promise.all([scheduler.run(text), scheduler.run(text), scheduler.run(text)]);
  expect(made).toBe(3);
  for (const { exports, traces } of reports) {
    expect(exports).toEqual({ n: 2 });
    expect(traces.map(({ task, output }) => [task, output])).toEqual([
      ["t", 1],
      ["u", 2],
    ]);
  }
});
