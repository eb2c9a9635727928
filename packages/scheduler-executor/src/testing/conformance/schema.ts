import { compileSchema, type JsonObject, type JsonValue } from "@scheduler-components/core";
import { ConformanceError } from "./options.ts";

/** Why a value is not a schema that the engine takes; undefined where it is one. */
export function whyNotSchema(schema: unknown): string | undefined {
  const compiled = compileSchema(schema as JsonValue);
  return compiled.ok
    ? undefined
    : compiled.problems.map(({ path, message }) => `${place(path)}: ${message}`).join("; ");
}

/** Where and why a value does not fit a schema, as `.path[0]: reason`; undefined where it does. */
export function whyNotFitting(schema: JsonObject, value: JsonValue): string | undefined {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new ConformanceError(`The schema is none: ${whyNotSchema(schema)}`);
  const [issue] = compiled.checker.check(value);
  return issue === undefined ? undefined : `${place(issue.path)}: ${issue.message}`;
}

function place(path: readonly (string | number)[]): string {
  return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
}
