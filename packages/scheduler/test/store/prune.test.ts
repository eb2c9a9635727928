import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

/** A store of runs that ended at 1, 2, 3 …, each with an event, and of one that has not. */
async function storeOf(
  ended: number,
): Promise<{ readonly store: Store; readonly db: DatabaseSync; readonly cwd: string }> {
  const cwd = folderWith({});
  const file = join(cwd, "runs.db");
  const store = await openStore(file);
  const db = new DatabaseSync(file);
  onTestFinished(async () => {
    db.close();
    await store.close();
  });
  db.exec("INSERT INTO texts VALUES ('ended', 'a'), ('running', 'b')");
  db.exec(`WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ${ended})
    INSERT INTO runs (id, scenario, text, inputs, status, created_at, ended_at)
    SELECT 'r' || at, 's', 'ended', '{}', 'succeeded', 0, at FROM n`);
  db.exec(
    `INSERT INTO runs (id, scenario, text, inputs, status, created_at) VALUES ('open', 's', 'running', '{}', 'running', 0)`,
  );
  db.exec("INSERT INTO journal (run, seq, entries) SELECT no, 0, '[]' FROM runs");
  return { store, db, cwd };
}

const count = (db: DatabaseSync, table: string): unknown =>
  db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"];

test.each<[string, number, number | undefined, readonly number[], readonly string[]]>([
  ["all that are old", 5, undefined, [4], ["open", "r5"]],
  ["some of them, the oldest first", 5, 3, [3], ["open", "r5", "r4"]],
  ["the rest with the next", 5, 3, [3, 1], ["open", "r5"]],
  ["nothing where all are gone", 5, 2, [2, 2, 0], ["open", "r5"]],
])("what is forgotten: %s", async (_name, before, most, given, left) => {
  const { store, db } = await storeOf(5);
  expect(given.map(() => store.prune(before, most))).toEqual(given);
  expect(store.runs().map(({ id }) => id)).toEqual(left);
  expect(count(db, "journal")).toBe(left.length);
});

test("a text is forgotten with the last run that has it", async () => {
  const { store, db } = await storeOf(3);
  store.prune(100, 2);
  expect(count(db, "texts")).toBe(2);
  store.prune(100, 2);
  expect(count(db, "texts")).toBe(1);
});

test("however many are old, runs prune forgets them, and whoever waits to write has its turn before all are gone", async () => {
  const { db, cwd } = await storeOf(2500);
  db.exec("PRAGMA busy_timeout = 10000");
  const pruned = runCli(["runs", "prune", "--store", "runs.db", "--older-than", "0s"], { cwd });
  let left = 2501;
  // Asks for the lock again and again, as a process does that drives runs.
  while (left === 2501) {
    db.exec("BEGIN IMMEDIATE");
    left = Number(count(db, "runs"));
    db.exec("ROLLBACK");
    await setImmediate();
  }
  expect(left).toBeGreaterThan(1);
  const { code, stderr } = await pruned;
  expect(stderr).toContain("2500 runs forgotten");
  expect(code).toBe(0);
  expect(count(db, "runs")).toBe(1);
});
