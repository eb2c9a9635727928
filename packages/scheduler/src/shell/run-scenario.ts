import { createRun, reportRun, type JsonObject, type JsonValue, type RunReport } from "@scheduler-components/core";
import { BlockingRun } from "./blocking-run.ts";
import { shellCatalogue } from "./catalogue.ts";
import type { ShellOptions } from "./options.ts";
import type { ShellPorts } from "./ports.ts";
import { createRandom } from "./random.ts";
import { Refusal } from "./refusal.ts";
import { understand } from "./understand.ts";

export interface RunText extends Omit<ShellOptions, "inputs"> {
  /** The inputs, once the scenario's schema of them is known. */
  readonly inputs: (schema: JsonValue | undefined) => JsonObject | undefined;
  /** Told of each warning about the document. */
  readonly warn?: (line: string) => void;
}

/** Runs a document to its end. Throws `Refusal` where nothing ran; a run that failed is a report. */
export function runText(ports: ShellPorts, yaml: string, options: RunText): RunReport {
  const catalogue = shellCatalogue();
  const { scenario, warnings } = understand(ports.parser, yaml, catalogue);
  for (const warning of warnings) options.warn?.(warning);
  const random = createRandom(ports.clock);
  const { secrets, limits } = options;
  const inputs = options.inputs(scenario.inputs);
  const created = createRun(scenario, {
    runId: options.runId ?? newRunId(ports.clock.now(), random),
    catalogue,
    ...(inputs === undefined ? {} : { inputs }),
    ...(secrets === undefined ? {} : { secrets }),
    ...(limits === undefined ? {} : { limits }),
  });
  if (!created.ok)
    throw new Refusal(created.problems.map(({ kind, at, message }) => `${kind} ${at === "" ? "/" : at}: ${message}`));
  const { run } = created;
  const shell = new BlockingRun(run, ports, random);
  shell.toEnd();
  return reportRun(run, shell.now());
}

function newRunId(now: number, random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 2 ** 30)
      .toString(36)
      .padStart(6, "0");
  return `run-${Math.floor(now).toString(36)}-${part()}${part()}`;
}
