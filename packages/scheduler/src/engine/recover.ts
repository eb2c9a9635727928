import {
  cancelledOutcome,
  failedOutcome,
  reopenAttempt,
  type Attempt,
  type Run,
  type TakenOutcome,
} from "@scheduler-components/core";
import { taken } from "./answers.ts";
import type { RunJournalist } from "./journalist.ts";

export interface RecoverGround {
  readonly journalist: RunJournalist;
  readonly at: number;
  /** Carries an attempt out. */
  readonly open: (attempt: Attempt) => void;
  readonly end: (attempt: Attempt, outcome: TakenOutcome) => void;
}

/** What becomes of the attempts that were under way when the process that carried them out ended, in the order they were started. */
export function recoverAttempts(run: Run, ground: RecoverGround): void {
  // Ending or opening one changes the map.
  for (const task of Array.from(run.underWay.keys())) recover(run, reopenAttempt(run, task, ground.at), ground);
}

function recover(run: Run, attempt: Attempt, { journalist, at, open, end }: RecoverGround): void {
  // One whose parameters cannot be made never reached its component.
  if (attempt.plan.def.delivery === "at_most_once" && attempt.action !== undefined) {
    const message =
      "The process ended while the attempt was under way; with delivery: at_most_once it is not carried out again.";
    journalist.note("warn", "outcome-unknown", attempt, message, at);
    end(attempt, taken(failedOutcome("outcome-unknown", message)));
  } else if (run.state.phase !== "running" && !run.state.isCompensation(attempt.task)) {
    const message = "The process ended while the attempt was under way, and the run was ending.";
    end(attempt, taken(cancelledOutcome(message)));
  } else {
    const message = "The process that carried this attempt out has ended; it is carried out once more.";
    journalist.note("warn", "interrupted", attempt, message, at);
    open(attempt);
  }
}
