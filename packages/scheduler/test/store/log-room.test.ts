import { copyFileSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { succeeded } from "@scheduler-components/executor";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { scenario, scripted, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

const MIB = 2 ** 20;
/** Fill two thirds of a MiB of the log, and one and a half. */
const FEW = 60;
const MORE = 150;

async function opened(file: string): Promise<Store> {
  const store = await openStore(file);
  onTestFinished(() => store.close());
  return store;
}

/** A chain of steps, each kept before the next. */
async function runSteps(store: Store, steps: number): Promise<void> {
  const nodes = Array.from({ length: steps }, (_, index) => ({
    id: `n${index}`,
    action: "a",
    ...(index === steps - 1 ? {} : { edges: [{ to: `n${index + 1}` }] }),
  }));
  const components = { test: scripted({ a: () => succeeded() }) };
  await testScheduler({ store, components }).run(scenario([{ id: "a", call: "test.a" }], nodes), { runId: "r" });
}

test.each([
  ["a run of few steps leaves the log as small as it is", 5, false],
  ["small commits have room made ahead of them", FEW, true],
])("%s, and what the log holds is read where the process died", async (_name, steps, ahead) => {
  const folder = folderWith({});
  const file = join(folder, "runs.db");
  const store = await opened(file);
  await runSteps(store, steps);
  expect(statSync(`${file}-wal`).size > MIB).toBe(ahead);

  const left = join(folder, "left.db");
  for (const end of ["", "-wal"]) copyFileSync(file + end, left + end);
  const found = await opened(left);
  expect([...found.events("r")]).toEqual([...store.events("r")]);
  expect(found.run("r")?.status).toBe("succeeded");
});

test("a log that has filled the room that was made has more of it", async () => {
  const file = join(folderWith({}), "runs.db");
  const store = await opened(file);
  await runSteps(store, MORE);
  const { size } = statSync(`${file}-wal`);
  expect(size).toBeGreaterThan(2 * MIB);
  // And not for as long as there is room.
  expect(size).toBeLessThan(4 * MIB);
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
});
