import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createScheduler, openStore } from "@scheduler-components/scheduler";
import { defineComponent, succeeded } from "@scheduler-components/executor";
import { understoodScenario } from "../fixtures/understood.ts";
import { runAll } from "../harness/engine.ts";
import { restateProgram, startRestate } from "../harness/restate.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const STEPS = 200;

const step = defineComponent({
  name: "step",
  version: "1.0.0",
  calls: { run: { parameters: { type: "object" }, execute: () => succeeded(1) } },
});

/** One chain of steps, each kept before the next. Both sides wait for the disk at every step: nothing of their durability is turned down. */
export async function measure(): Promise<Measurement[]> {
  const program = restateProgram();
  if (program === undefined)
    return [{ name: "durable-vs-restate", leftOut: "Restate's server is not published for this machine" }];
  const folder = await mkdtemp(join(tmpdir(), "bench-durable-"));
  const store = await openStore(join(folder, "ours.db"));
  try {
    await using restate = await startRestate(program);
    const scheduler = createScheduler({ store, components: { step } });
    const chain = understoodScenario(STEPS, { edges: "chain", call: "step.run" });
    const text = JSON.stringify(chain);
    const figures = await alternate(
      {
        ours: () =>
          rateOf(STEPS, () => runAll({ ...scheduler, run: (scenario) => scheduler.run(scenario, { text }) }, chain)),
        peer: () =>
          rateOf(STEPS, async () => {
            if ((await restate.chain(STEPS)) !== STEPS) throw new Error("Restate left out steps.");
          }),
      },
      { rounds: 11, warmup: 3 },
    );
    return [{ name: "durable-vs-restate", ours: figures.ours, peer: figures.peer }];
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
