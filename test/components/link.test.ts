/** Components linked in JavaScript, compiled and native in any mix; contexts, which are resources, cross between them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, onTestFinished, test } from "vitest";
import { linkComponents, type LinkPart, type LinkWasi, type LinkedExports } from "@scheduler-components/scheduler";
import type * as contextHost from "../../packages/scheduler-executor/src/generated/scheduler-executor-context-host.d.ts";
import type * as componentApi from "../../packages/scheduler-executor/src/generated/scheduler-executor-component-api.d.ts";
import { createShell, type Shell } from "../../packages/scheduler/src/shell/shell.ts";
import type { ShellPorts } from "../../packages/scheduler/src/shell/ports.ts";
import * as core from "../../packages/scheduler-core/src/guest.ts";
import * as executor from "../../packages/scheduler-executor/src/guest.ts";
import { withoutTimes } from "./support/normal.ts";
import { byVisit, scriptedGuest } from "./support/script.ts";
import { SteppingClock } from "./support/clock.ts";
import { nativeShell } from "./support/subjects.ts";
import { wasiOf } from "./support/wasi.ts";

const LOADING = 120_000;
const wasm = (folder: string): LinkPart => ({
  wasm: readFileSync(join(import.meta.dirname, "../../packages", folder, "component/component.wasm")),
});

const PARSER = "scheduler:core-libs/parser@0.1.0";
const HOST = "scheduler:executor/context-host@0.1.0";
const API = "scheduler:executor/component-api@0.1.0";
const HTTP = "scheduler:actions-http/http-component@0.1.0";

const http = scriptedGuest(byVisit({ b: "fs" }));
const PARTS = {
  core: { wasm: () => wasm("scheduler-core"), native: (): LinkPart => ({ native: { [PARSER]: core.parser } }) },
  executor: {
    wasm: () => wasm("scheduler-executor"),
    native: (): LinkPart => ({
      native: {
        "scheduler:executor/context@0.1.0": executor.context,
        [HOST]: executor.contextHost,
        [API]: executor.componentApi,
      },
    }),
  },
  scheduler: {
    wasm: () => wasm("scheduler"),
    native: (): LinkPart => ({
      imports: [PARSER, HOST, API, HTTP],
      native: (imports) => ({ ...createShell(portsOf(imports)) }),
    }),
  },
};

function portsOf(imports: LinkedExports): ShellPorts {
  const of = (name: string): unknown => imports[name.replace(/@.*/, "")];
  return {
    parser: of(PARSER) as ShellPorts["parser"],
    contextHost: of(HOST) as ShellPorts["contextHost"],
    componentApi: of(API) as ShellPorts["componentApi"],
    httpComponent: of(HTTP) as ShellPorts["httpComponent"],
    clock: new SteppingClock(),
  };
}

const SCENARIO = JSON.stringify({
  version: "1.0",
  name: "linked",
  actions: {
    actions: [
      { id: "log", call: "std.log", with: { message: "in {{ task.id }}", level: "warn" } },
      { id: "get", call: "http.get", with: { url: "http://x/b/{{ task.attempt }}" } },
      { id: "sleep", call: "std.sleep", with: { duration: "1s" } },
      { id: "fail", call: "std.fail", with: { message: "no" } },
    ],
  },
  workflows: {
    nodes: [
      { id: "a", type: "action", action: "log", edges: [{ to: "b" }] },
      { id: "b", type: "action", action: "get", edges: [{ to: "c", trigger: { on: "always" } }] },
      { id: "c", type: "action", action: "sleep", edges: [{ to: "d" }] },
      { id: "d", type: "action", action: "fail" },
    ],
  },
});

type Kind = "wasm" | "native";

describe("core, executor and scheduler give the same report", () => {
  const expected = withoutTimes(nativeShell(http).runScenario(SCENARIO));

  test.each<[Kind, Kind, Kind]>([
    ["wasm", "wasm", "wasm"],
    ["native", "wasm", "wasm"],
    ["wasm", "native", "wasm"],
    ["native", "native", "wasm"],
    ["wasm", "wasm", "native"],
    ["native", "native", "native"],
  ])("%s, %s, %s", { timeout: LOADING }, async (ofCore, ofExecutor, ofScheduler) => {
    const linked = await linkComponents(
      {
        scheduler: PARTS.scheduler[ofScheduler](),
        executor: PARTS.executor[ofExecutor](),
        core: PARTS.core[ofCore](),
        http: { native: { [HTTP]: http } },
      },
      { imports: wasiOf(new SteppingClock()).imports },
    );
    const { runScenario } = linked.scheduler as LinkedExports & Shell;
    expect(withoutTimes(runScenario(SCENARIO))).toEqual(expected);
    expect(expected).toMatchObject({ logs: [{ message: "in a", task: "a" }], tasks: { d: { status: "failed" } } });
  });
});

