/** What becomes of runs where their store fails, is damaged, or is wanted by two. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { succeeded } from "@scheduler-components/executor";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Notification } from "../../src/engine/notification.ts";
import type { Scheduler, SchedulerOptions } from "../../src/engine/types.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import type { Store, StoreErrorCode } from "../../src/store/store.ts";
import { ManualClock, scenario, scripted, settled, statuses, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

/** More than a lease. */
const A_MINUTE = 60_000;

async function opened(file: string, options?: StoreOptions): Promise<Store> {
  const store = await openStore(file, options);
  onTestFinished(() => store.close());
  return store;
}

function newFile(): string {
  return join(folderWith({}), "runs.db");
}

function scheduler(store: Store, options: SchedulerOptions = {}): Scheduler {
  return testScheduler({ store, gracePeriodMs: 50, ...options });
}

async function isRefused(result: Promise<unknown>, code: StoreErrorCode): Promise<void> {
  await expect(result).rejects.toMatchObject({ code });
}

const chain = scenario(
  [
    { id: "a", call: "test.a" },
    { id: "b", call: "test.b" },
  ],
  [
    { id: "first", action: "a", edges: [{ to: "second" }] },
    { id: "second", action: "b", edges: [{ to: "third" }] },
    { id: "third", action: "a" },
  ],
);

const nap = scenario(
  [{ id: "nap", call: "std.sleep", with: { duration: "1h" } }],
  [
    { id: "nap", action: "nap", edges: [{ to: "again" }] },
    { id: "again", action: "nap" },
  ],
);

/** Components of which `b` answers when it is told to; and what they did. */
function blocked(): {
  readonly done: string[];
  readonly release: () => void;
  readonly components: { test: ReturnType<typeof scripted> };
} {
  const done: string[] = [];
  let release = (): void => {};
  const answer = new Promise<void>((resolve) => (release = resolve));
  const test = scripted({
    a: (_, context) => (done.push(context.taskId()), succeeded()),
    b: async (_, context) => (done.push(context.taskId()), await answer, succeeded()),
  });
  return { done, release: () => release(), components: { test } };
}

