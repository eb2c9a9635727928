import { defineComponent, succeeded, type ActionComponent } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import { ScenarioInvalidError } from "../../src/engine/errors.ts";
import { UnderstoodScenarios } from "../../src/engine/understand.ts";
import { scenario, testScheduler } from "./support.ts";

const text = scenario([{ id: "a", call: "test.a", with: { n: 1 } }], [{ id: "t", action: "a" }]);

function taking(type: "integer" | "string"): ActionComponent {
  const parameters = { type: "object", properties: { n: { type } } };
  return defineComponent({
    name: "test",
    version: "1.0.0",
    calls: { a: { parameters, execute: ({ n }) => succeeded(n ?? null) } },
  });
}

test("a text is checked against what the components of each run offer, however often it was run", async () => {
  const offers: ("integer" | "string")[] = ["integer", "integer", "string", "integer"];
  const scheduler = testScheduler({ components: { test: () => taking(offers.shift() ?? "integer") } });
  const ends: string[] = [];
  for (let run = 0; run < 4; run++)
    ends.push(
      await scheduler.run(text).then(
        ({ run: { status } }) => status,
        (error: unknown) => (error instanceof ScenarioInvalidError ? (error.diagnostics[0]?.code ?? "") : "fault"),
      ),
    );
  expect(ends).toEqual(["succeeded", "succeeded", "invalid-parameter", "succeeded"]);
});

test("runs side by side that register an action of the same name each have their own", async () => {
  const grower = defineComponent({
    name: "test",
    version: "1.0.0",
    calls: {
      grow: {
        parameters: { type: "object" },
        execute: async (_parameters, context) => {
          context.registerAction({ id: "more", call: "std.set", with: { of: context.runId() } });
          await Promise.resolve();
          context.addTask({ id: "added", action: "more", after: [context.taskId()], edges: [] });
          return succeeded();
        },
      },
    },
  });
  const scheduler = testScheduler({ components: { test: grower } });
  const grows = scenario([{ id: "a", call: "test.grow" }], [{ id: "t", action: "a" }]);
  const reports = await Promise.all(["r1", "r2", "r3"].map((runId) => scheduler.run(grows, { runId })));
  expect(reports.map(({ traces }) => traces[1]?.output)).toEqual([{ of: "r1" }, { of: "r2" }, { of: "r3" }]);
});

test("a few texts are remembered, the one used last the longest", () => {
  const known = new UnderstoodScenarios();
  const named = (name: string): string =>
    scenario([{ id: "a", call: "std.noop" }], [{ id: "t", action: "a" }], { name });
  const [first, second] = [known.understand(named("first")), known.understand(named("second"))];
  for (let other = 0; other < 14; other++) known.understand(named(`other-${other}`));
  expect(known.understand(named("first"))).toBe(first);
  known.understand(named("one more"));
  expect(known.understand(named("first"))).toBe(first);
  expect(known.understand(named("second"))).not.toBe(second);
});

test("an invalid text is invalid each time", () => {
  const known = new UnderstoodScenarios();
  for (let time = 0; time < 2; time++) expect(() => known.understand("version: 2")).toThrow(ScenarioInvalidError);
});
