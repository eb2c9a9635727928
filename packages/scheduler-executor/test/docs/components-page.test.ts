/** The code of docs/components.md is the code of `page/`, which runs: what a reader copies works. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkScenario, type Catalogue } from "@scheduler-components/core";
import { createStdComponent, type Manifest } from "@scheduler-components/executor";
import { describeActionComponent, fakeContext } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { manualTimer } from "../support/manual-timer.ts";
import { component as crawl } from "./page/crawl.ts";
import { component as greet } from "./page/greet.ts";
import { createJobComponent, type JobService } from "./page/job.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/components.md"), "utf8");
const blocks = (kind: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text);

test("every file of the page stands in it, and nothing else does", () => {
  const folder = join(import.meta.dirname, "page");
  const files = readdirSync(folder).map((file) => `// ${file}\n${readFileSync(join(folder, file), "utf8")}`);
  expect([...blocks("ts")].sort()).toEqual(files.sort());
});

test("its scenarios are valid, with the manifests of its components", async () => {
  const catalogue: Catalogue = new Map<string, Manifest>([
    ["std", await createStdComponent().describe()],
    ["greet", await greet.describe()],
  ]);
  const scenarios = blocks("yaml");
  expect(scenarios.length).toBeGreaterThan(0);
  for (const scenario of scenarios) expect(checkScenario(scenario, { catalogue }).diagnostics).toEqual([]);
});

test("its manifest is the one that the component gives", async () => {
  const written = blocks("json").map((text): unknown => JSON.parse(text));
  expect(written).toContainEqual(await greet.describe());
});

const service: JobService = { start: async (name, key) => `${name}-${key}`, isDone: async () => true };
describeActionComponent("crawl", () => crawl, {
  runner: { describe, test },
  calls: {
    pages: [
      {
        name: "two pages",
        parameters: { urls: ["http://a/", "http://b/"] },
        context: { taskId: "find" },
        expect: (_outcome, context) =>
          assert.deepEqual(context.edits, [
            { tag: "register-action", val: { id: "fetch-page", call: "http.get" } },
            ...["http://a/", "http://b/"].map((url, index) => ({
              tag: "add-task",
              val: {
                id: `page-${index}`,
                action: "fetch-page",
                after: ["find"],
                edges: [{ to: "done", on: "always" }],
                with: { url },
              },
            })),
          ]),
      },
    ],
  },
});

describeActionComponent("job", () => createJobComponent(service, manualTimer()), {
  runner: { describe, test },
  calls: {
    run: [
      {
        name: "one that is done",
        parameters: { name: "backup" },
        expect: { status: "succeeded", output: { job: "backup-run/task/1" } },
      },
    ],
  },
});

describe("job", () => {
  const action = { id: "a", call: "job.run", parameters: { name: "backup" } };

  test("gives up when it is cancelled", async () => {
    const context = fakeContext();
    const outcome = createJobComponent({ ...service, isDone: async () => false }, manualTimer()).executeAction(
      action,
      context,
    );
    context.cancel();
    expect(await outcome).toMatchObject({ status: "cancelled" });
  });

  test("a service that breaks may be tried again", async () => {
    const broken = { ...service, start: () => Promise.reject(new Error("no route")) };
    expect(await createJobComponent(broken, manualTimer()).executeAction(action, fakeContext())).toMatchObject({
      status: "failed",
      error: { code: "service-unavailable", retryable: true, causes: [{ code: "Error", message: "no route" }] },
    });
  });
});
