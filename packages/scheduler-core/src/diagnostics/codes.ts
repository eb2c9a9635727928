/** The closed list of diagnostic codes; each has a row in `docs/errors.md`. */
export const DIAGNOSTIC_CODES = [
  // The text.
  "document-too-large",
  "encoding",
  "control-character",
  "empty-document",
  "several-documents",
  "yaml-syntax",
  "yaml-key",
  "yaml-tag",
  "yaml-alias",
  "duplicate-key",
  "forbidden-key",
  "number-not-finite",
  "nesting-too-deep",
  "too-many-tokens",
  "too-many-aliases",
  "too-many-problems",
  // The shape.
  "unknown-key",
  "missing-key",
  "wrong-type",
  "unknown-value",
  "out-of-range",
  "empty-value",
  "invalid-id",
  "invalid-duration",
  "invalid-size",
  "invalid-call",
  "invalid-sha256",
  "invalid-schedule",
  // Names.
  "duplicate-id",
  "reserved-id",
  "conflicting-export",
  "unknown-reference",
  "unknown-component",
  "unknown-call",
  "unknown-status",
  // Expressions and templates.
  "expression-syntax",
  "unknown-function",
  // Values.
  "invalid-parameter",
  "invalid-schema",
  "invalid-default",
  "source-outside-folder",
  "invalid-source",
  "component-refused",
  // Scenarios that others run.
  "child-unreadable",
  "child-invalid",
  "child-cycle",
  "children-too-deep",
  // The graph.
  "not-allowed-here",
  "join-all-below-any",
  "join-any-in-loop",
  "loop-below-any",
  "loops-too-deep",
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];
