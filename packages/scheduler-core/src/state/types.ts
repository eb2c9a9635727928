/** What goes into the state machine and what comes out. Tasks and edges are numbers; `at` is the only clock, in milliseconds. */
import type { JsonValue } from "../json/value.ts";
import type { ActionError, ActionOutcome, WbsEdit } from "../outcome/outcome.ts";

/** What was decided about a run: folding a run's events gives its state again. */
export type RunEvent = { readonly at: number } & (
  | { readonly type: "begun" }
  /** A ready task got a slot. */
  | { readonly type: "started"; readonly task: number }
  /** An attempt failed and another one follows; the slot is free until `due`. */
  | { readonly type: "retrying"; readonly task: number; readonly delayMs: number }
  /** The wait for another attempt is over. */
  | { readonly type: "due"; readonly task: number }
  /** The last attempt of a visit ended. `taken` holds edges, those of accepted `edits` included; `edits` were checked with `checkEdits`. */
  | {
      readonly type: "completed";
      readonly task: number;
      readonly outcome: ActionOutcome;
      readonly taken: readonly number[];
      readonly edits?: readonly WbsEdit[];
    }
  /** The answer to the command `expand`: the list of this visit, or why there is none. */
  | {
      readonly type: "expanded";
      readonly task: number;
      readonly items?: readonly JsonValue[];
      readonly error?: ActionError;
    }
  /** The answer to the command `decide`; nothing else but an end of the run is accepted in its place. */
  | { readonly type: "decided"; readonly task: number; readonly taken: readonly number[] }
  /** The run cannot go on, say because a condition failed. */
  | { readonly type: "run-failed"; readonly error: ActionError }
  | { readonly type: "interrupted" }
);

/** What the shell has to do next, beside starting what is ready. */
export type Command =
  /** Evaluate the list of this node with `for_each` and answer with `expanded`. */
  | { readonly type: "expand"; readonly task: number }
  /** Evaluate the edges of this task, a decision or one whose items are over, on its last outcome and answer with `decided`. */
  | { readonly type: "decide"; readonly task: number }
  | { readonly type: "cancel-in-flight" }
  /** Nothing follows; `result` is set. */
  | { readonly type: "ended" };

export type { OutgoingEdge } from "./outgoing.ts";
export type { RunResult } from "./result.ts";
export type { RunState } from "./run-state.ts";
