import type { Scenario } from "@scheduler-components/core";
import { Pool } from "undici";
import { understoodScenario } from "../fixtures/understood.ts";
import { benchScheduler, runRate } from "../harness/engine.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";
import { startServer } from "../harness/server.ts";

const SIZE = 5000;

async function poolRequests(pool: Pool): Promise<void> {
  for (let i = 0; i < SIZE; i++) {
    const { statusCode, body } = await pool.request({ path: `/asset?item=${i}`, method: "GET" });
    const value = await body.json();
    if (statusCode !== 200 || typeof value !== "object") throw new Error(`status ${statusCode}`);
  }
}

export async function measure(): Promise<Measurement[]> {
  await using server = await startServer();
  const { origin } = server;
  const scheduler = benchScheduler();
  const make = (): Scenario =>
    understoodScenario(SIZE, {
      edges: "chain",
      call: "http.get",
      with: (i) => ({ url: `${origin}/asset?item=${i}` }),
    });
  const pool = new Pool(origin);
  const figures = await alternate(
    { ours: () => runRate(scheduler, make), peer: () => rateOf(SIZE, () => poolRequests(pool)) },
    { rounds: 5, warmup: 1 },
  );
  await pool.close();
  return [{ name: "http-chain", ours: figures.ours, peer: figures.peer }];
}
