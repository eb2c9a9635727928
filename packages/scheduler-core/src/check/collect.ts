import type { Problem } from "../diagnostics/diagnostic.ts";

/** Collects problems up to a number, and counts the rest. */
export interface Collector {
  readonly report: (problem: Problem) => void;
  readonly problems: readonly Problem[];
  /** How many came after the last that was kept. */
  readonly dropped: () => number;
}

export function collect(most: number): Collector {
  const problems: Problem[] = [];
  let dropped = 0;
  const report = (problem: Problem): void => {
    if (problems.length < most) problems.push(problem);
    else dropped += 1;
  };
  return { report, problems, dropped: () => dropped };
}

export function tooManyProblems(shown: number): Problem {
  return {
    code: "too-many-problems",
    message: `there are more problems; only ${shown} are shown`,
    at: { path: [] },
    hint: "fix these first; the limit is maxDiagnostics",
  };
}
