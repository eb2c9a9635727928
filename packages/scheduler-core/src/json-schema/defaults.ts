import { setOwn, type MutableJsonObject } from "../json/object.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import { pointerKeys } from "./compiler.ts";
import { DEFAULT_SCHEMA_LIMITS } from "./schema.ts";

/**
 * The value with the defaults of its schema: a key that is missing and whose schema has a `default` gets it, in objects and
 * in items of lists, through `$ref` and `allOf`. The value stays as it is; defaults are not filled in further.
 */
export function applyDefaults(schema: JsonObject, value: JsonObject): JsonObject {
  const filled = fill(schema, value, { root: schema, left: DEFAULT_SCHEMA_LIMITS.steps }, 0);
  return isJsonObject(filled) ? filled : value;
}

interface Walk {
  readonly root: JsonObject;
  /** Bounds references that lead in circles. */
  left: number;
}

function fill(schema: JsonValue | undefined, value: JsonValue, walk: Walk, depth: number): JsonValue {
  walk.left -= 1;
  if (!isJsonObject(schema) || typeof value !== "object" || value === null) return value;
  if (walk.left < 0 || depth > DEFAULT_SCHEMA_LIMITS.nesting) return value;
  let filled: JsonValue = value;
  if (typeof schema["$ref"] === "string") filled = fill(resolve(schema["$ref"], walk.root), filled, walk, depth + 1);
  if (Array.isArray(schema["allOf"]))
    for (const part of schema["allOf"] as readonly JsonValue[]) filled = fill(part, filled, walk, depth + 1);
  if (Array.isArray(filled)) return fillItems(schema["items"], filled, walk, depth);
  return isJsonObject(filled) && isJsonObject(schema["properties"])
    ? fillProperties(schema["properties"], filled, walk, depth)
    : filled;
}

function fillItems(items: JsonValue | undefined, list: readonly JsonValue[], walk: Walk, depth: number): JsonValue {
  return isJsonObject(items) ? list.map((item) => fill(items, item, walk, depth + 1)) : list;
}

function fillProperties(properties: JsonObject, object: JsonObject, walk: Walk, depth: number): JsonObject {
  const filled: MutableJsonObject = {};
  for (const key of Object.keys(object)) {
    const part = object[key] as JsonValue;
    setOwn(filled, key, Object.hasOwn(properties, key) ? fill(properties[key], part, walk, depth + 1) : part);
  }
  for (const key of Object.keys(properties)) {
    const schema = properties[key];
    if (!Object.hasOwn(object, key) && isJsonObject(schema) && Object.hasOwn(schema, "default"))
      setOwn(filled, key, schema["default"] as JsonValue);
  }
  return filled;
}

function resolve(reference: string, root: JsonObject): JsonValue | undefined {
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  let target: JsonValue | undefined = root;
  for (const key of pointerKeys(reference))
    target = isJsonObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  return target;
}
