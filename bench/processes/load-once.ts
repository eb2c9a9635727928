/**
 * Loads a component once, in a process that has never seen one, through the side that is named, and prints the milliseconds until
 * its first outcome. `cold`: nothing is kept from before. `warm`: what was transpiled is at hand.
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { timed } from "../harness/rounds.ts";

const [side = "", how = "", file = "", cache = ""] = process.argv.slice(2);

async function ours(): Promise<number> {
  const { createScheduler } = await import("@scheduler-components/scheduler");
  const { loadGuest } = await import("../harness/guests.ts");
  const { runAll } = await import("../harness/engine.ts");
  const { understoodScenario } = await import("../fixtures/understood.ts");
  const scenario = understoodScenario(1, { edges: "independent", call: "guest.echo", with: () => ({ item: 1 }) });
  return timed(async () => {
    const component = await loadGuest(file, { cacheFolder: how === "cold" ? null : cache });
    await runAll(createScheduler({ components: { guest: component } }), scenario);
  });
}

async function bareCold(): Promise<number> {
  const { BareContext, instantiateBare, transpileBare } = await import("../harness/bare-guest.ts");
  return timed(async () => {
    const guest = await instantiateBare(await transpileBare(file));
    guest.componentApi.executeAction({ id: "work", call: "guest.echo", parameters: '{"item":1}' }, new BareContext());
  });
}

/** What was transpiled lies in `cache` as JSON; the thread compiles, instantiates, calls and answers. */
async function bareWarm(): Promise<number> {
  return timed(async () => {
    const { source, modules } = JSON.parse(await readFile(`${cache}/bare.json`, "utf8")) as {
      source: string;
      modules: [string, string][];
    };
    const worker = new Worker(new URL("bare-worker.ts", import.meta.url), { workerData: { source, modules } });
    await once(worker, "message");
    await worker.terminate();
  });
}

const took = side === "ours" ? await ours() : how === "cold" ? await bareCold() : await bareWarm();
process.stdout.write(`${JSON.stringify(took)}\n`);
process.exit(0);
