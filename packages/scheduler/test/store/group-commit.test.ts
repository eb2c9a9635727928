import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { JsonObject } from "@scheduler-components/core";
import { succeeded } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { GroupCommit, type Committable } from "../../src/store/group-commit.ts";
import { openStore } from "../../src/store/open-store.ts";
import { scenario, scripted, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

/** A turn of the event loop is over. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function recorded(mayAutocommit = true) {
  const done: string[] = [];
  const commits = new GroupCommit({
    mayAutocommit: () => mayAutocommit,
    begin: () => done.push("begin"),
    commit: () => done.push("commit"),
    rollback: () => done.push("rollback"),
  });
  const one = (name: string, write = (): void => {}): Committable => ({
    write: () => {
      done.push(name);
      write();
    },
    autocommit: () => false,
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
  ])("%s", async (_, mayAutocommit, count, expected) => {
    const { done, commits, one } = recorded(mayAutocommit);
    const able = { ...one("a"), autocommit: () => done.push("alone") > 0 };
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
    const own = scripted({
      go: (_, context) => {
        const answer = execute(context.taskId());
        return answer === undefined ? succeeded() : answer.then(() => succeeded());
      },
    });
    const report = await testScheduler({ store, components: { own: () => own } }).run(
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

  test("give other things their turn, however long they go on", async () => {
    const steps = 1000;
    const chain = Array.from({ length: steps }, (_, i) => node(`n${i}`, i < steps - 1 ? `n${i + 1}` : undefined));
    let done = 0;
    let seen = 0;
    const execute = (): undefined => {
      if (done++ === 0) setImmediate(() => (seen = done));
      return undefined;
    };
    await commitsOf(execute, chain);
    expect(done).toBe(steps);
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(steps);
  });
});

describe("a commit in the midst of a run", () => {
  const step = { id: "tell", call: "std.log", with: { message: "it is {{ secrets.PASSWORD }}" } };
  const ask = { id: "ask", call: "std.wait_signal", with: { name: "go" } };
  const told = Array.from({ length: 5 }, (_, i) => ({ id: `n${i}`, action: "tell", edges: [{ to: `n${i + 1}` }] }));

  test("has beside it what may be shown of it", async () => {
    const store = await openStore(join(folderWith({}), "runs.db"));
    const nodes = [...told, { id: "n5", action: "tell" }];
    const text = scenario([step], nodes, { secrets: ["PASSWORD"] });
    const secrets = { PASSWORD: "correct-horse-battery" };
    await testScheduler({ store }).run(text, { runId: "r", secrets });
    const shown = JSON.stringify([...store.events("r")]);
    await store.close();
    expect(shown).toContain("it is ");
    expect(shown).not.toContain(secrets.PASSWORD);
  });

  test("forgets the signal that it comes of", async () => {
    const file = join(folderWith({}), "runs.db");
    const store = await openStore(file);
    const nodes = [
      { id: "first", action: "ask", edges: [{ to: "second" }] },
      { id: "second", action: "ask" },
    ];
    const handle = testScheduler({ store }).start(scenario([ask], nodes), { runId: "r" });
    const db = new DatabaseSync(file);
    const left: unknown[] = [];
    for await (const notification of handle.notifications) {
      if (notification.type === "attempt-started") store.send("r", { type: "signal", name: "go", data: 1 });
      if (notification.type === "attempt-ended") left.push(db.prepare("SELECT count(*) AS count FROM inbox").get());
    }
    db.close();
    await store.close();
    expect(left).toEqual([{ count: 0 }, { count: 0 }]);
  });
});
