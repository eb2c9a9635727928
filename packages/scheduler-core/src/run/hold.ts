import type { ActionDef } from "../scenario/scenario.ts";
import type { Attempt } from "./attempt.ts";
import { failedOutcome } from "./outcomes.ts";
import type { Run } from "./run.ts";
import type { TakenOutcome } from "./take-outcome.ts";

/**
 * Bounds what a run holds for its expressions beyond what its report keeps: the last output of every task. Gives the outcome, or the
 * failure in its place. Called for the last attempt of a visit, before its trace is recorded.
 */
export function holdOutput(run: Run, { task, plan }: Attempt, taken: TakenOutcome): TakenOutcome {
  if (run.kept.fits(taken.bytes)) return taken;
  const more = taken.bytes - replaced(run, task, plan.def);
  if (run.heldBytes + more > run.limits.maxHeldBytes) {
    const { maxKeptBytes, maxHeldBytes } = run.limits;
    const message = `The run's outputs are larger than ${maxKeptBytes} and ${maxHeldBytes} bytes, which is all that it keeps and holds.`;
    return { outcome: failedOutcome("output-too-large", message), bytes: 0, tooLarge: false };
  }
  hold(run, task, plan.def, taken.bytes);
  return taken;
}

/** Notes that a task's output of so many bytes is held. */
export function hold(run: Run, task: number, action: ActionDef | undefined, bytes: number): void {
  run.heldBytes += bytes - replaced(run, task, action);
  run.held.set(task, bytes);
}

/** A later visit's output takes the place of the earlier one's, unless that may have to be undone. */
function replaced(run: Run, task: number, action: ActionDef | undefined): number {
  return action?.compensate === undefined ? (run.held.get(task) ?? 0) : 0;
}
