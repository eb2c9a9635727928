/**
 * The examples of the documentation, run. A ```` ```yaml run ```` block is run, one action at a time, and has to give
 * what the ```` ```json expect ```` block after it says; a ```` ```yaml refused ```` block has to be refused with the
 * diagnostics of the ```` ```text expect ```` block after it, and what `scheduler validate` prints for a ```` ```yaml explained ````
 * block is the ```` ```text printed ```` block after it.
 */
import { checkScenario, formatDiagnostics, type Catalogue, type RunReport } from "@scheduler-components/core";
import { createStdComponent, HTTP_MANIFEST, createScheduler } from "@scheduler-components/scheduler";
import { describe, expect, test } from "vitest";
import { blocksOf, examples, type Example } from "./blocks.ts";

const named = (all: readonly Example[]): [string, Example][] =>
  all.map((example) => [`${example.block.page}:${example.block.line}`, example]);

/** A report as the examples write it: statuses by task, tasks in the order their attempts ended. */
function observed(report: RunReport): Record<string, unknown> {
  return {
    status: report.run.status,
    error: report.run.error?.code,
    tasks: Object.fromEntries(Object.entries(report.tasks).map(([id, task]) => [id, task.status])),
    visits: report.traces.map((trace) => trace.task),
    exports: report.exports,
    metrics: report.metrics,
  };
}

describe("a scenario that runs", () => {
  test.each(named(examples("yaml run", "json expect")))("%s", async (_name, { block, expected }) => {
    const scheduler = createScheduler({ concurrency: 1 });
    const seen = observed(await scheduler.run(block.text));
    await scheduler.close();
    // Without a block of its own an example promises that it succeeds.
    const wanted: unknown = expected ? JSON.parse(expected.text) : { status: "succeeded" };
    expect(seen).toMatchObject(Object(wanted));
  });
});

const builtIn = async (): Promise<Catalogue> =>
  new Map([
    ["std", await createStdComponent().describe()],
    ["http", HTTP_MANIFEST],
  ]);

describe("a scenario that is explained", () => {
  test.each(named(examples("yaml explained", "text printed")))("%s", async (_name, { block, expected }) => {
    const { diagnostics } = checkScenario(block.text, { catalogue: await builtIn() });
    const printed = formatDiagnostics(block.text, diagnostics, { file: "release.yaml" });
    expect(`${printed.trim()}\n`).toBe(expected?.text);
  });
});

describe("a scenario that is refused", () => {
  test.each(named(examples("yaml refused", "text expect")))("%s", async (_name, { block, expected }) => {
    const { ok, diagnostics } = checkScenario(block.text, { catalogue: await builtIn() });
    expect(ok).toBe(false);
    const found = diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
    expect(found).toEqual(expected?.text.trim().split("\n"));
  });
});

test("the reader of pages keeps a block's kind, line and text", () => {
  const page = "# Page\n\n```yaml run\na: 1\n```\n\n```json expect\n{}\n```\n";
  expect(blocksOf("page.md", page)).toEqual([
    { page: "page.md", line: 3, kind: "yaml run", text: "a: 1\n" },
    { page: "page.md", line: 7, kind: "json expect", text: "{}\n" },
  ]);
});
