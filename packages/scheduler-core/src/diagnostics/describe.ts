import { formatPointer } from "../json/pointer.ts";
import type { LineIndex } from "../read/lines.ts";
import type { TextProblem, TextRange } from "../read/problem.ts";
import type { Diagnostic, Problem, Severity } from "./diagnostic.ts";

interface Said {
  readonly code: Problem["code"];
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: Severity | undefined;
}

/** Longest message or hint; names in them come from the document, and an alias repeats a long one cheaply. */
const LONGEST_TEXT = 2_000;

/** Longest path; one that is longer is given up to the last part that fits. */
const LONGEST_PATH = 4_000;

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1).toWellFormed()}…`;
}

function shortPath(path: readonly (string | number)[]): string {
  let length = 0;
  const tooFar = path.findIndex((part) => (length += String(part).length + 1) > LONGEST_PATH);
  return formatPointer(tooFar < 0 ? path : path.slice(0, tooFar));
}

function describe(
  said: Said,
  path: readonly (string | number)[],
  range: TextRange | undefined,
  lines: (() => LineIndex) | undefined,
): Diagnostic {
  const start = range === undefined ? undefined : lines?.().position(range.start);
  const end = range === undefined ? undefined : lines?.().position(Math.max(range.start, range.end));
  return {
    code: said.code,
    severity: said.severity ?? "error",
    message: shorten(said.message),
    path: shortPath(path),
    line: start?.line ?? 0,
    column: start?.column ?? 0,
    endLine: end?.line ?? 0,
    endColumn: end?.column ?? 0,
    ...(said.hint === undefined ? {} : { hint: shorten(said.hint) }),
  };
}

/** A problem of the text as a diagnostic. */
export function describeTextProblem(problem: TextProblem, lines: () => LineIndex): Diagnostic {
  return describe(problem, problem.path ?? [], problem, lines);
}

/** A problem of the value as a diagnostic; without `locate` there is no text, and line and column are 0. */
export function describeProblem(
  problem: Problem,
  locate?: (place: Problem["at"]) => TextRange,
  lines?: () => LineIndex,
): Diagnostic {
  return describe(problem, problem.at.path, locate?.(problem.at), lines);
}

/** By line and column; what has none keeps the order in which it was found. */
export function sortDiagnostics(diagnostics: Diagnostic[]): Diagnostic[] {
  return diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
}
