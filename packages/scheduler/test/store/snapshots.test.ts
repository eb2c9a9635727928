import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { JsonValue, RunReport } from "@scheduler-components/core";
import { succeeded } from "@scheduler-components/executor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RunLeftError } from "../../src/engine/errors.ts";
import type { RunHandle } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { scenario, scripted, settled, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

const TURNS = 400;

/** Goes round, and is left after so many turns; 30 KB of journal are 100 of them. */
const loop = scenario(
  [
    {
      id: "turn",
      call: "test.turn",
      with: { turns: "{{ exports.turns }}" },
      export: [{ type: "metric", name: "turns", default: 0, value: "exports.turns + 1" }],
    },
  ],
  [
    { id: "again", action: "turn", edges: [{ to: "again", trigger: { condition: `exports.turns < ${TURNS}` } }] },
    { id: "waits", type: "decision" },
  ],
);

let file: string;
let store: Store;

beforeEach(async () => {
  file = join(folderWith({}), "runs.db");
  store = await openStore(file);
});

afterEach(() => store.close());

function sql(text: string): readonly { readonly [column: string]: JsonValue }[] {
  const db = new DatabaseSync(file);
  try {
    return db.prepare(text).all() as unknown as readonly { readonly [column: string]: JsonValue }[];
  } finally {
    db.close();
  }
}

async function isLeft(handle: RunHandle): Promise<void> {
  await expect(handle.result).rejects.toBeInstanceOf(RunLeftError);
}

async function isTaken(handle: RunHandle): Promise<void> {
  await expect(handle.result).rejects.toMatchObject({ code: "run-taken" });
}

/** Drives the run, new or not, until a turn does not come back. */
async function leftAt(turn: number, how: "start" | "resume"): Promise<void> {
  let arrived = (): void => {};
  const there = new Promise<void>((resolve) => (arrived = resolve));
  const components = {
    test: scripted({
      turn: ({ turns }) => {
        if (turns !== turn) return succeeded({ turns: turns ?? null });
        arrived();
        return new Promise<never>(() => {});
      },
    }),
  };
  const scheduler = testScheduler({ store, components, gracePeriodMs: 0 });
  const handle = how === "start" ? scheduler.start(loop, { runId: "r" }) : scheduler.resume("r");
  const ended = isLeft(handle);
  await there;
  handle.leave();
  await ended;
}

function toEnd(): Promise<RunReport> {
  const components = { test: scripted({ turn: ({ turns }) => succeeded({ turns: turns ?? null }) }) };
  return testScheduler({ store, components }).resume("r").result;
}

/** All but times. */
function essence({ run, traces, summary, ...rest }: RunReport): unknown {
  const told = traces.map(({ seq, task, visit, attempt, status, output }) => [
    seq,
    task,
    visit,
    attempt,
    status,
    output,
  ]);
  const { id, status } = run;
  return { ...rest, run: { id, status }, traces: told, attempts: summary.attempts };
}

async function whole(): Promise<unknown> {
  const components = { test: scripted({ turn: ({ turns }) => succeeded({ turns: turns ?? null }) }) };
  const report = await testScheduler({ components }).run(loop, { runId: "r" });
  return essence(report);
}

async function checkEnd(): Promise<void> {
  const { logs, ...report } = essence(await toEnd()) as { readonly logs: readonly { readonly code: string }[] };
  expect({ ...report, logs: [] }).toEqual(await whole());
  expect(logs.map(({ code }) => code)).toEqual(["interrupted"]);
}

test("a run of any length is opened by reading a bounded part of its journal", async () => {
  await leftAt(350, "start");
  const [snapshot] = sql("SELECT seq, length(data) AS size FROM snapshots");
  const [after] = sql(`SELECT sum(length(entries)) AS size FROM journal WHERE seq > ${String(snapshot?.["seq"])}`);
  const [all] = sql("SELECT sum(length(entries)) AS size FROM journal");
  expect(snapshot?.["size"]).toBeLessThan(2_000);
  expect(after?.["size"]).toBeLessThan(33_000);
  expect(all?.["size"]).toBeGreaterThan(66_000);
  const { snapshot: opened, journal } = store.open("r");
  const read = [...(opened?.entriesAfter() ?? [])].length;
  const before = [...journal.beforeSnapshot()].length;
  await journal.release();
  expect(read + before).toBe([...store.entries("r")].length);
  expect(read).toBeLessThan(before);
});

test("a run goes on from its snapshot to the report that it would have had anyway", async () => {
  await leftAt(350, "start");
  await checkEnd();
});

test("a run that is opened again and again has one snapshot, the last", async () => {
  const seqs: unknown[] = [];
  for (const [at, turn] of [120, 240, 360].entries()) {
    await leftAt(turn, at === 0 ? "start" : "resume");
    const rows = sql("SELECT seq FROM snapshots");
    expect(rows).toHaveLength(1);
    seqs.push(rows[0]?.["seq"]);
  }
  expect(seqs).toEqual(seqs.toSorted((a, b) => Number(a) - Number(b)));
  expect(new Set(seqs).size).toBe(3);
});

test.each([
  ["is missing", "DELETE FROM snapshots"],
  ["is no JSON", "UPDATE snapshots SET data = substr(data, 1, 100)"],
  ["is of a version that nobody knows", `UPDATE snapshots SET data = '{"version":99}'`],
  ["lacks a part", "UPDATE snapshots SET data = json_remove(data, '$.state')"],
  ["tells of another place in the run", "UPDATE snapshots SET data = json_set(data, '$.state.status', json('[0,2]'))"],
  ["comes after all that there is", "UPDATE snapshots SET seq = 1000000"],
])("a snapshot that %s is as if there were none", async (_name, damage) => {
  await leftAt(350, "start");
  sql(damage);
  await checkEnd();
});

test("what is kept of a run that has ended is its journal and its report", async () => {
  await leftAt(350, "start");
  expect(sql("SELECT run FROM snapshots")).toHaveLength(1);
  await toEnd();
  expect(sql("SELECT run FROM snapshots")).toEqual([]);
});

test("what is pruned leaves no snapshot behind", async () => {
  await leftAt(350, "start");
  // As where a later version ends a run and knows nothing of snapshots.
  sql("UPDATE runs SET status = 'failed', ended_at = 1");
  expect(store.prune(2)).toBe(1);
  expect(sql("SELECT run FROM snapshots")).toEqual([]);
});

test("another process that has taken the run over finds no snapshot of the earlier driver after that", async () => {
  const components = { test: scripted({ turn: ({ turns }) => succeeded({ turns: turns ?? null }) }) };
  const handle = testScheduler({ store, components }).start(loop, { runId: "r" });
  const ended = isTaken(handle);
  await settled();
  sql("UPDATE runs SET driver = driver + 1");
  const [before] = sql("SELECT count(*) AS rows, coalesce(max(seq), -1) AS seq FROM snapshots");
  await ended;
  expect(sql("SELECT count(*) AS rows, coalesce(max(seq), -1) AS seq FROM snapshots")).toEqual([before]);
});
