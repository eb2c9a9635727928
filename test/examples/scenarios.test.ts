/** The scenarios that use all the components together. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkScenario, createScheduler, type Catalogue, type Manifest } from "@scheduler-components/scheduler";
import { describe, expect, test } from "vitest";
import { EXAMPLES_FOLDER } from "../../scripts/examples/plan.ts";
import { asComponent } from "./support/as-component.ts";
import { loadGuest, type Request, type Response } from "./support/guest.ts";

const NAMES = ["committed.yaml", "all.yaml"] as const;
const read = (name: string): Promise<string> => readFile(join(EXAMPLES_FOLDER, name), "utf8");

/** Of the components that a scenario names, those whose file is here and that need nothing of WASI. */
async function catalogueOf(text: string): Promise<Catalogue> {
  const catalogue = new Map<string, Manifest>();
  const { scenario } = checkScenario(text);
  for (const { id, source } of scenario?.components ?? []) {
    const file = join(EXAMPLES_FOLDER, source);
    if (source.includes("webhook") || !existsSync(file)) continue;
    catalogue.set(id, (await loadGuest(file)).describe() as Manifest);
  }
  return catalogue;
}

test.each(NAMES)("%s is valid, and its calls fit what the components describe", async (name) => {
  const text = await read(name);
  const catalogue = await catalogueOf(text);
  expect([...catalogue.keys()]).toEqual(expect.arrayContaining(["readings", "stats", "echo"]));
  expect(checkScenario(text, { catalogue }).diagnostics).toEqual([]);
});

test("a parameter that a component's schema refuses is found on its line", async () => {
  const text = await read("committed.yaml");
  const wrong = text.replace("pointer: /items", "pointer: items");
  const { diagnostics } = checkScenario(wrong, { catalogue: await catalogueOf(text) });
  const line = text.split("\n").findIndex((each) => each.includes("pointer: /items")) + 1;
  expect(diagnostics).toMatchObject([{ code: "invalid-parameter", line }]);
});

describe("committed.yaml, run", () => {
  async function run(items: unknown): Promise<{ report: object; urls: string[] }> {
    const urls: string[] = [];
    const client = ({ url }: Request): Response => {
      urls.push(url);
      return { status: 200, body: JSON.stringify({ items }) };
    };
    const text = await read("committed.yaml");
    const load = async (path: string): Promise<ReturnType<typeof asComponent>> =>
      asComponent(await loadGuest(join(EXAMPLES_FOLDER, path), client));
    const scheduler = createScheduler({
      components: {
        readings: () => load("ts-quickjs/readings.wasm"),
        stats: () => load("c/stats.wasm"),
        echo: () => load("wat/echo.wasm"),
      },
    });
    const report = await scheduler.run(text, { secrets: { API_TOKEN: "not-a-real-token" } });
    await scheduler.close();
    return { report, urls };
  }

  test("numbers out of range are noted, and the run goes on", async () => {
    const { report, urls } = await run([1, 2, 3]);
    expect(report).toMatchObject({
      run: { status: "succeeded" },
      tasks: {
        check: { status: "failed" },
        note: { status: "succeeded" },
        "spread-1": { status: "succeeded" },
        "spread-2": { status: "succeeded" },
        gathered: { status: "succeeded" },
      },
      exports: { items: [1, 2, 3] },
      metrics: { mean: { last: 2 } },
    });
    expect(urls.sort()).toEqual(["/asset", "/health", "/json"].map((path) => `http://127.0.0.1:8080${path}`));
  });

  test("numbers within their limits need no note", async () => {
    const { report } = await run([1, 2]);
    expect(report).toMatchObject({
      run: { status: "succeeded" },
      tasks: { check: { status: "succeeded" }, note: { status: "skipped" }, gathered: { status: "succeeded" } },
    });
  });

  test("an answer without numbers fails the run where it was read", async () => {
    const { report } = await run("none");
    expect(report).toMatchObject({ run: { status: "failed" }, tasks: { summarize: { status: "failed" } } });
  });
});
