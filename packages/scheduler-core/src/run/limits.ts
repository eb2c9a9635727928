/** Bounds of a run. Each has a default, so that a scenario and its components cannot exhaust the process. */
export interface RunLimits {
  /** Tasks of a run, those added by edits included. */
  readonly maxTasks: number;
  /** Compact JSON of one outcome's output; a larger one fails the attempt with `output-too-large`. */
  readonly maxOutputBytes: number;
  /** Outputs, details, errors and log lines kept for the report, all together; what does not fit is cut, and marked. */
  readonly maxKeptBytes: number;
  /**
   * Outputs held for expressions though the report does not keep them, all together. An attempt whose output does not fit fails
   * with `output-too-large`.
   */
  readonly maxHeldBytes: number;
  /** Traces kept of a run; later attempts are counted, and only reach observers. */
  readonly maxTraces: number;
  /** Log lines, and edits, kept of a run; later ones only reach observers. */
  readonly maxLogs: number;
  /** Signals kept that nobody has waited for yet; a further one is refused. */
  readonly maxSignals: number;
  /** Runs inside one another: one that begins another by `scenario.run` is not the innermost. */
  readonly maxRunDepth: number;
  /** Runs begun below one run, on all levels together. */
  readonly maxChildRuns: number;
  /** Characters of one log line, detail or error message; the rest is cut. */
  readonly maxTextLength: number;
}

export const DEFAULT_RUN_LIMITS: RunLimits = {
  maxTasks: 100_000,
  maxOutputBytes: 1024 * 1024,
  maxKeptBytes: 256 * 1024 * 1024,
  maxHeldBytes: 256 * 1024 * 1024,
  maxTraces: 2_000_000,
  maxLogs: 100_000,
  maxSignals: 10_000,
  maxRunDepth: 16,
  maxChildRuns: 10_000,
  maxTextLength: 64 * 1024,
};