test("the compiled scheduler is a command", { timeout: LOADING }, async () => {
  const given = wasiOf(
    new SteppingClock(),
    ["-", "--input", "x=1"],
    SCENARIO.replace('"linked",', '"linked","inputs":{"type":"object"},'),
  );
  const linked = await linkComponents(
    {
      core: PARTS.core.wasm(),
      executor: PARTS.executor.wasm(),
      scheduler: PARTS.scheduler.wasm(),
      http: { native: { [HTTP]: http } },
    },
    { imports: given.imports },
  );
  const command = linked.scheduler["wasi:cli/run"] as { run: () => void };
  expect(() => command.run()).toThrow("undefined (see error.payload)");
  expect(given.printed.err).toBe("");
  expect(JSON.parse(given.printed.out)).toMatchObject({ run: { scenario: "linked", status: "failed" } });
});

test(
  "a context that one part made answers through another, and what it collected is taken from the first",
  { timeout: LOADING },
  async () => {
    const { executor: made } = await linkComponents({ executor: PARTS.executor.wasm() });
    const host = made["scheduler:executor/context-host"] as typeof contextHost;
    const api = made["scheduler:executor/component-api"] as typeof componentApi;
    const empty = { resources: [], exports: [], tasks: [], edges: [] };
    const { key, context } = host.makeContext({
      runId: "r",
      taskId: "t",
      visit: 1,
      attempt: 2,
      idempotencyKey: "k",
      ...empty,
    });
    expect([context.taskId(), context.attempt()]).toEqual(["t", 2]);
    context.log("info", "before");
    const parameters = '{"message":"within"}' as Parameters<typeof api.executeAction>[0]["parameters"];
    expect(api.executeAction({ id: "a", call: "std.log", parameters }, context)).toMatchObject({ status: "succeeded" });
    expect(host.takeYield(key).logs.map(({ message }) => message)).toEqual(["before", "within"]);
  },
);

test("without the core the scheduler is refused, and told what it lacks", { timeout: LOADING }, async () => {
  await expect(
    linkComponents({ scheduler: PARTS.scheduler.wasm() }, { imports: wasiOf(new SteppingClock()).imports }),
  ).rejects.toMatchObject({
    code: "missing-import",
    message: expect.stringMatching(
      /^"scheduler" imports scheduler:\S+@0\.1\.0, which no part exports and "imports" does not give\.$/,
    ),
  });
});

describe("WASI that nobody gives is there, and denies:", () => {
  const linkAll = (wasi: LinkWasi): Promise<{ readonly scheduler: LinkedExports }> =>
    linkComponents(
      {
        core: PARTS.core.wasm(),
        executor: PARTS.executor.wasm(),
        scheduler: PARTS.scheduler.wasm(),
        http: { native: { [HTTP]: http } },
      },
      { wasi },
    );

  test("a run needs no more than its clocks and random numbers", { timeout: LOADING }, async () => {
    const { scheduler } = await linkAll({});
    const { runScenario } = scheduler as LinkedExports & Shell;
    const expected = withoutTimes(nativeShell(http).runScenario(SCENARIO));
    expect(withoutTimes(runScenario(SCENARIO))).toEqual(expected);
  });

  test("the command prints where it is told to, has no arguments and finds no file", { timeout: LOADING }, async () => {
    const printed = { stdout: "", stderr: "" };
    const write = (stream: keyof typeof printed, bytes: Uint8Array): void =>
      void (printed[stream] += new TextDecoder().decode(bytes));
    const { scheduler } = await linkAll({ write });
    const command = scheduler["wasi:cli/run"] as { run: () => void };
    expect(() => command.run()).toThrow("undefined (see error.payload)");
    expect(printed).toEqual({ stdout: "", stderr: expect.stringContaining("A scenario's FILE is needed.") });
  });

  test("once the caller gives any of it, all of it is the caller's", { timeout: LOADING }, async () => {
    const { "wasi:io/streams": _, ...some } = wasiOf(new SteppingClock()).imports;
    const parts = { core: PARTS.core.wasm(), executor: PARTS.executor.wasm(), scheduler: PARTS.scheduler.wasm() };
    await expect(
      linkComponents({ ...parts, http: { native: { [HTTP]: http } } }, { imports: some }),
    ).rejects.toMatchObject({ code: "missing-import", message: expect.stringContaining("wasi:io/streams") });
  });
});

test("a context of an instance that has trapped is collected without a word", { timeout: LOADING }, async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { executor: made } = await linkComponents({ executor: PARTS.executor.wasm() });
  const { makeContext } = made["scheduler:executor/context-host"] as typeof contextHost;
  let collected = 0;
  const registry = new FinalizationRegistry(() => collected++);
  const uncaught: unknown[] = [];
  const hear = (error: unknown): void => void uncaught.push(error);
  process.on("uncaughtException", hear);
  onTestFinished(() => void process.off("uncaughtException", hear));
  const seed = {
    runId: "r",
    taskId: "t",
    visit: 1,
    attempt: 1,
    idempotencyKey: "k",
    resources: [],
    exports: [],
    tasks: [],
    edges: [],
  };
  for (let i = 0; i < 5; i++) {
    const { context } = makeContext(seed);
    registry.register(context, i);
    // Refused where there is no result to say so.
    if (i === 4) expect(() => context.removeTask("")).toThrow("unreachable");
  }
  await expect
    .poll(
      () => {
        collect();
        return collected;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(4);
  expect(uncaught).toEqual([]);
});
