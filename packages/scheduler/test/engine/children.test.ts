import type { JsonObject, RunReport } from "@scheduler-components/core";
import { failed, succeeded, type ActionContext } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import type { ScenarioSource } from "../../src/child/source.ts";
import type { Notification } from "../../src/engine/notification.ts";
import type { RunOptions, SchedulerOptions } from "../../src/engine/types.ts";
import { folderWith } from "../support/folder.ts";
import { attempts, ManualClock, run, scenario, scripted, settled, testScheduler } from "./support.ts";

/** Scenarios by name, with the name as their file. */
function files(texts: { readonly [name: string]: string }): ScenarioSource {
  return {
    read: async (name) => {
      const text = texts[name];
      if (text === undefined) throw new Error(`There is no file ${name}`);
      return { text, file: name };
    },
  };
}

/** A scenario that runs another one, named or as the parameters say. */
function runs(file: string | JsonObject, action: JsonObject = {}, node: JsonObject = {}, top: JsonObject = {}): string {
  const given = typeof file === "string" ? { file } : file;
  const read = { type: "variable", name: "got", value: "outcome.output" };
  return scenario(
    [{ id: "a", call: "scenario.run", with: given, export: [read], ...action }],
    [{ id: "call", action: "a", ...node }],
    top,
  );
}

const leaf = scenario(
  [
    {
      id: "a",
      call: "std.set",
      with: { size: "{{ inputs.size }}" },
      export: [{ type: "variable", name: "size", value: "outcome.output.size" }],
    },
  ],
  [{ id: "measure", action: "a" }],
  { name: "leaf", inputs: { type: "object", properties: { size: { type: "integer", default: 3 } } } },
);

const failing = scenario([{ id: "a", call: "std.fail", with: { message: "no luck" } }], [{ id: "draw", action: "a" }], {
  name: "failing",
});

const start = (
  text: string,
  texts: { readonly [name: string]: string },
  options: SchedulerOptions = {},
  runOptions: RunOptions = {},
): Promise<RunReport> => run(text, { scenarios: files(texts), ...options }, { runId: "r", ...runOptions });

describe("a scenario that runs another", () => {
  test.each<[string, JsonObject, number]>([
    ["the defaults of its inputs", {}, 3],
    ["an input", { input: { size: 7 } }, 7],
  ])("gets its exports, with %s", async (_name, given, size) => {
    const report = await start(runs({ file: "leaf", ...given }), { leaf });
    expect(report.exports).toEqual({ got: { run: "r/call/1/1", status: "succeeded", exports: { size } } });
    expect(report.children).toMatchObject([
      { task: "call", visit: 1, attempt: 1, file: "leaf", report: { run: { id: "r/call/1/1", scenario: "leaf" } } },
    ]);
    expect(attempts(report.children?.[0]?.report as RunReport)).toEqual(["measure/1.1 succeeded"]);
  });

  test("finds it beside its own file, and the other one what lies beside that", async () => {
    const folder = folderWith({ "sub/middle.json": runs("./leaf.json"), "sub/leaf.json": leaf });
    const report = await run(runs("sub/middle.json"), {}, { file: `${folder}/top.json` });
    expect(report.run.status).toBe("succeeded");
    expect(report.children?.[0]?.report.children?.[0]?.report.run.scenario).toBe("leaf");
  });

  test("fails where it fails, and says of what, in which run and task", async () => {
    const report = await start(runs("failing"), { failing });
    expect(report.traces[0]?.error).toMatchObject({
      code: "child-failed",
      message: expect.stringContaining("r/call/1/1"),
      retryable: true,
    });
    expect(report.traces[0]?.output).toMatchObject({ run: "r/call/1/1", status: "failed" });
    const causes = report.traces[0]?.error?.causes ?? [];
    expect(causes[0]).toMatchObject({ code: "unhandled-failure", message: expect.stringContaining("draw") });
    expect(causes[1]).toMatchObject({ code: "failed", message: "no luck" });
  });

  test("has a run for each attempt", async () => {
    const report = await start(runs("failing", { retry: { attempts: 3 } }), { failing });
    expect(report.children?.map(({ report: child }) => child.run.id)).toEqual([
      "r/call/1/1",
      "r/call/1/2",
      "r/call/1/3",
    ]);
  });

  test("gives it a slot of its own, and concurrency of its own", async () => {
    let most = 0;
    let now = 0;
    const wait = async () => {
      most = Math.max(most, ++now);
      await settled();
      now--;
      return succeeded();
    };
    const wide = scenario(
      [{ id: "a", call: "test.wait" }],
      Array.from({ length: 6 }, (_, index) => ({ id: `n${index}`, action: "a" })),
    );
    const twice = scenario(
      [{ id: "a", call: "scenario.run", with: { file: "wide" } }],
      [
        { id: "x", action: "a" },
        { id: "y", action: "a" },
      ],
    );
    const components = { test: () => scripted({ wait }) };
    expect((await start(twice, { wide }, { components, concurrency: 2 })).run.status).toBe("succeeded");
    expect(most).toBe(4);
  });
});

