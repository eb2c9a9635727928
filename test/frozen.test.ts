/** A component built against version 0.1.0 of the interfaces keeps working: every function of its world, through the real host. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  createComponentLoader,
  createScheduler,
  EMPTY_POLICY,
  NO_ALLOWANCE,
  type JsonValue,
  type RunReport,
} from "@scheduler-components/scheduler";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "fixtures/frozen");

interface Node {
  readonly id: string;
  readonly call: string;
  readonly with?: JsonValue;
  readonly edges?: readonly object[];
}

async function runNodes(
  nodes: readonly Node[],
  config: JsonValue = { a: 1 },
  http: readonly string[] = [],
): Promise<RunReport> {
  const components = new Map([["frozen", { ...NO_ALLOWANCE, http }]]);
  const loader = createComponentLoader({ folder: FOLDER, policy: { ...EMPTY_POLICY, components } });
  const scheduler = createScheduler({
    concurrency: 1,
    load: (def) => async () => {
      const loaded = await loader.load(def);
      if (loaded.ok) return loaded.component;
      throw new Error(loaded.refusal.message);
    },
  });
  return scheduler.run(
    JSON.stringify({
      version: "1.0",
      name: "frozen",
      components: [{ id: "frozen", source: "./action-0.1.0.wasm", config, requests: { http: [...http] } }],
      workbook: { resources: [{ id: "api", type: "thing", properties: { a: [1, "b"] } }] },
      actions: {
        actions: nodes.map(({ id, call, with: parameters = {} }) => ({
          id: `a_${id}`,
          call,
          with: parameters,
          ...(id === "read" ? { export: [{ type: "metric", name: "counter", default: 7, value: "1" }] } : {}),
        })),
      },
      workflows: { nodes: nodes.map(({ id, edges = [] }) => ({ id, type: "action", action: `a_${id}`, edges })) },
    }),
  );
}

const outputOf = (report: RunReport, task: string): JsonValue | undefined =>
  report.traces.find((trace) => trace.task === task)?.output;

test("it knows its attempt and its configuration", async () => {
  const report = await runNodes([{ id: "identity", call: "frozen.identity" }]);
  expect(report.run.status).toBe("succeeded");
  expect(outputOf(report, "identity")).toEqual({
    run: true,
    task: "identity",
    visit: 1,
    attempt: 1,
    // In QuickJS nothing is null.
    deadline: "object",
    key: true,
    cancelled: false,
    config: { a: 1 },
  });
});

test("it reads resources, exports, tasks and edges", async () => {
  const report = await runNodes([
    { id: "read", call: "frozen.read", edges: [{ to: "next", label: "onwards" }] },
    { id: "next", call: "std.noop" },
  ]);
  expect(outputOf(report, "read")).toMatchObject({
    resource: { a: [1, "b"], type: "thing" },
    missing: null,
    counter: 7,
    self: { id: "read", action: "a_read", status: "running", visits: 1, priority: 32 },
    edges: [{ from: "read", to: "next", label: "onwards", on: "succeeded" }],
  });
});

test("each kind of edit is applied", async () => {
  const report = await runNodes([
    { id: "edit", call: "frozen.edit", edges: [{ to: "changed" }, { to: "unwanted" }] },
    { id: "changed", call: "std.fail", edges: [{ to: "last" }] },
    { id: "unwanted", call: "std.fail" },
    { id: "last", call: "std.noop" },
  ]);
  expect(report.edits.map(({ kind, applied }) => `${kind} ${applied}`)).toEqual([
    "register-action true",
    "add-task true",
    "update-task true",
    "remove-task true",
    "add-edge true",
    "remove-edge true",
  ]);
  expect(report.run.status).toBe("succeeded");
  expect(report.traces.map(({ task }) => task)).toEqual(["edit", "added", "changed", "last"]);
});

test("a refused edit that it tolerates is only reported", async () => {
  const report = await runNodes([{ id: "tolerate", call: "frozen.tolerate" }]);
  expect(report.run.status).toBe("succeeded");
  expect(report.edits).toMatchObject([{ kind: "remove-task", applied: false }]);
});

test("it logs at every level, and what it redacts is not shown", async () => {
  const report = await runNodes([{ id: "say", call: "frozen.say" }]);
  expect(report.logs.map(({ level }) => level)).toEqual(["debug", "info", "warn", "error"]);
  expect(JSON.stringify(report)).not.toContain("a-value-to-hide");
});

test("it sends by the client where that is granted, and is told where not", async () => {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.end(String(request.headers["x-frozen"])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const nodes = [
      { id: "send", call: "frozen.send", with: { url: `${origin}/x` } },
      { id: "denied", call: "frozen.denied" },
    ];
    const report = await runNodes(nodes, {}, [origin]);
    expect(outputOf(report, "send")).toEqual({ status: 200, url: `${origin}/x`, bytes: 3, headers: true });
    expect(outputOf(report, "denied")).toMatchObject({ code: "denied-origin", retryable: false });
  } finally {
    server.close();
  }
});

test("a failed outcome and result::err are told apart", async () => {
  const [failed, err] = [
    await runNodes([{ id: "failed", call: "frozen.failed" }]),
    await runNodes([{ id: "err", call: "frozen.err" }]),
  ];
  expect(failed.traces[0]).toMatchObject({
    status: "failed",
    detail: "a detail",
    output: [1],
    error: { code: "frozen", retryable: true, retryAfter: 10, causes: [{ code: "deep", message: "deep down" }] },
  });
  expect(err.traces[0]).toMatchObject({ status: "failed", error: { code: "component-failed" } });
  expect(err.traces[0]?.error?.message).toContain("it cannot");
});

test("an init that refuses and a release that fails are told", async () => {
  const [init, release] = [
    await runNodes([{ id: "identity", call: "frozen.identity" }], { refuse: true }),
    await runNodes([{ id: "identity", call: "frozen.identity" }], { when: "released" }),
  ];
  expect(init.traces[0]).toMatchObject({ error: { code: "init-failed", causes: [{ message: "it will not start" }] } });
  expect(release.logs.map(({ message }) => message).join("\n")).toContain("it will not go");
});
