import type { JsonObject } from "@scheduler-components/core";
import { expect, test } from "vitest";
import { checkScenario } from "@scheduler-components/core";
import { run, scenario, testScheduler } from "./support.ts";

test("100 000 tasks run to their end, each with its trace", async () => {
  const one = checkScenario(scenario([{ id: "n", call: "std.noop" }], [{ id: "t", action: "n" }])).scenario;
  if (one === undefined) throw new Error("not valid");
  const [node] = one.nodes;
  if (node === undefined) throw new Error("no node");
  const report = await testScheduler().run({
    ...one,
    nodes: Array.from({ length: 100_000 }, (_, i) => ({ ...node, id: `t${i}` })),
  });
  expect(report.run.status).toBe("succeeded");
  expect(report.traces).toHaveLength(100_000);
  expect(report.traces.at(-1)).toMatchObject({ seq: 100_000, task: "t99999", status: "succeeded" });
  expect(Object.keys(report.tasks)).toHaveLength(100_000);
});

test("a run of more tasks than allowed ends before it starts", async () => {
  const nodes: JsonObject[] = Array.from({ length: 11 }, (_, i) => ({ id: `t${i}`, action: "n" }));
  const report = await run(scenario([{ id: "n", call: "std.noop" }], nodes), { limits: { maxTasks: 10 } });
  expect(report.run).toMatchObject({ status: "failed", error: { code: "max-tasks" } });
  expect(report.traces).toEqual([]);
});

test("attempts beyond the traces that are kept are counted, and told", async () => {
  let told = 0;
  const nodes: JsonObject[] = Array.from({ length: 5 }, (_, i) => ({ id: `t${i}`, action: "n" }));
  const text = scenario([{ id: "n", call: "std.noop" }], nodes);
  const observe = ({ type }: { readonly type: string }): void => {
    if (type === "attempt-ended") told++;
  };
  const report = await run(text, { limits: { maxTraces: 2 }, observe });
  expect(report.traces.map(({ task }) => task)).toEqual(["t0", "t1"]);
  expect(report.summary.attempts).toBe(5);
  expect(told).toBe(5);
});
