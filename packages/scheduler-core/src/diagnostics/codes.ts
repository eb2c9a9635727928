/** The closed list of diagnostic codes; each has a row in `docs/errors.md`. */
export const DIAGNOSTIC_CODES = [
  "yaml-syntax",
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];
