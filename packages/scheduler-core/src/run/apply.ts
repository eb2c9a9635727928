import type { Command } from "../state/types.ts";
import { advance } from "./advance.ts";
import { decideEdges } from "./decide.ts";
import { expandNode } from "./expand.ts";
import { entryOf, type JournalEvent } from "./journal.ts";
import type { Run } from "./run.ts";
import { viewOutcome } from "./scope.ts";
import type { ActionOutcome } from "../outcome/outcome.ts";

const PASSED: ActionOutcome = Object.freeze({ status: "succeeded" });

/** A command that wants an answer before anything else happens. */
type Question = Extract<Command, { readonly type: "decide" | "expand" }>;

/** Applies one event, and the answers to what the machine asks after it. The only way a run's state changes. */
export function apply(run: Run, event: JournalEvent): void {
  let question = feed(run, event);
  while (question !== undefined) question = feed(run, answer(run, question, event.at));
}

function answer(run: Run, { type, task }: Question, at: number): JournalEvent {
  if (type === "expand") return { type: "expanded", task, at, ...expandNode(run, task) };
  const { state } = run;
  const view = viewOutcome(state.lastOutcome(task) ?? PASSED);
  run.scope.enter(state.taskId(task), state.visitsOf(task), 0, view);
  const { taken, error } = decideEdges(run, task, view, undefined);
  return error === undefined ? { type: "decided", task, taken, at } : { type: "run-failed", error, at };
}

/** Gives what the machine asks, if anything. */
function feed(run: Run, event: JournalEvent): Question | undefined {
  if (run.journal !== undefined) run.journal(entryOf(run, event));
  if (event.exports !== undefined) for (const { name, value } of event.exports) run.exports.set(name, value);
  const commands = advance(run, event);
  let question: Question | undefined;
  for (const command of commands) question = follow(run, command) ?? question;
  return question;
}

function follow(run: Run, command: Command): Question | undefined {
  switch (command.type) {
    case "decide":
    case "expand":
      return command;
    case "cancel-in-flight":
      run.cancelRequested = true;
      return undefined;
    case "ended":
      run.ended = true;
      return undefined;
  }
}
