import { setOwn, type MutableJsonObject } from "./object.ts";
import type { JsonValue } from "./value.ts";

/** A value as it is put into text: strings as they are, everything else as compact JSON (`null` as `null`). */
export function toText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Compact JSON text with the keys of every object sorted: equal values give equal text. */
export function stableStringify(value: JsonValue): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const object = value as { readonly [key: string]: JsonValue };
  const result: MutableJsonObject = {};
  for (const key of Object.keys(object).sort()) setOwn(result, key, sorted(object[key] as JsonValue));
  return result;
}
