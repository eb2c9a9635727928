import { transition } from "../state/transition.ts";
import type { Command, RunEvent } from "../state/types.ts";
import type { Run } from "./run.ts";

/** Moves a run's state, and the account of who waits. */
export function advance(run: Run, event: RunEvent): readonly Command[] {
  const { state } = run;
  const running = state.phase === "running";
  run.note(event);
  const commands = transition(state, event);
  // Nothing is tried again once the run stops, but what it undoes.
  if (running && state.phase !== "running") run.retryAt.clear();
  return commands;
}
