import { readOptions } from "./options.ts";
import type { ShellPorts } from "./ports.ts";
import { messageOf, Refusal } from "./refusal.ts";
import { reportText } from "./report-text.ts";
import { runText } from "./run-scenario.ts";

/** The functions that the world `scheduler` exports. What they throw is a text: every JavaScript guest turns it into `result::err`. */
export interface Shell {
  /** Runs a document and gives the run report as JSON. The error lists every problem, one a line; nothing has run then. */
  readonly runScenario: (yaml: string) => string;
  /** `options`: a JSON object with `inputs`, `secrets`, `limits` (by the names of the run's limits) and `run_id`. */
  readonly runScenarioWith: (yaml: string, options: string) => string;
}

export function createShell(ports: ShellPorts): Shell {
  const run = (yaml: string, options: string): string => {
    try {
      const { inputs, ...rest } = readOptions(options);
      return reportText(runText(ports, yaml, { ...rest, inputs: () => inputs }));
    } catch (error) {
      // oxlint-disable-next-line no-throw-literal -- an Error would be a trap in some guests.
      throw error instanceof Refusal ? error.message : `The scheduler failed: ${messageOf(error)}`;
    }
  };
  return { runScenario: (yaml) => run(yaml, "{}"), runScenarioWith: run };
}
