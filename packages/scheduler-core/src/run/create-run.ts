import { compileSchema } from "../json-schema/compile.ts";
import { applyDefaults } from "../json-schema/defaults.ts";
import { formatPointer } from "../json/pointer.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import { isJsonObject } from "../json/value.ts";
import type { Catalogue } from "../manifest/manifest.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { createRunState } from "../state/create.ts";
import { takeJson } from "../workbook/take-json.ts";
import { DEFAULT_RUN_LIMITS, type RunLimits } from "./limits.ts";
import { Planner } from "./plan.ts";
import { Run } from "./run.ts";

export interface CreateRunOptions {
  readonly runId: string;
  readonly inputs?: JsonObject;
  readonly secrets?: { readonly [name: string]: string };
  /** The manifests to check parameters against; without it they are not checked. */
  readonly catalogue?: Catalogue;
  /** In place of a catalogue: one that was made with it, which several runs share with all that it has compiled. */
  readonly planner?: Planner;
  readonly limits?: Partial<RunLimits>;
}

/** One thing that is wrong with what a run was given. */
export interface RunProblem {
  readonly kind: "input" | "secret";
  /** A JSON pointer into the inputs, or the name of the secret. */
  readonly at: string;
  readonly message: string;
}

export type CreatedRun =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly problems: readonly RunProblem[] };

/** Larger inputs are refused. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;

/** Makes a run that has not begun. Inputs are checked against the scenario's schema, with its defaults. */
export function createRun(scenario: Scenario, options: CreateRunOptions): CreatedRun {
  const limits = { ...DEFAULT_RUN_LIMITS, ...options.limits };
  const problems: RunProblem[] = [];
  const inputs = checkInputs(scenario, options.inputs, problems);
  const secrets = checkSecrets(scenario, options.secrets ?? {}, problems);
  if (problems.length > 0) return { ok: false, problems };
  const planner = options.planner ?? new Planner(options.catalogue);
  const state = createRunState(scenario, { maxTasks: limits.maxTasks, graph: planner.graphOf(scenario) });
  return { ok: true, run: new Run(options.runId, scenario, state, limits, inputs, secrets, planner) };
}

function checkInputs(scenario: Scenario, given: JsonObject | undefined, problems: RunProblem[]): JsonObject {
  const report = (path: readonly (string | number)[], message: string): void => {
    problems.push({ kind: "input", at: formatPointer(path), message });
  };
  const taken = takeJson(given ?? {}, MAX_INPUT_BYTES);
  if (!taken.ok || !isJsonObject(taken.value)) {
    report([], taken.ok ? "The inputs are not an object." : `The inputs are ${taken.message}.`);
    return {};
  }
  if (!isJsonObject(scenario.inputs)) {
    for (const name of Object.keys(taken.value)) report([name], "The scenario declares no inputs.");
    return {};
  }
  const inputs = applyDefaults(scenario.inputs, taken.value);
  const compiled = compileSchema(scenario.inputs);
  if (!compiled.ok) {
    report([], "The scenario's schema of its inputs cannot be used.");
    return {};
  }
  for (const issue of compiled.checker.check(inputs as JsonValue)) report(issue.path, issue.message);
  return inputs;
}

function checkSecrets(
  scenario: Scenario,
  given: { readonly [name: string]: string },
  problems: RunProblem[],
): { readonly [name: string]: string } {
  const secrets = Object.create(null) as { [name: string]: string };
  for (const name of scenario.secrets) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (typeof value === "string") secrets[name] = value;
    else problems.push({ kind: "secret", at: name, message: `The secret ${name} has no value.` });
  }
  return secrets;
}
