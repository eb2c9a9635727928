import { defineComponent, succeeded } from "@scheduler-components/executor";
import { understoodScenario } from "../fixtures/understood.ts";
import { benchScheduler } from "../harness/engine.ts";
import type { Measurement } from "../harness/row.ts";

const WAITING = 1_000_000;

/** Bytes in use once nothing that could be collected is left. */
function held(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external; // `external` includes array buffers.
}

/**
 * A run whose first task has begun, with a million tasks that wait behind it, each with an id and an edge of its own.
 * Counted is all that the run holds: the scenario's own objects, the work-breakdown structure and the state.
 */
export async function measure(): Promise<Measurement[]> {
  const control = new AbortController();
  let begun = 0;
  const probe = defineComponent({
    name: "probe",
    version: "1.0.0",
    calls: {
      hold: {
        description: "Measures, then ends the run.",
        parameters: { type: "object" },
        execute: () => {
          begun = held();
          control.abort();
          return succeeded();
        },
      },
    },
  });
  const scheduler = benchScheduler({ components: { probe }, concurrency: 1, signal: control.signal });
  // What a run needs once, such as code that is loaded on first use, is no part of a task's share.
  await benchScheduler().run(understoodScenario(1000, { edges: "chain" }));
  const before = held();
  const scenario = understoodScenario(WAITING + 1, { edges: "chain", call: "probe.hold" });
  const document = held();
  const report = await scheduler.run(scenario);
  if (begun === 0 || report.summary.tasks !== WAITING + 1)
    throw new Error(`The run ended ${report.run.status} too early.`);
  const note = `of these ${Math.round((document - before) / WAITING)} are the scenario's own objects`;
  return [{ name: "memory", ours: (begun - before) / WAITING, note }];
}
