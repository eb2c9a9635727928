import { resolve } from "node:path";
import { isJsonObject, type JsonObject, type JsonValue } from "@scheduler-components/core";
import { assignment, type Arguments } from "./arguments.ts";
import { readValueFile } from "./document.ts";
import { UsageError } from "./failure.ts";
import { inputValue } from "./input-value.ts";
import type { Io } from "./io.ts";

/** The run's input: `--input-file`, and over it each `--input name=value`. */
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
    inputs.set(name, inputValue(schema, name, value));
  }
  // Defines own properties, `__proto__` included.
  return Object.fromEntries(inputs);
}
