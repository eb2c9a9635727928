import type { Problem } from "../diagnostics/diagnostic.ts";

/** Collects problems up to a number, and notes that there were more. */
export interface Collector {
  readonly report: (problem: Problem) => void;
  readonly problems: readonly Problem[];
  /** Whether more came than are kept. */
  readonly isFull: () => boolean;
}

export function collect(most: number): Collector {
  const problems: Problem[] = [];
  let full = false;
  const report = (problem: Problem): void => {
    if (problems.length < most) problems.push(problem);
    else full = true;
  };
  return { report, problems, isFull: () => full };
}

export function tooManyProblems(shown: number): Problem {
  return {
    code: "too-many-problems",
    message: `there are more problems; only ${shown} are shown`,
    at: { path: [] },
    hint: "fix these first; the limit is maxDiagnostics",
  };
}
