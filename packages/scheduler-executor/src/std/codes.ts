/** The closed list of error codes that the standard actions give beside the engine's; each has a row in `docs/errors.md`. */
export const STD_ERROR_CODES = [
  /** `std.fail` did as it was told. */
  "failed",
  /** No signal came in time. */
  "signal-missing",
  /** What came for `std.approve` decides nothing. */
  "signal-invalid",
  /** Somebody rejected what `std.approve` asked for. */
  "rejected",
  /** Nothing can send a signal here. */
  "unsupported",
] as const;

export type StdErrorCode = (typeof STD_ERROR_CODES)[number];
