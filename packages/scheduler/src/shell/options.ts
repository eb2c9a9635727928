import {
  DEFAULT_RUN_LIMITS,
  isJsonObject,
  liftJson,
  type JsonObject,
  type RunLimits,
} from "@scheduler-components/core";
import { Refusal } from "./refusal.ts";

/** The options of `run-scenario-with`. */
export interface ShellOptions {
  readonly inputs?: JsonObject;
  readonly secrets?: { readonly [name: string]: string };
  readonly limits?: Partial<RunLimits>;
  readonly runId?: string;
}

type Report = (message: string) => void;

const READERS: { readonly [key: string]: (value: unknown, report: Report) => Partial<ShellOptions> } = {
  inputs: (value, report) => (isObject(value) ? { inputs: value } : wrong("inputs", "an object", report)),
  secrets: readSecrets,
  limits: readLimits,
  run_id: (value, report) =>
    typeof value === "string" && value !== "" ? { runId: value } : wrong("run_id", "a text", report),
};

/** Reads a JSON object with the keys `inputs`, `secrets`, `limits` and `run_id`. Throws `Refusal` with every problem. */
export function readOptions(json: string): ShellOptions {
  const lifted = liftJson(json === "" ? "{}" : json);
  if (!lifted.ok) throw new Refusal([`options: ${lifted.message}`]);
  if (!isJsonObject(lifted.value)) throw new Refusal(["options: expected an object"]);
  const problems: string[] = [];
  const report: Report = (message) => void problems.push(`options.${message}`);
  let options: ShellOptions = {};
  for (const [key, value] of Object.entries(lifted.value)) {
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (reader === undefined) report(`${key}: there is no such option. There are: ${Object.keys(READERS).join(", ")}.`);
    else options = { ...options, ...reader(value, report) };
  }
  if (problems.length > 0) throw new Refusal(problems);
  return options;
}

function readSecrets(value: unknown, report: Report): Partial<ShellOptions> {
  if (!isObject(value)) return wrong("secrets", "an object of texts", report);
  const secrets = Object.create(null) as { [name: string]: string };
  for (const [name, secret] of Object.entries(value)) {
    if (typeof secret === "string") secrets[name] = secret;
    else wrong(`secrets.${name}`, "a text", report);
  }
  return { secrets };
}

function readLimits(value: unknown, report: Report): Partial<ShellOptions> {
  if (!isObject(value)) return wrong("limits", "an object of numbers", report);
  const limits: Record<string, number> = {};
  for (const [name, amount] of Object.entries(value)) {
    if (!Object.hasOwn(DEFAULT_RUN_LIMITS, name))
      report(`limits.${name}: there is no such limit. There are: ${Object.keys(DEFAULT_RUN_LIMITS).join(", ")}.`);
    else if (typeof amount === "number" && Number.isSafeInteger(amount) && amount >= 1) limits[name] = amount;
    else wrong(`limits.${name}`, "a whole number from 1", report);
  }
  return { limits };
}

function wrong(at: string, expected: string, report: Report): Partial<ShellOptions> {
  report(`${at}: expected ${expected}`);
  return {};
}

function isObject(value: unknown): value is JsonObject {
  return isJsonObject(value as JsonObject);
}
