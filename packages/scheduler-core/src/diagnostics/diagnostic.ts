import type * as wit from "../generated/scheduler-core-libs-types.d.ts";
import type { DiagnosticCode } from "./codes.ts";

export type Severity = wit.Severity;

/** One problem of a document. Lines and columns count from 1; the end is exclusive; `path` is a JSON pointer. */
export interface Diagnostic extends Readonly<Omit<wit.Diagnostic, "code">> {
  readonly code: DiagnosticCode;
}

/** Where in the document a problem lies: a path of keys and indexes, and whether its key or its value is meant. */
export interface Place {
  readonly path: readonly (string | number)[];
  /** `key`: the key itself (an unknown key); `value` (default): what stands under it. */
  readonly part?: "key" | "value";
  /** A range inside the value's text, in UTF-16 units of the decoded string: where in an expression or a template. */
  readonly within?: { readonly start: number; readonly end: number };
}

/** A problem as a rule reports it; the reader of the text adds line and column. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly at: Place;
  readonly hint?: string;
  readonly severity?: Severity;
}

/** Rules report through this and go on; nothing is thrown. */
export type Report = (problem: Problem) => void;
