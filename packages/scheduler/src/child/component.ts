import { isJsonObject, type Action, type ActionOutcome, type JsonObject } from "@scheduler-components/core";
import { unknownCallOutcome } from "./outcomes.ts";
import type { ActionComponent, ActionContext } from "@scheduler-components/executor";
import { SCENARIO_MANIFEST } from "./manifest.ts";

/** What `scenario.run` asks for. */
export interface ChildRequest {
  readonly file: string;
  readonly input: JsonObject;
}

/** Begins runs for the attempts of one run. */
export interface ChildRunner {
  /** Begins the run, or goes on with it, and gives how it ended. Fails by an outcome, throws only where the run was left. */
  readonly run: (request: ChildRequest, context: ActionContext) => Promise<ActionOutcome>;
}

/** The built-in component `scenario`, for the attempts of one run; without a runner it describes itself alone. */
export function createScenarioComponent(runner?: ChildRunner): ActionComponent {
  return {
    describe: () => SCENARIO_MANIFEST,
    initComponent: () => {},
    executeAction: ({ call, parameters }: Action, context: ActionContext) => {
      const { file, input = {} } = isJsonObject(parameters) ? parameters : {};
      // The engine has checked them against the manifest.
      if (call !== "scenario.run" || runner === undefined || typeof file !== "string") return unknownCallOutcome(call);
      return runner.run({ file, input: isJsonObject(input) ? input : {} }, context);
    },
    releaseComponent: () => {},
  };
}
