import { resolve } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue, type Manifest } from "@scheduler-components/core";
import type { CallExample, ConformanceOptions } from "@scheduler-components/executor/testing";
import type { Arguments } from "./arguments.ts";
import type { OptionSpecs } from "./command.ts";
import { readValueFile } from "./document.ts";
import { messageOf, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { suggestion } from "./suggestion.ts";

export const EXAMPLE_OPTIONS: OptionSpecs = {
  call: { type: "string", multiple: true, value: "OPERATION", description: "carry this call out, as an example" },
  with: {
    type: "string",
    multiple: true,
    value: "JSON",
    description: "the parameters of the example; an object (default {})",
  },
  examples: { type: "string", value: "FILE", description: "examples by call (YAML or JSON)" },
  config: { type: "string", value: "FILE", description: "the configuration that init is given (YAML or JSON)" },
};

type Examples = ReadonlyMap<string, readonly CallExample[]>;

/** The examples of `--examples`, then those of `--call` and `--with`. Throws `UsageError`. */
export async function readExamples(args: Arguments, io: Io): Promise<Examples> {
  const examples = new Map<string, CallExample[]>();
  const add = (operation: string, example: CallExample): void => {
    examples.set(operation, [...(examples.get(operation) ?? []), example]);
  };
  const file = args.text("examples");
  if (file !== undefined) {
    const value = await readValueFile(resolve(io.cwd, file), "--examples");
    if (!isJsonObject(value)) throw new UsageError(`The examples ${file} are not an object of calls and lists.`);
    for (const [operation, list] of Object.entries(value)) {
      if (!Array.isArray(list)) throw new UsageError(`The examples ${file}: ${operation}: expected a list.`);
      for (const [index, item] of (list as readonly JsonValue[]).entries())
        add(operation, writtenExample(item, `${file}: ${operation}[${index}]`, index));
    }
  }
  const calls = args.list("call");
  const parameters = args.list("with");
  if (parameters.length > 0 && parameters.length !== calls.length) {
    throw new UsageError(
      `There are ${calls.length} --call and ${parameters.length} --with. The n-th --with belongs to the n-th --call.`,
    );
  }
  for (const [index, operation] of calls.entries()) {
    const text = parameters[index] ?? "{}";
    add(operation, { name: `--with ${text}`, parameters: parametersOf(text) });
  }
  return examples;
}

const STATUSES: readonly unknown[] = ["succeeded", "failed", "timed-out", "cancelled"];
const KEYS = ["name", "parameters", "expect", "cancel", "resources", "exports"];

function writtenExample(item: JsonValue, where: string, index: number): CallExample {
  const wrong = (what: string): UsageError => new UsageError(`The examples ${where}${what}.`);
  if (!isJsonObject(item)) throw wrong(": expected an object");
  for (const key of Object.keys(item)) {
    if (!KEYS.includes(key)) throw wrong(`: unknown key ${key}; expected one of: ${KEYS.join(", ")}`);
  }
  const { name = `example ${index + 1}`, parameters = {}, expect, cancel = false, resources = {}, exports = {} } = item;
  if (typeof name !== "string") throw wrong(".name: expected a text");
  if (!isJsonObject(parameters)) throw wrong(".parameters: expected an object");
  if (typeof cancel !== "boolean") throw wrong(".cancel: expected true or false");
  if (!isJsonObject(resources) || !Object.values(resources).every(isJsonObject))
    throw wrong(".resources: expected objects by id");
  if (!isJsonObject(exports)) throw wrong(".exports: expected an object");
  const status = isJsonObject(expect) ? expect["status"] : expect;
  if (expect !== undefined && !STATUSES.includes(status))
    throw wrong(`.expect: expected a status, or an object with one: ${STATUSES.join(", ")}`);
  return {
    name,
    parameters,
    context: { resources: resources as { readonly [id: string]: JsonObject }, exports },
    ...(expect === undefined ? {} : { expect: expect as NonNullable<CallExample["expect"]> }),
    ...(cancel ? { cancel } : {}),
  };
}

function parametersOf(text: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new UsageError(`Invalid value for --with: ${text}: ${messageOf(error)}. Expected a JSON object.`);
  }
  if (!isJsonObject(value)) throw new UsageError(`Invalid value for --with: ${text}. Expected a JSON object.`);
  return value;
}

/** What init is given, if it is given anything. */
export async function readConfig(args: Arguments, io: Io): Promise<JsonValue | undefined> {
  const file = args.text("config");
  return file === undefined ? undefined : readValueFile(resolve(io.cwd, file), "--config");
}

/** The tests that look at every example, and say nothing where there is none. */
const NEED_EXAMPLES = [
  "the examples' parameters fit their schemas",
  "calls may overlap",
  "calls that are said to be idempotent may be repeated",
  "an attempt that was cancelled before it began ends in time",
  "an attempt that is cancelled while it runs ends in time",
  "an action after its release ends",
];

/**
 * The examples as the suite takes them, and what of it does not apply: nobody but the operator says with what a call may be carried
 * out, so one without an example is not. Throws `UsageError` on an example of a call that the component does not offer.
 */
export function examplesOf(
  manifest: Manifest,
  given: Examples,
): Pick<ConformanceOptions, "calls"> & { readonly skip: NonNullable<ConformanceOptions["skip"]> } {
  const offered = Object.keys(Object((Object(manifest) as Partial<Manifest>).calls));
  for (const operation of given.keys()) {
    if (offered.includes(operation)) continue;
    const hint = suggestion(operation, offered);
    throw new UsageError(
      `The component offers no call ${operation}. Expected one of: ${offered.join(", ")}.`,
      hint === undefined ? {} : { hint },
    );
  }
  const without = offered.filter((operation) => !given.has(operation));
  const [first] = without;
  const skip: { test: string; reason: string }[] = [];
  if (first !== undefined) {
    const reason = `no example of: ${without.join(", ")}. Give one, such as --call ${first} --with '{}'`;
    skip.push({ test: "every call has an example, every example a call", reason });
    if (given.size === 0) skip.push(...NEED_EXAMPLES.map((test) => ({ test, reason: "there is no example" })));
  }
  return { calls: Object.fromEntries(given), skip };
}
