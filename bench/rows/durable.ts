import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createScheduler, openStore } from "@scheduler-components/scheduler";
import { defineComponent, succeeded } from "@scheduler-components/executor";
import { understoodScenario } from "../fixtures/understood.ts";
import { runAll } from "../harness/engine.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const STEPS = 2_000;
const RUNS = 200;
const STEPS_OF_EACH = 50;
/** Rows of the other side in one commit. */
const BATCH = 100;

const step = defineComponent({
  name: "step",
  version: "1.0.0",
  calls: { run: { parameters: { type: "object" }, execute: () => succeeded() } },
});

/** A run of steps one after another, each kept before the next; and many runs at once. Both against the bare database. */
export async function measure(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-durable-"));
  const store = await openStore(join(folder, "ours.db"));
  const bare = openBare(join(folder, "bare.db"));
  const scheduler = createScheduler({ store, components: { step } });
  const chain = understoodScenario(STEPS, { edges: "chain", call: "step.run" });
  const short = understoodScenario(STEPS_OF_EACH, { edges: "chain", call: "step.run" });
  const text = JSON.stringify(chain);
  try {
    const figures = await alternate(
      {
        chain: () =>
          rateOf(STEPS, () => runAll({ ...scheduler, run: (scenario) => scheduler.run(scenario, { text }) }, chain)),
        rows: () => rateOf(STEPS, () => bare.insert(STEPS, 1)),
        many: () =>
          rateOf(RUNS * STEPS_OF_EACH, () =>
            Promise.all(Array.from({ length: RUNS }, () => scheduler.run(short, { text }))),
          ),
        batches: () => rateOf(RUNS * STEPS_OF_EACH, () => bare.insert(RUNS * STEPS_OF_EACH, BATCH)),
      },
      { rounds: 5, warmup: 1 },
    );
    return [
      { name: "durable-chain", ours: figures.chain, peer: figures.rows },
      { name: "durable-many", ours: figures.many, peer: figures.batches },
    ];
  } finally {
    await store.close();
    bare.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bare {
  readonly insert: (rows: number, inOneCommit: number) => void;
  readonly close: () => void;
}

/** The same database with the same synchronisation, and rows as large as those of a step. */
function openBare(file: string): Bare {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE rows (run INTEGER, seq INTEGER, data TEXT, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID");
  const insert = db.prepare("INSERT INTO rows VALUES (?, ?, ?)");
  const data = "x".repeat(400);
  let run = 0;
  return {
    insert: (rows, inOneCommit) => {
      run += 1;
      for (let row = 0; row < rows;) {
        db.exec("BEGIN IMMEDIATE");
        for (let i = 0; i < inOneCommit; i++) insert.run(run, row++, data);
        db.exec("COMMIT");
      }
    },
    close: () => db.close(),
  };
}