describe("a file that was damaged when its process was killed", () => {
  const page = 4096 + 24;
  test.each<[string, (log: string) => void]>([
    ["nothing is missing", () => {}],
    ["its log's last byte is missing", (log) => truncateSync(log, statSync(log).size - 1)],
    ["half of its log's last page is missing", (log) => truncateSync(log, statSync(log).size - page / 2)],
    ["its log's last page is nothing but zeros", (log) => overwrite(log, -page, Buffer.alloc(page))],
    ["the middle of its log's last page is garbled", (log) => overwrite(log, -page / 2, Buffer.from("garbled"))],
    ["its log goes on with what is none", (log) => writeFileSync(log, Buffer.alloc(10_000, 7), { flag: "a" })],
  ])("%s: it opens, and the run goes on from what was kept", async (_name, damage) => {
    const file = newFile();
    const { components, release, done } = blocked();
    const ended = scheduler(await opened(file), { components }).start(chain, { runId: "r" }).result;
    while (!done.includes("second")) await settled();
    // What a killed process leaves: the file and its log, as they are.
    const image = newFile();
    for (const end of ["", "-wal"]) copyFileSync(file + end, image + end);
    release();
    const whole = await ended;
    damage(`${image}-wal`);
    const store = await opened(image, { now: () => Date.now() + A_MINUTE });
    expect(store.unfinished()).toEqual(["r"]);
    const report = await scheduler(store, { components }).resume("r").result;
    expect(statuses(report)).toEqual(statuses(whole));
    expect(report.summary.attempts).toBe(3);
  });

  function overwrite(file: string, from: number, bytes: Buffer): void {
    const content = readFileSync(file);
    bytes.copy(content, content.length + from);
    writeFileSync(file, content);
  }

  test("a page of the file itself: what cannot be read is a StoreError", async () => {
    const file = newFile();
    const store = await openStore(file);
    await scheduler(store, {
      components: { test: scripted({ a: () => succeeded("x".repeat(9000)), b: () => succeeded() }) },
    }).run(chain, { runId: "r" });
    await store.close();
    const content = readFileSync(file);
    content.fill(0xff, 4096);
    writeFileSync(file, content);
    const error = await openStore(file).then(
      (broken) => {
        onTestFinished(() => broken.close());
        return thrownBy(() => [...broken.events("r")]);
      },
      (refused: unknown) => refused,
    );
    expect(error).toMatchObject({ name: "StoreError", message: expect.stringContaining("malformed") });
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a file that is no store of this version", () => {
  test.each<[string, (file: string) => void, string]>([
    ["a text", (file) => writeFileSync(file, "once upon a time ".repeat(100)), "file is not a database"],
    [
      "another program's database",
      (file) => make(file, "CREATE TABLE notes (text)"),
      "is a database of something else",
    ],
    [
      "another program's empty database",
      (file) => make(file, "PRAGMA application_id = 7"),
      "is a database of something else",
    ],
    [
      "a later version",
      (file) => make(file, "PRAGMA application_id = 1396918340; PRAGMA user_version = 99"),
      "written by a later version",
    ],
  ])("%s is refused, and left as it was", async (_name, write, message) => {
    const file = newFile();
    write(file);
    const before = readFileSync(file);
    await expect(openStore(file)).rejects.toMatchObject({
      code: "store-unusable",
      message: expect.stringContaining(message),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  function make(file: string, text: string): void {
    const db = new DatabaseSync(file);
    db.exec(text);
    db.close();
  }
});

test("a file that one process opened twice is still in use for all others", async () => {
  const file = newFile();
  const first = await opened(file);
  expect(first.runs()).toEqual([]);
  await opened(file);
  const takeAlone = `const { DatabaseSync } = require("node:sqlite");
    new DatabaseSync(${JSON.stringify(file)}).exec("PRAGMA locking_mode = EXCLUSIVE; SELECT * FROM runs");`;
  const other = spawnSync(process.execPath, ["-e", takeAlone], { encoding: "utf8" });
  expect(other.stderr).toContain("database is locked");
});

describe("two processes that want one run", () => {
  test("the one that stood still for longer than its lease has lost it: nothing that it writes counts", async () => {
    const file = newFile();
    const { components, release, done } = blocked();
    const slow = scheduler(await opened(file), { components }).start(chain, { runId: "r" });
    const told: string[] = [];
    const watched = (async () => {
      for await (const { type } of slow.notifications) told.push(type);
    })();
    const lost = isRefused(slow.result, "run-taken");
    while (!done.includes("second")) await settled();
    const other = await opened(file, { now: () => Date.now() + A_MINUTE });
    const fast = scripted({ a: () => succeeded("other"), b: () => succeeded("other") });
    const report = await scheduler(other, { components: { test: fast } }).resume("r").result;
    const journal = JSON.stringify([...other.events("r")]);
    release();
    await lost;
    await watched.catch(() => {});
    expect(done).toEqual(["first", "second"]);
    expect(told.filter((type) => type === "attempt-ended")).toHaveLength(1);
    expect(report.traces.map(({ output }) => output)).toEqual([null, "other", "other"]);
    expect(JSON.stringify([...other.events("r")])).toBe(journal);
  });

  test("one that waits has lost it at its next write", async () => {
    const file = newFile();
    const clock = new ManualClock();
    const lost = isRefused(scheduler(await opened(file), { clock }).run(nap, { runId: "r" }), "run-taken");
    await settled();
    const other = await opened(file, { now: () => Date.now() + A_MINUTE });
    const taken = scheduler(other, { clock }).resume("r");
    await settled();
    await clock.advance(2 * 3600_000);
    await lost;
    expect((await taken.result).summary.attempts).toBe(2);
  });

  test("a failed try to make a run leaves no number to another process", async () => {
    const file = newFile();
    const store = await opened(file);
    const { components, release, done } = blocked();
    await scheduler(store, { components: { test: scripted({ a: () => succeeded(), b: () => succeeded() }) } }).run(
      chain,
      { runId: "r" },
    );
    await expect(scheduler(store).run(nap, { runId: "r" })).rejects.toMatchObject({ code: "run-exists" });
    const going = scheduler(store, { components }).run(chain, { runId: "s" });
    while (!done.includes("second")) await settled();
    const other = await opened(file);
    expect(other.run("s")).toMatchObject({ held: true });
    expect(() => other.open("s")).toThrow(expect.objectContaining({ code: "run-held" }));
    release();
    await going;
  });
});

describe("a clock that is set while runs go on", () => {
  class SetClock extends ManualClock {
    set = 0;
    override readonly now = (): number => 1_700_000_000_000 + this.time + this.set;
  }
  const DAY = 24 * 3600_000;

  test.each([
    ["forward", DAY],
    ["back", -DAY],
  ])("%s: waits of this process last as long as they should", async (_name, by) => {
    const clock = new SetClock();
    const ended = scheduler(await opened(newFile()), { clock }).run(nap);
    await clock.advance(1_000);
    clock.set = by;
    await clock.advance(2 * 3600_000);
    const { traces } = await ended;
    expect(traces.map(({ durationMs }) => durationMs)).toEqual([3600_000, 3600_000]);
  });

  test.each([
    ["forward: a wait that is gone on with ends when the clock says so", DAY, 0],
    ["back: a wait that is gone on with ends when the clock says so", -DAY, DAY + 3600_000],
  ])("%s", async (_name, by, after) => {
    const store = await opened(newFile());
    const clock = new SetClock();
    const first = scheduler(store, { clock }).start(nap, { runId: "r" });
    await settled();
    first.leave();
    await expect(first.result).rejects.toMatchObject({ code: "run-left" });
    expect(clock.waiting).toBe(0);
    clock.set = by;
    const begun = clock.time;
    const told: number[] = [];
    const again = scheduler(store, {
      clock,
      observe: ({ type }) => void (type === "attempt-ended" && told.push(clock.time - begun)),
    }).resume("r");
    await clock.advance(DAY + 3 * 3600_000);
    await again.result;
    expect(told).toEqual([after, after + 3600_000]);
  });

  test.each([
    ["forward by more than a lease: a run can be taken over, as if its process stood still", A_MINUTE, false],
    ["back: a process that lives keeps its runs", -A_MINUTE, true],
  ])("%s", async (_name, by, held) => {
    const file = newFile();
    const store = await opened(file);
    const { components, release, done } = blocked();
    const going = scheduler(store, { components }).run(chain, { runId: "r" });
    while (!done.includes("second")) await settled();
    const other = await opened(file, { now: () => Date.now() + by });
    expect(other.run("r")?.held).toBe(held);
    release();
    await going;
  });
});

describe("a store that says no more", () => {
  test("a failed commit: the run and every later one of the process ends with the error, and none hangs", async () => {
    const file = newFile();
    const store = await opened(file);
    const db = new DatabaseSync(file);
    db.exec("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'no room'); END");
    db.close();
    const on = scheduler(store);
    for (const runId of ["r1", "r2"]) {
      await expect(on.run(nap, { runId })).rejects.toMatchObject({ code: "store-failed" });
    }
    await on.close();
  });

  test("closed under a run: the run stops here with the error, nothing more begins, and it can be resumed", async () => {
    const file = newFile();
    const store = await opened(file);
    const { components, release, done } = blocked();
    const going = scheduler(store, { components }).run(chain, { runId: "r" });
    while (!done.includes("second")) await settled();
    const lost = isRefused(going, "store-unusable");
    await store.close();
    release();
    await lost;
    await settled();
    expect(done).toEqual(["first", "second"]);
    const report = await scheduler(await opened(file), { components }).resume("r").result;
    expect(done).toEqual(["first", "second", "second", "third"]);
    expect(report.run.status).toBe("succeeded");
  });

  test("a run that ended has told everything by then", async () => {
    const store = await opened(newFile());
    const handle = scheduler(store, {
      components: { test: scripted({ a: () => succeeded(), b: () => succeeded() }) },
    }).start(chain);
    const told: Notification["type"][] = [];
    for await (const { type } of handle.notifications) told.push(type);
    expect(told[0]).toBe("run-started");
    expect(told.at(-1)).toBe("run-ended");
  });
});

test("a signal that somebody waits for is given, however many others are kept", async () => {
  const listen = scenario(
    [{ id: "wait", call: "std.wait_signal", with: { name: "go" } }],
    [{ id: "wait", action: "wait" }],
  );
  const handle = scheduler(await opened(newFile()), { limits: { maxSignals: 1 } }).start(listen);
  await settled();
  handle.signal("other", 1);
  handle.signal("go", 2);
  expect((await handle.result).traces[0]).toMatchObject({ status: "succeeded", output: 2 });
});
