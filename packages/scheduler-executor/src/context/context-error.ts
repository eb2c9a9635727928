/** The closed list of what goes wrong between a component and its context. */
export type ContextErrorCode =
  /** A read or an edit after the attempt had ended. */
  | "context-closed"
  /** The reason of `signal` when the attempt was cancelled. */
  | "cancelled"
  /** The reason of `signal` when the attempt reached its deadline. */
  | "timed-out"
  /** More edits than `maxEdits`. */
  | "too-many-edits"
  /** More redactions than `maxRedactions`. */
  | "too-many-redactions"
  /** An argument that is not what `wit/executor` says; the message says where. */
  | "invalid-argument";

/** What the context throws, and what the reason of its `signal` is. */
export class ContextError extends Error {
  readonly code: ContextErrorCode;

  constructor(code: ContextErrorCode, message: string) {
    super(message);
    this.name = "ContextError";
    this.code = code;
  }
}
