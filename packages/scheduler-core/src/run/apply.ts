import type { Command } from "../state/types.ts";
import { advance } from "./advance.ts";
import { decideEdges } from "./decide.ts";
import { entryOf, type JournalEvent } from "./journal.ts";
import type { Run } from "./run.ts";
import { viewOutcome } from "./scope.ts";
import type { ActionOutcome } from "../outcome/outcome.ts";

const PASSED: ActionOutcome = Object.freeze({ status: "succeeded" });

/** Applies one event, and the decisions that it leads to. The only way a run's state changes. */
export function apply(run: Run, event: JournalEvent): void {
  let decide = feed(run, event);
  while (decide >= 0) {
    const task = decide;
    const { state } = run;
    // What reached a start decision is nothing; it passes on a success without output.
    const view = viewOutcome(state.arrivedOutcome(task) ?? PASSED);
    run.scope.enter(state.taskId(task), state.visitsOf(task), 0, view);
    const decided = decideEdges(run, task, view, undefined);
    if (decided.error !== undefined) decide = feed(run, { type: "run-failed", error: decided.error, at: event.at });
    else decide = feed(run, { type: "decided", task, taken: decided.taken, at: event.at });
  }
}

/** Gives the decision to make next, or -1. */
function feed(run: Run, event: JournalEvent): number {
  if (run.journal !== undefined) run.journal(entryOf(run, event));
  if (event.exports !== undefined) for (const { name, value } of event.exports) run.exports.set(name, value);
  const commands = advance(run, event);
  let decide = -1;
  for (const command of commands) decide = follow(run, command, decide);
  return decide;
}

function follow(run: Run, command: Command, decide: number): number {
  switch (command.type) {
    case "decide":
      return command.task;
    case "cancel-in-flight":
      run.cancelRequested = true;
      return decide;
    case "ended":
      run.ended = true;
      return decide;
  }
}