describe("what is not run", () => {
  const asks = scenario([{ id: "a", call: "std.noop" }], [{ id: "n", action: "a" }], {
    inputs: { type: "object", properties: { size: { type: "integer" } }, required: ["size"] },
  });
  const hush = scenario([{ id: "a", call: "std.noop" }], [{ id: "n", action: "a" }], { secrets: ["TOKEN"] });
  const other = scenario([{ id: "a", call: "own.go" }], [{ id: "n", action: "a" }], {
    components: [{ id: "own", source: "./own.js" }],
  });
  test.each<[string, string, string, string]>([
    ["a file that is not there", "gone", "child-unreadable", "gone"],
    ["a text that is none", "text", "child-invalid", "1:1"],
    ["a text with an unknown key", "typo", "child-invalid", "colour"],
    ["inputs that it does not have", "asks", "child-refused", "size"],
    ["a secret that nobody gave", "hush", "child-refused", "TOKEN"],
    ["a component that nobody gave", "other", "child-refused", "own"],
  ])("%s", async (_name, file, code, said) => {
    const typo = scenario([{ id: "a", call: "std.noop" }], [{ id: "n", action: "a" }], { colour: "red" });
    const report = await start(runs(file), { text: "no scenario", typo, asks, hush, other });
    const { error } = report.traces[0] ?? {};
    expect(error).toMatchObject({ code, retryable: false });
    expect(error?.message).toContain(said);
    expect(report.children).toBeUndefined();
  });

  test("a scenario without a file, where nobody says where others are", async () => {
    const report = await run(runs("./leaf.yaml"));
    expect(report.traces[0]?.error).toMatchObject({ code: "child-unreadable", message: expect.stringMatching("file") });
  });

  test("one that runs itself without end", async () => {
    const round = runs("round");
    const report = await start(round, { round }, { limits: { maxRunDepth: 4 } });
    const causes = report.traces[0]?.error?.causes.map(({ code }) => code);
    expect(report.run.status).toBe("failed");
    expect(causes).toContain("children-too-deep");
    expect(JSON.stringify(report).match(/"run-?id":|"scenario":"test"/g)).toHaveLength(4);
  });

  test("more than may be begun below one run, however they lie inside one another", async () => {
    const bomb = scenario(
      [{ id: "a", call: "scenario.run", with: { file: "bomb" } }],
      Array.from({ length: 4 }, (_, index) => ({ id: `n${index}`, action: "a" })),
      { on_failure: "continue" },
    );
    let begun = 0;
    const observe = ({ type }: Notification): void => void (begun += type === "run-started" ? 1 : 0);
    const report = await start(bomb, { bomb }, { limits: { maxChildRuns: 100 }, observe });
    expect(report.run.status).toBe("failed");
    expect(begun).toBe(101);
    expect(JSON.stringify(report)).toContain("too-many-children");
  });
});

describe("what is told", () => {
  test("of a run that was begun says which, and comes before its attempt's end", async () => {
    const told: Notification[] = [];
    await start(runs("leaf"), { leaf }, { observe: (notification) => void told.push(notification) });
    expect(told.map((one) => `${one.type} ${one.run ?? "-"}`)).toEqual([
      "run-started r",
      "attempt-started -",
      "run-started r/call/1/1",
      "attempt-started r/call/1/1",
      "export-set r/call/1/1",
      "attempt-ended r/call/1/1",
      "run-ended r/call/1/1",
      "export-set -",
      "attempt-ended -",
      "run-ended -",
    ]);
    expect(told[2]).toMatchObject({ parent: { run: "r", task: "call", visit: 1, attempt: 1 } });
    expect(told[0]).not.toHaveProperty("parent");
  });

  test("of an inner run reaches those who read notifications", async () => {
    const handle = testScheduler({ scenarios: files({ leaf, middle: runs("leaf") }) }).start(runs("middle"), {
      runId: "r",
    });
    const ended: string[] = [];
    for await (const one of handle.notifications) if (one.type === "run-ended") ended.push(one.report.run.id);
    expect(ended).toEqual(["r/call/1/1/call/1/1", "r/call/1/1", "r"]);
  });

  test("hides secrets: those of the run, those that it handed down, and those of the run that it began", async () => {
    const echo = scenario(
      [
        {
          id: "a",
          call: "std.set",
          with: { given: "{{ inputs.given }}", own: "{{ secrets.OWN }}" },
          export: [{ type: "variable", name: "all", value: "outcome.output" }],
        },
      ],
      [{ id: "n", action: "a" }],
      { secrets: ["OWN"], inputs: { type: "object", properties: { given: { type: "string" } } } },
    );
    const told: Notification[] = [];
    const text = runs({ file: "echo", input: { given: "{{ secrets.HANDED }}" } }, {}, {}, { secrets: ["HANDED"] });
    const secrets = { HANDED: "handed-down-secret", OWN: "its-own-secret" };
    const report = await start(
      text,
      { echo },
      { observe: (notification) => void told.push(notification) },
      { secrets },
    );
    expect(report.exports).toMatchObject({ got: { exports: { all: { given: "[redacted]", own: "[redacted]" } } } });
    expect(JSON.stringify([told, report])).not.toMatch(/handed-down|its-own/);
  });
});

