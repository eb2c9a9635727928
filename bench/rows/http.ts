import type { Scenario } from "@scheduler-components/core";
import { request } from "undici";
import { understoodScenario } from "../fixtures/understood.ts";
import { benchScheduler, runRate } from "../harness/engine.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";
import { startServer } from "../harness/server.ts";

const SIZE = 20_000;
const AT_ONCE = 50;

async function undiciRequests(origin: string): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < SIZE) {
      const { statusCode, body } = await request(`${origin}/asset?item=${next++}`);
      const value = await body.json();
      if (statusCode !== 200 || typeof value !== "object") throw new Error(`status ${statusCode}`);
    }
  };
  await Promise.all([...Array(AT_ONCE)].map(worker));
}

export async function measure(): Promise<Measurement[]> {
  await using server = await startServer();
  const { origin } = server;
  const scheduler = benchScheduler({ concurrency: AT_ONCE });
  const make = (): Scenario =>
    understoodScenario(SIZE, {
      edges: "independent",
      call: "http.get",
      with: (i) => ({ url: `${origin}/asset?item=${i}` }),
    });
  const figures = await alternate(
    {
      ours: () => runRate(scheduler, make),
      peer: () => rateOf(SIZE, () => undiciRequests(origin)),
    },
    { rounds: 5, warmup: 1 },
  );
  return [{ name: "http", ours: figures.ours, peer: figures.peer }];
}
