import { resolve } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "@scheduler-components/core";
import { assignment, type Arguments } from "./arguments.ts";
import { readValueFile } from "./document.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";

/**
 * The run's input: `--input-file`, and over it each `--input name=value`. A value is JSON where it parses as such, else text;
 * where the schema wants a text (`type: string`) it stays one, so that `--input version=1.0` means what it says.
 */
export async function readInputs(args: Arguments, io: Io, schema: JsonValue | undefined): Promise<JsonObject> {
  const inputs = new Map<string, JsonValue>();
  const file = args.text("input-file");
  if (file !== undefined) {
    const value = await readValueFile(resolve(io.cwd, file), "--input-file");
    if (!isJsonObject(value)) throw new UsageError(`The input file ${file} is not an object.`);
    for (const [name, item] of Object.entries(value)) inputs.set(name, item);
  }
  for (const text of args.list("input")) {
    const [name, value] = assignment("--input", text, "base=http://127.0.0.1:8080");
    inputs.set(name, wantsText(schema, name) ? value : jsonOrText(value));
  }
  // Defines own properties, `__proto__` included.
  return Object.fromEntries(inputs);
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function wantsText(schema: JsonValue | undefined, name: string): boolean {
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) && property["type"] === "string";
}