describe("a run that another began", () => {
  const hanging = scenario([{ id: "a", call: "test.hang" }], [{ id: "n", action: "a" }], { name: "hanging" });
  const hang = (_: JsonObject, context: ActionContext): Promise<never> =>
    new Promise((_resolve, reject) => context.signal.addEventListener("abort", () => reject(context.signal.reason)));

  test("is cancelled with it", async () => {
    const handle = testScheduler({
      scenarios: files({ hanging }),
      components: { test: () => scripted({ hang }) },
    }).start(runs("hanging"), { runId: "r" });
    await settled();
    handle.cancel("enough");
    const report = await handle.result;
    expect(report.run.status).toBe("cancelled");
    expect(report.traces[0]).toMatchObject({ status: "cancelled", output: { run: "r/call/1/1", status: "cancelled" } });
    expect(report.children?.[0]?.report.run).toMatchObject({ status: "cancelled" });
  });

  test("is cancelled where its attempt has run out of time", async () => {
    const clock = new ManualClock();
    const handle = testScheduler({
      clock,
      scenarios: files({ hanging }),
      components: { test: () => scripted({ hang }) },
    }).start(runs("hanging", { timeout: "5s" }), { runId: "r" });
    await clock.advance(5_000);
    const report = await handle.result;
    expect(report.traces[0]?.status).toBe("timed-out");
    expect(report.children?.[0]?.report.run.status).toBe("cancelled");
  });

  test("that does not stop is over before the attempt that began it is given up", async () => {
    const clock = new ManualClock();
    const handle = testScheduler({
      clock,
      gracePeriodMs: 1_000,
      scenarios: files({ hanging }),
      components: { test: () => scripted({ hang: () => new Promise(() => {}) }) },
    }).start(runs("hanging"), { runId: "r" });
    await clock.advance(1);
    handle.cancel();
    await clock.advance(950);
    const report = await handle.result;
    expect(report.logs.map(({ message }) => message)).not.toContainEqual(expect.stringContaining("left to itself"));
    expect(report.children?.[0]?.report.logs).toMatchObject([{ message: expect.stringContaining("900 ms") }]);
  });

  test("is waited for by its parent's report, though the attempt was given up", async () => {
    const clock = new ManualClock();
    const release = (): Promise<void> => new Promise((resolve) => void clock.setTimer(300, resolve));
    const handle = testScheduler({
      clock,
      gracePeriodMs: 1_000,
      scenarios: files({ hanging }),
      components: { test: () => scripted({ hang: () => new Promise(() => {}) }, { release }) },
    }).start(runs("hanging"), { runId: "r" });
    await clock.advance(1);
    handle.cancel();
    await clock.advance(1_250);
    const report = await handle.result;
    expect(report.logs.map(({ message }) => message)).toContainEqual(expect.stringContaining("left to itself"));
    expect(report.children?.[0]?.report.run.status).toBe("cancelled");
  });
});

test("reports of many runs are kept as far as there is room, and say where there was none", async () => {
  const big = scenario([{ id: "a", call: "std.set", with: { text: "x".repeat(2_000) } }], [{ id: "n", action: "a" }]);
  const both = scenario(
    [{ id: "a", call: "scenario.run", with: { file: "big" } }],
    [
      { id: "x", action: "a", edges: [{ to: "y" }] },
      { id: "y", action: "a" },
    ],
  );
  const report = await start(both, { big }, { limits: { maxKeptBytes: 4_000 } });
  expect(report.children?.map(({ cut, report: child }) => [child.traces.length, cut])).toEqual([
    [1, undefined],
    [0, { by: "max-kept", limit: 4_000 }],
  ]);
});

test("a component of the scheduler's own may take the place of the built-in", async () => {
  const own = { scenario: () => scripted({ run: () => failed({ code: "closed", message: "not here" }) }) };
  const report = await start(runs("leaf"), { leaf }, { components: own });
  expect(report.traces[0]?.error?.code).toBe("closed");
});
