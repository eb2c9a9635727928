import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import { scenarioSchema } from "./scenario-schema.ts";

/** The part of the schema that speaks of a place. */
export interface SchemaPart {
  readonly schema: JsonObject;
  /** The name of the definition it refers to. */
  readonly definition: string | undefined;
}

const NOTHING: SchemaPart = { schema: {}, definition: undefined };

function member(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = schema !== undefined && Object.hasOwn(schema, key) ? schema[key] : undefined;
  return isJsonObject(value) ? value : undefined;
}

function resolve(schema: JsonObject | undefined): SchemaPart {
  if (schema === undefined) return NOTHING;
  const one = member(schema, "else");
  if (one !== undefined) {
    // One of a kind, or a list of them: its keys are those of one, its items those of the list.
    const { schema: of, definition } = resolve(one);
    return { schema: { ...of, ...member(schema, "then"), type: of["type"] ?? "object" }, definition };
  }
  const reference = schema["$ref"];
  if (typeof reference !== "string") return { schema, definition: undefined };
  const definition = reference.slice("#/$defs/".length);
  return { schema: member(member(scenarioSchema, "$defs"), definition) ?? {}, definition };
}

/** The schema has no unions, so every place has one part that speaks of it. */
export function schemaAt(path: readonly (string | number)[]): SchemaPart {
  let part: SchemaPart = { schema: scenarioSchema, definition: undefined };
  for (const step of path) {
    part = resolve(
      typeof step === "number"
        ? member(part.schema, "items")
        : (member(member(part.schema, "properties"), step) ?? member(part.schema, "additionalProperties")),
    );
  }
  return part;
}

/** What stands at a JSON pointer, and the pointer as a path with indexes as numbers. */
export function follow(
  value: JsonValue,
  keys: readonly string[],
): { path: (string | number)[]; value: JsonValue | undefined } {
  const path: (string | number)[] = [];
  let at: JsonValue | undefined = value;
  for (const key of keys) {
    if (Array.isArray(at)) {
      path.push(Number(key));
      at = (at as readonly JsonValue[])[Number(key)];
    } else {
      path.push(key);
      at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    }
  }
  return { path, value: at };
}
