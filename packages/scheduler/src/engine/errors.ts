import type { Diagnostic, RunProblem } from "@scheduler-components/core";

/** The scenario is not valid; nothing ran. */
export class ScenarioInvalidError extends Error {
  readonly code = "scenario-invalid";
  /** All problems at once, with their places. */
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    const [first] = diagnostics;
    const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
    const where = first === undefined ? "" : `: ${first.line}:${first.column} ${first.message}${more}`;
    super(`The scenario is not valid${where}`);
    this.name = "ScenarioInvalidError";
    this.diagnostics = diagnostics;
  }
}

/** The run was given inputs that its scenario refuses, or not the secrets that it declares; nothing ran. */
export class RunRefusedError extends Error {
  readonly code = "run-refused";
  readonly problems: readonly RunProblem[];
  constructor(problems: readonly RunProblem[]) {
    super(
      `The run cannot begin: ${problems.map((problem) => `${problem.kind} ${problem.at || "/"}: ${problem.message}`).join("; ")}`,
    );
    this.name = "RunRefusedError";
    this.problems = problems;
  }
}

/** A component that the scenario names is not at hand, or does not say what it offers; nothing ran. */
export class ComponentUnavailableError extends Error {
  readonly code = "component-unavailable";
  readonly component: string;
  constructor(component: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "ComponentUnavailableError";
    this.component = component;
  }
}

/** The run was left for another process to go on with; it has not ended. */
export class RunLeftError extends Error {
  readonly code = "run-left";
  readonly runId: string;
  constructor(runId: string) {
    super(`The run ${runId} was left before its end; it can be resumed.`);
    this.name = "RunLeftError";
    this.runId = runId;
  }
}

/** The scheduler was closed. */
export class SchedulerClosedError extends Error {
  readonly code = "scheduler-closed";
  constructor() {
    super("The scheduler is closed; make another.");
    this.name = "SchedulerClosedError";
  }
}
