import type { JsonObject } from "@scheduler-components/core";
import { succeeded } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import { run, scenario, scripted, settled, testScheduler } from "./support.ts";

const ONE = scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]);

test("timers and signals are seen while actions that answer at once never stop coming", async () => {
  const controller = new AbortController();
  let calls = 0;
  const spin: JsonObject[] = [
    { id: "t", action: "a", max_visits: 1_000_000, edges: [{ to: "t", trigger: { on: "always" } }] },
  ];
  const timer = setTimeout(() => controller.abort(), 20);
  const components = {
    test: scripted({
      call: () => {
        calls++;
        return succeeded();
      },
    }),
  };
  const report = await run(scenario([{ id: "a", call: "test.call" }], spin), {
    signal: controller.signal,
    limits: { maxTraces: 1000 },
    components,
  });
  clearTimeout(timer);
  expect(report.run.status).toBe("cancelled");
  expect(calls).toBeGreaterThan(10);
});

test("… and while promises that are settled already never stop coming", async () => {
  const controller = new AbortController();
  const spin: JsonObject[] = [
    { id: "t", action: "a", max_visits: 1_000_000, edges: [{ to: "t", trigger: { on: "always" } }] },
  ];
  const timer = setTimeout(() => controller.abort(), 20);
  const report = await run(scenario([{ id: "a", call: "test.call" }], spin), {
    signal: controller.signal,
    limits: { maxTraces: 1000 },
    components: { test: scripted({ call: async () => succeeded() }) },
  });
  clearTimeout(timer);
  expect(report.run.status).toBe("cancelled");
});

test("a context is dead once its attempt has ended", async () => {
  let late: unknown;
  const components = {
    test: scripted({
      call: (_, context) => {
        setImmediate(() => {
          try {
            context.removeTask("t");
          } catch (error) {
            late = error;
          }
        });
        return succeeded();
      },
    }),
  };
  await run(ONE, { components });
  await settled();
  expect(late).toMatchObject({ code: "context-closed" });
});

test("an observer that throws, or rejects, hurts nothing and is told of once", async () => {
  const observe = (): never => {
    throw new Error("observer");
  };
  const rejecting = async (): Promise<void> => {
    throw new Error("observer too");
  };
  const report = await testScheduler({ observe }).run(ONE.replace("test.call", "std.noop"), { observe: rejecting });
  expect(report.run.status).toBe("succeeded");
  expect(report.logs.filter((entry) => entry.message.includes("observer"))).toHaveLength(1);
});
