/** The scheduler as a component, its sources and what they are compiled to, gives the native engine's report of one attempt at a time. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "@scheduler-components/core";
import { createScheduler } from "../../packages/scheduler/src/engine/scheduler.ts";
import { ANY, FAILURES } from "../../packages/scheduler-core/test/state/support/rows-failures.ts";
import { LOOPS } from "../../packages/scheduler-core/test/state/support/rows-loops.ts";
import { DECISIONS, ENDS, GRAPH, ORDER, type Row } from "../../packages/scheduler-core/test/state/support/rows.ts";
import { sketch } from "../../packages/scheduler-core/test/state/support/sketch.ts";
import type { Shell } from "../../packages/scheduler/src/shell/shell.ts";
import { withoutTimes } from "./support/normal.ts";
import { byVisit, scriptedGuest, scriptedNative, type Answer } from "./support/script.ts";
import { compiledShell, nativeShell } from "./support/subjects.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");

const demoAnswer: Answer = ({ url }) => {
  const path = new URL(String(url)).pathname;
  const body = path === "/asset" ? { id: "asset-1", host: "127.0.0.1", port: 8080, tags: ["demo"] } : { path };
  const output = {
    status: 200,
    headers: { "set-cookie": ["session=abcdefgh"] },
    body,
    timings: { waitMs: 1, totalMs: 2 },
    url: String(url),
  };
  return { status: "succeeded", detail: "HTTP 200", output };
};

/** What the `http` of both engines answers in the present test. */
let answer: Answer = demoAnswer;
const http = scriptedGuest((parameters) => answer(parameters));
let compiled: Shell;
beforeAll(async () => {
  compiled = await compiledShell(http);
}, 120_000);

async function expectSame(text: string, answers: Answer, options: JsonObject = {}): Promise<void> {
  answer = answers;
  const scheduler = createScheduler({ concurrency: 1, components: { http: scriptedNative(answers) } });
  const { inputs = {}, secrets = {} } = options as { inputs?: JsonObject; secrets?: { [name: string]: string } };
  const expected = withoutTimes(await scheduler.run(text, { inputs, secrets }));
  const given = JSON.stringify(options);
  expect(withoutTimes(nativeShell(http).runScenarioWith(text, given))).toEqual(expected);
  expect(withoutTimes(compiled.runScenarioWith(text, given))).toEqual(expected);
}

describe("the examples", () => {
  // It refuses those that run others: see the tests of refusals.
  const carriedOut = readdirSync(EXAMPLES).filter(
    (name) => name.endsWith(".yaml") && !readFileSync(join(EXAMPLES, name), "utf8").includes("scenario.run"),
  );
  test.each(carriedOut)("%s", async (name) => {
    const secrets = name === "secrets.yaml" ? { secrets: { API_TOKEN: "not-a-real-token" } } : {};
    await expectSame(readFileSync(join(EXAMPLES, name), "utf8"), demoAnswer, secrets);
  });
});

test("outputs that nest deeper than the component's engine writes by itself", async () => {
  let output: JsonValue = "innermost";
  for (let level = 0; level < 1_000; level++) output = level % 2 === 0 ? [output] : { output };
  const text = JSON.stringify({
    version: "1.0",
    name: "deep",
    actions: { actions: [{ id: "get", call: "http.get", with: { url: "http://x/" } }] },
    workflows: { nodes: [{ id: "a", type: "action", action: "get" }] },
  });
  await expectSame(text, () => ({ status: "succeeded", output }));
});

/** A row's sketch as the document that says the same. */
function written({ graph, onFailure }: Row): string {
  const { nodes } = sketch(graph);
  return JSON.stringify({
    version: "1.0",
    name: "sketch",
    on_failure: onFailure ?? "stop",
    actions: {
      actions: [
        { id: "act", call: "http.get", with: { url: "http://x/{{ task.id }}/{{ task.visit }}" } },
        { id: "eager", call: "http.get", priority: 5, with: { url: "http://x/{{ task.id }}/{{ task.visit }}" } },
      ],
    },
    workflows: {
      nodes: nodes.map(({ maxVisits, terminate, join: joins, edges, type, ...node }) => ({
        ...node,
        type,
        ...(type === "end"
          ? terminate
            ? { terminate }
            : {}
          : { join: joins, ...(type === "action" ? { max_visits: maxVisits } : {}) }),
        ...(edges.length === 0
          ? {}
          : {
              edges: edges.map(({ to, trigger: { on, condition } }) => ({
                to,
                trigger: { on, ...(condition === undefined ? {} : { condition: conditionOf(condition) }) },
              })),
            }),
      })),
    },
  });
}

const conditionOf = (text: string): string =>
  text === "yes" ? "true" : text === "no" ? "false" : `task.visit < ${text.slice(2)}`;

const TABLES: readonly (readonly [string, readonly Row[]])[] = [
  ["graph and joins", GRAPH],
  ["decisions", DECISIONS],
  ["ends", ENDS],
  ["loops", LOOPS],
  ["join: any", ANY],
  ["failures", FAILURES],
  ["order and priority", ORDER],
];

describe.each(TABLES)("%s", (_table, rows) => {
  // What needs two attempts at once is no matter of an engine that has one.
  const one = rows.filter(({ concurrency = 1 }) => concurrency === 1);
  test.each(one.map((row) => [row.name, row] as const))("%s", async (_name, row) => {
    await expectSame(written(row), byVisit(row.outcomes ?? {}));
  });
});
