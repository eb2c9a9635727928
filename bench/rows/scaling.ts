import { understoodScenario } from "../fixtures/understood.ts";
import { benchScheduler, runAll } from "../harness/engine.ts";
import { alternate, timed } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const LARGE = 1_000_000;
const SMALL = 10_000;
/** Runs of the small size in a round, so that a round of it is long enough to be measured. */
const REPEATS = 10;

export async function measure(): Promise<Measurement[]> {
  const scheduler = benchScheduler();
  const large = understoodScenario(LARGE, { edges: "independent" });
  const small = understoodScenario(SMALL, { edges: "independent" });
  const nanoseconds = async (count: number, work: () => unknown): Promise<number> =>
    ((await timed(work)) / count) * 1e6;
  const figures = await alternate(
    {
      small: () => nanosecondsATask(SMALL, REPEATS),
      large: () => nanosecondsATask(LARGE, 1),
    },
    { rounds: 3, warmup: 1 },
  );
  return [{ name: "scaling", ours: figures.large, peer: figures.small }];
}
