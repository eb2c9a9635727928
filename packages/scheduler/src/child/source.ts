import { dirname } from "node:path";
import type { Catalogue, Scenario } from "@scheduler-components/core";
import type { SchedulerOptions } from "../engine/types.ts";

/** A scenario as text, and where it came from. */
export interface ScenarioText {
  readonly text: string;
  /** What it names itself is looked for from there. */
  readonly file?: string | undefined;
}

/** A scenario that may run, with what it takes. */
export interface PreparedChild {
  readonly scenario: Scenario;
  readonly catalogue: Catalogue;
  readonly secrets: { readonly [name: string]: string };
  readonly options: Pick<SchedulerOptions, "components" | "http" | "load" | "policy">;
}

/** Where the scenarios that `scenario.run` names come from, and what each of them may do. */
export interface ScenarioSource {
  /** The text of what a scenario names; `parent`: that scenario's own file, where it has one. What is thrown says why there is none. */
  readonly read: (name: string, parent: string | undefined) => Promise<ScenarioText>;
  /** Without it a text runs with the options, and the secrets, of the run that begins it. What is thrown says why it may not run. */
  readonly prepare?: (text: ScenarioText) => Promise<PreparedChild>;
}

/** Files in the folder of the scenario that names them. */
export const folderScenarios: ScenarioSource = {
  read: async (name, parent) => {
    if (parent === undefined)
      throw new Error(
        `The scenario that names ${name} is in no folder: give its file as "file", or give "scenarios", which finds it.`,
      );
    const { readScenario } = await import("../load/scenario-file.ts");
    return readScenario(dirname(parent), name);
  },
};
