import { understoodScenario } from "../fixtures/understood.ts";
import { benchScheduler, runRate } from "../harness/engine.ts";
import { CONCURRENCY, fastqRun } from "../harness/peers.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const SIZE = 100_000;

/** `dispatch` and `chain` share their rounds, since one is measured against the other. */
export async function measure(): Promise<Measurement[]> {
  const scheduler = benchScheduler({ concurrency: CONCURRENCY });
  const figures = await alternate(
    {
      dispatch: () => runRate(scheduler, () => understoodScenario(SIZE, { edges: "independent" })),
      fastq: () => rateOf(SIZE, () => fastqRun(SIZE)),
      chain: () => runRate(scheduler, () => understoodScenario(SIZE, { edges: "chain" })),
    },
    { rounds: 7, warmup: 3 },
  );
  return [
    { name: "dispatch", ours: figures.dispatch, peer: figures.fastq },
    { name: "chain", ours: figures.chain, peer: figures.dispatch },
  ];
}
