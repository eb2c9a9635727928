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
    message: said.message,
    path: formatPointer(path),
    line: start?.line ?? 0,
    column: start?.column ?? 0,
    endLine: end?.line ?? 0,
    endColumn: end?.column ?? 0,
    ...(said.hint === undefined ? {} : { hint: said.hint }),
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
