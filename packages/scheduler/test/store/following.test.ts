import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { succeeded } from "@scheduler-components/executor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { scenario, scripted, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

let file: string;
let store: Store;

beforeEach(async () => {
  file = join(folderWith({}), "runs.db");
  store = await openStore(file);
});

afterEach(() => store.close());

/** Each task answers in a turn of its own, so that each is a commit of its own. */
const LENGTH = 150;
const chain = scenario(
  [{ id: "a", call: "test.a" }],
  Array.from({ length: LENGTH }, (_, index) => ({
    id: `n${index}`,
    action: "a",
    ...(index === LENGTH - 1 ? {} : { edges: [{ to: `n${index + 1}` }] }),
  })),
);
const slow = scripted({ a: () => new Promise((resolve) => setImmediate(() => resolve(succeeded()))) });

describe("reading a run on", () => {
  test.each([0, 1, 99, 2 * LENGTH])("from event %i on in pieces gives what reading it at once does", async (from) => {
    await testScheduler({ store, components: { test: slow } }).run(chain, { runId: "r" });
    const whole = [...store.events("r")];
    expect(whole.length).toBeGreaterThan(2 * LENGTH);
    const tail = store.tail("r", from);
    const read: unknown[] = [];
    let pieces = 0;
    for (let piece = tail.read(); piece.length > 0; piece = tail.read(), pieces++) {
      expect(tail.position).toBe(from + read.length + piece.length);
      read.push(...piece);
    }
    expect(read).toEqual(whole.slice(from));
    if (from === 0) expect(pieces).toBeGreaterThan(1);
  });

  test("whoever listens is told of each run that was written to, and no more once it listens no more", async () => {
    const told: (string | undefined)[] = [];
    const forget = store.onWritten((run) => told.push(run));
    await testScheduler({ store, components: { test: slow } }).run(chain, { runId: "r" });
    expect(told.filter((run) => run === "r").length).toBeGreaterThan(LENGTH);
    forget();
    const count = told.length;
    await testScheduler({ store, components: { test: slow } }).run(chain, { runId: "s" });
    expect(told).toHaveLength(count);
  });

  test("whoever listens is told of what somebody else has written", async () => {
    const other = await openStore(file);
    const wrote = new Promise<void>((resolve) => {
      store.onWritten((run) => {
        if (run === undefined && store.run("r") !== undefined) resolve();
      });
    });
    await testScheduler({ store: other, components: { test: slow } }).run(chain, { runId: "r" });
    await wrote;
    expect(store.run("r")?.scenario).toBe(other.run("r")?.scenario);
    await other.close();
  });
});

describe("where schedules stand", () => {
  test("outlives the process, and never goes back", async () => {
    store.markSchedule("a", "s", 5);
    store.markSchedule("a", "s", 3);
    store.markSchedule("b", "s", 1);
    await store.close();
    store = await openStore(file);
    expect([store.scheduleMark("a", "s"), store.scheduleMark("b", "s"), store.scheduleMark("a", "t")]).toEqual([
      5,
      1,
      undefined,
    ]);
  });

  test("can be kept in a store of the first version, with the runs that it has", async () => {
    await testScheduler({ store, components: { test: slow } }).run(chain, { runId: "r" });
    await store.close();
    const db = new DatabaseSync(file);
    db.exec("DROP INDEX journal_hidden; ALTER TABLE journal DROP COLUMN hidden");
    db.exec("DROP INDEX runs_parent; ALTER TABLE runs DROP COLUMN parent; DROP TABLE snapshots");
    db.exec("DROP TABLE schedules; PRAGMA user_version = 1");
    const hidden = JSON.stringify({ type: "hidden", at: 1, value: "n149" });
    db.prepare("UPDATE journal SET entries = json_insert(entries, '$[#]', json(?)) WHERE seq = 0").run(hidden);
    db.close();
    store = await openStore(file);
    store.markSchedule("a", "s", 5);
    expect(store.scheduleMark("a", "s")).toBe(5);
    expect(store.run("r")?.status).toBe("succeeded");
    // What was hidden then is hidden now.
    const read = JSON.stringify([...store.events("r")]);
    expect(read).toContain("n148");
    expect(read).not.toContain("n149");
  });
});
