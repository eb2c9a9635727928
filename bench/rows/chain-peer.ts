import { understoodScenario } from "../fixtures/understood.ts";
import { benchScheduler, runRate } from "../harness/engine.ts";
import { asyncAutoChain } from "../harness/peers.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const SIZE = 2000;

export async function measure(): Promise<Measurement[]> {
  const scheduler = benchScheduler();
  const figures = await alternate(
    {
      ours: () => runRate(scheduler, () => understoodScenario(SIZE, { edges: "chain" })),
      peer: () => rateOf(SIZE, () => asyncAutoChain(SIZE)),
    },
    { rounds: 21, warmup: 10 },
  );
  return [{ name: "chain-peer", ours: figures.ours, peer: figures.peer }];
}
