import { failedOutcome } from "./outcomes.ts";
import type { Run } from "./run.ts";
import type { TakenOutcome } from "./take-outcome.ts";

/**
 * Bounds what a run holds for its expressions beyond what its report keeps: the last output of every task. Gives the outcome, or the
 * failure in its place. Called for the last attempt of a visit, before its trace is recorded.
 */
export function holdOutput(run: Run, task: number, taken: TakenOutcome): TakenOutcome {
  if (run.kept.fits(taken.bytes)) return taken;
  const { held, limits } = run;
  // A later visit's output takes the place of the earlier one's.
  const total = run.heldBytes - (held.get(task) ?? 0) + taken.bytes;
  if (total > limits.maxHeldBytes) {
    const { maxKeptBytes, maxHeldBytes } = limits;
    const message = `The run's outputs are larger than ${maxKeptBytes} and ${maxHeldBytes} bytes, which is all that it keeps and holds.`;
    return { outcome: failedOutcome("output-too-large", message), bytes: 0, tooLarge: false };
  }
  held.set(task, taken.bytes);
  run.heldBytes = total;
  return taken;
}
