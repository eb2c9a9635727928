/** Dispatches 100 000 tasks once, cold, through the side that is named, and prints the rate. */
import { understoodScenario } from "../fixtures/understood.ts";
import { rateOf } from "../harness/rounds.ts";

const SIZE = 100_000;

async function ours(): Promise<number> {
  const { benchScheduler, runAll } = await import("../harness/engine.ts");
  const scenario = understoodScenario(SIZE, { edges: "independent" });
  return rateOf(SIZE, () => runAll(benchScheduler(), scenario));
}

async function peer(): Promise<number> {
  const { fastqRun } = await import("../harness/peers.ts");
  return rateOf(SIZE, () => fastqRun(SIZE));
}

process.stdout.write(`${JSON.stringify(await (process.argv[2] === "ours" ? ours() : peer()))}\n`);
