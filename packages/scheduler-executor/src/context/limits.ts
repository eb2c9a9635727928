/** What one attempt may put on its run. */
export interface ContextLimits {
  /** Edits; one more throws `too-many-edits`. */
  readonly maxEdits: number;
  /** Log entries; further ones are dropped, and a last entry says so. */
  readonly maxLogEntries: number;
  /** The UTF-16 units of all log messages together; an entry that does not fit is dropped like one too many. */
  readonly maxLogLength: number;
  /** Redacted values; one more throws `too-many-redactions`. */
  readonly maxRedactions: number;
  /** The UTF-16 units of one redacted value; a longer one throws `invalid-argument`. */
  readonly maxRedactionLength: number;
}

export const DEFAULT_CONTEXT_LIMITS: ContextLimits = {
  maxEdits: 10_000,
  maxLogEntries: 1_000,
  maxLogLength: 256 * 1024,
  maxRedactions: 256,
  maxRedactionLength: 64 * 1024,
};
