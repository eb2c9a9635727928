import type { DiagnosticCode } from "../diagnostics/codes.ts";

/** A range of the text in UTF-16 units; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A problem of the text itself, found before there are places to speak of. */
export interface TextProblem extends TextRange {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
  /** Where in the value, as far as it is known. */
  readonly path?: readonly (string | number)[];
}

export type ReportText = (problem: TextProblem) => void;
