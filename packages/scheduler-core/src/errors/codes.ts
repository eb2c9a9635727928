/**
 * The closed list of error codes that the engine itself puts into outcomes and runs; each has a row in `docs/errors.md`.
 * A component may give codes of its own beside them.
 */
export const ERROR_CODES = [
  /** A `{{ }}` of `with` could not be evaluated. Not retryable. */
  "template-failed",
  /** The rendered parameters do not fit the manifest's schema. Not retryable. */
  "invalid-parameters",
  /** A node's `for_each` did not give a list, or one that is too large. Not retryable. */
  "invalid-items",
  /** Items of a node with `for_each` failed; the causes name them. Not retryable. */
  "item-failed",
  /** An export's value could not be evaluated, or a metric's is not a number. Not retryable. */
  "export-failed",
  /** The batch of edits was refused. Not retryable. */
  "edit-refused",
  /** The attempt reached its timeout. */
  "timed-out",
  /** The attempt was cancelled. */
  "cancelled",
  /** Nobody knows how far the attempt came, and it must not be carried out twice. Not retryable. */
  "outcome-unknown",
  /** The component itself could not do its job: it threw, or answered `result::err`. */
  "component-failed",
  /** The component trapped, exited, or broke the rules of its boundary; its instance was ended. */
  "component-trapped",
  /** The component's memory was full. */
  "out-of-memory",
  /** The component reached one of its limits; the message names it. */
  "limit-reached",
  /** A cause: the component asked for a capability that was not granted. */
  "capability-denied",
  /** What the component answered is not an outcome. */
  "invalid-outcome",
  /** The component could not be initialised. */
  "init-failed",
  /** No component answers the call. */
  "unknown-call",
  /** The output is larger than allowed. */
  "output-too-large",
  /** An edge's condition failed or did not give a boolean. Ends the run. */
  "condition-failed",
  /** A failure that no edge handles. Ends the run. */
  "unhandled-failure",
  /** A node was visited more often than `max_visits`. Ends the run. */
  "max-visits",
  /** The run grew beyond `max_tasks`. */
  "max-tasks",
  /** A cause: what a task did was not undone when the run ended, though its action says how. */
  "compensation-failed",
  /** The run's deadline passed. Ends the run. */
  "deadline-exceeded",
  /** The run was interrupted from outside. */
  "interrupted",
  /** An internal fault; a bug to report. Ends the run. */
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
