import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { JsonObject } from "@scheduler-components/core";
import { defineComponent, succeeded } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { GroupCommit, type Committable } from "../../src/store/group-commit.ts";
import { openStore } from "../../src/store/open-store.ts";
import { scenario, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

/** A turn of the event loop is over. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function recorded(mayBeOne = true) {
  const done: string[] = [];
  const commits = new GroupCommit({
    mayBeOne: () => mayBeOne,
    begin: () => done.push("begin"),
    commit: () => done.push("commit"),
    rollback: () => done.push("rollback"),
  });
  const one = (name: string, write = (): void => {}): Committable => ({
    write: () => {
      done.push(name);
      write();
    },
    writeAlone: () => false,
    failed: (error) => done.push(`${name}: ${String(error)}`),
  });
  return { done, commits, one };
}

describe("a group commit", () => {
  test("holds all of one turn", async () => {
    const { done, commits, one } = recorded();
    commits.add(one("a"));
    await Promise.resolve();
    const b = one("b");
    commits.add(b);
    commits.after(b, () => done.push("told"));
    await turn();
    expect(done).toEqual(["begin", "a", "b", "commit", "told"]);
  });

  test("waits for nothing where nothing can be added, and takes what is there", async () => {
    const { done, commits, one } = recorded();
    commits.add(one("a"));
    const b = one("b");
    commits.add(b);
    commits.after(b, () => done.push("told"), true);
    expect(done).toEqual([]);
    await Promise.resolve();
    expect(done).toEqual(["begin", "a", "b", "commit", "told"]);
    await turn();
    expect(done).toHaveLength(5);
  });

  test.each([
    ["one that can be one statement is nothing else", true, 1, ["alone", "told"]],
    ["where the next may not be one, it is none", false, 1, ["begin", "a", "commit", "told"]],
    ["of several none is", true, 2, ["begin", "a", "a", "commit", "told"]],
  ])("%s", async (_, mayBeOne, count, expected) => {
    const { done, commits, one } = recorded(mayBeOne);
    const able = { ...one("a"), writeAlone: () => done.push("alone") > 0 };
    for (let i = 0; i < count; i++) commits.add({ ...able });
    commits.after(able, () => done.push("told"));
    await turn();
    expect(done).toEqual(expected);
  });

  test("that fails is the last, and all are told who wait for it, those who wrote nothing included", async () => {
    const { done, commits, one } = recorded();
    const full = (): never => {
      throw new Error("full");
    };
    commits.add(one("a"));
    commits.add(one("b", full));
    commits.after(one("c"), () => done.push("told"));
    await turn();
    expect(done).toEqual(["begin", "a", "b", "rollback", "a: Error: full", "b: Error: full", "c: Error: full"]);
    commits.after(one("d"), () => done.push("told"), true);
    commits.add(one("e"));
    await turn();
    expect(done.slice(7)).toEqual(["d: Error: full", "e: Error: full"]);
  });
});

describe("a run's commits", () => {
  /** Rows of the journal: one for each commit. */
  async function commitsOf(
    execute: (task: string) => undefined | Promise<void>,
    nodes: readonly JsonObject[],
  ): Promise<number> {
    const file = join(folderWith({}), "runs.db");
    const store = await openStore(file);
    const component = defineComponent({
      name: "own",
      version: "1.0.0",
      calls: {
        go: {
          parameters: { type: "object" },
          execute: (_, context) => {
            const answer = execute(context.taskId());
            return answer === undefined ? succeeded() : answer.then(() => succeeded());
          },
        },
      },
    });
    const report = await testScheduler({ store, components: { own: () => component } }).run(
      scenario([{ id: "go", call: "own.go", with: {} }], nodes),
    );
    expect(report.run.status).toBe("succeeded");
    await store.close();
    const db = new DatabaseSync(file);
    const row = db.prepare("SELECT count(*) AS count FROM journal").get() as { readonly count: number };
    db.close();
    return row.count;
  }

  const node = (id: string, next?: string): JsonObject => ({
    id,
    action: "go",
    ...(next ? { edges: [{ to: next }] } : {}),
  });
  const ten = Array.from({ length: 10 }, (_, i) => i);

  test("are as many as its steps, where each waits for the one before", async () => {
    const chain = ten.map((i) => node(`n${i}`, i < 9 ? `n${i + 1}` : undefined));
    expect(await commitsOf(() => undefined, chain)).toBeGreaterThanOrEqual(10);
  });

  test("are few where much ends at once, and what follows from it begins", async () => {
    const waiting: (() => void)[] = [];
    const together = (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 10) for (const one of waiting) setImmediate(one);
      });
    const pairs = ten.flatMap((i) => [node(`n${i}`, `m${i}`), node(`m${i}`)]);
    expect(await commitsOf((task) => (task.startsWith("n") ? together() : undefined), pairs)).toBeLessThan(10);
  });
});
