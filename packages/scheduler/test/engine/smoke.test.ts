import { expect, test } from "vitest";
import { createScheduler } from "../../src/engine/scheduler.ts";

const DIAMOND = `
version: "1.0"
name: diamond
actions: { actions: [{ id: nothing, call: std.noop }] }
workflows:
  nodes:
    - { id: a, type: action, action: nothing, edges: [{ to: b }, { to: c }] }
    - { id: b, type: action, action: nothing, edges: [{ to: d }] }
    - { id: c, type: action, action: nothing, edges: [{ to: d }] }
    - { id: d, type: action, action: nothing }
`;

test("a diamond of std.noop runs to its end", async () => {
  const report = await createScheduler().run(DIAMOND);
  expect(report.run.status).toBe("succeeded");
  expect(report.traces.map((trace) => trace.task)).toEqual(["a", "b", "c", "d"]);
  expect(report.summary).toMatchObject({ tasks: 4, attempts: 4, failed: 0, retries: 0 });
});
