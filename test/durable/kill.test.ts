/** A handful of what `pnpm test:crash` does by the hundred. */
import { expect, test } from "vitest";
import { crashRun } from "./crash/run.ts";

test.each([[1], [4], [9]])(
  "a run of the command line that is killed again and again ends as if it had not been: seed %i",
  async (seed) => {
    const { kills, faults } = await crashRun(seed, 3);
    expect(faults).toEqual([]);
    expect(kills).toBeGreaterThan(0);
  },
  120_000,
);
