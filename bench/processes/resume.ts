/**
 * Goes on with every unfinished run of a store, and prints how long it took until each has started its next task, and the most memory that
 * the process had until then. `fill` in place of `open`: makes the runs, and ends as a process that is killed.
 */
import { writeFileSync } from "node:fs";
import { createScheduler, openStore } from "@scheduler-components/scheduler";
import { defineComponent, succeeded } from "@scheduler-components/executor";
import type { Scenario } from "@scheduler-components/core";
import { understoodScenario } from "../fixtures/understood.ts";

const [how = "", file = "", runs = "0", tasks = "0"] = process.argv.slice(2);
const count = Number(runs);

let arrived = 0;
let all = (): void => {};
const there = new Promise<void>((resolve) => (all = resolve));

/** Steps that are done at once, and one that is not done any more. */
const work = defineComponent({
  name: "work",
  version: "1.0.0",
  calls: {
    step: { parameters: { type: "object" }, execute: () => succeeded() },
    hold: {
      parameters: { type: "object" },
      execute: () => {
        if (++arrived === count) all();
        return new Promise<never>(() => {});
      },
    },
  },
});

function scenario(): Scenario {
  const made = understoodScenario(Number(tasks) + 1, { edges: "chain", call: "work.step" });
  const last = made.nodes.at(-1);
  if (last === undefined) throw new Error("There are no tasks.");
  const hold = { ...(made.actions[0] as Scenario["actions"][number]), id: "hold", call: "work.hold" };
  return {
    ...made,
    actions: [...made.actions, hold],
    nodes: [...made.nodes.slice(0, -1), { ...last, action: "hold" }],
  };
}

function text(): string {
  const { name, nodes, actions } = scenario();
  return JSON.stringify({
    version: "1.0",
    name,
    actions: { actions: actions.map(({ id, call }) => ({ id, call })) },
    workflows: {
      nodes: nodes.map(({ id, type, action, edges }) => ({ id, type, action, edges: edges.map(({ to }) => ({ to })) })),
    },
  });
}

const store = await openStore(file);
const scheduler = createScheduler({ store, components: { work } });
const started = performance.now();
const failed = (error: unknown): void => {
  throw error;
};
if (how === "fill") {
  const written = text();
  for (let run = 0; run < count; run++) scheduler.run(written, { runId: `run-${run}` }).catch(failed);
} else for (const id of store.unfinished()) scheduler.resume(id).result.catch(failed);
await there;
const ms = performance.now() - started;
// In KiB, as the system counts it.
writeFileSync(1, `${JSON.stringify({ ms, bytes: process.resourceUsage().maxRSS * 1024 })}\n`);
// The store is not closed: the runs are left as they are.
process.exit(0);
