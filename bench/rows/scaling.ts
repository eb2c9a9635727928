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
  // Made anew for every round, before the clock starts.
  const nanosecondsATask = async (count: number, runs: number): Promise<number> => {
    const scenarios = [...Array(runs)].map(() => understoodScenario(count, { edges: "independent" }));
    const elapsed = await timed(async () => {
      for (const scenario of scenarios) await runAll(scheduler, scenario);
    });
    return (elapsed / (count * runs)) * 1e6;
  };
  const figures = await alternate(
    {
      small: () => nanosecondsATask(SMALL, REPEATS),
      large: () => nanosecondsATask(LARGE, 1),
    },
    { rounds: 3, warmup: 1 },
  );
  return [{ name: "scaling", ours: figures.large, peer: figures.small }];
}
