import { compileSchema } from "../../src/json-schema/compile.ts";
import type { SchemaIssue } from "../../src/json-schema/schema.ts";
import type { JsonValue } from "../../src/json/value.ts";

export const isTemplate = (value: JsonValue): boolean => typeof value === "string" && value.includes("{{");

/** What a schema finds in a value; the schema itself must be fine. */
export function issuesOf(
  schema: JsonValue,
  value: JsonValue,
  skip?: (value: JsonValue) => boolean,
): readonly SchemaIssue[] {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.checker.check(value, skip === undefined ? {} : { skip });
}
