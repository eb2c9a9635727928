import type { WbsEdit } from "../outcome/outcome.ts";
import type { RunState } from "./run-state.ts";

/** Applies a batch that `checkEdits` accepted. */
export function applyEdits(_state: RunState, _edits: readonly WbsEdit[]): void {
  throw new Error("Edits are not applied yet");
}
