import { setOwn, type MutableJsonObject } from "./object.ts";
import type { JsonValue } from "./value.ts";

/** A value as it is put into text: strings as they are, everything else as compact JSON (`null` as `null`). */
export function toText(value: JsonValue): string {
  return typeof value === "string" ? value : compactJson(value);
}

/** Compact JSON text of a value of any depth that JSON values may have. */
export function compactJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    // StarlingMonkey, which some components run on, gives up at 350 levels; its functions may call each other far deeper.
    return written(value);
  }
}

function written(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) text += `${text === "" ? "" : ","}${written(item)}`;
    return `[${text}]`;
  }
  for (const [key, part] of Object.entries(value as { readonly [key: string]: JsonValue | undefined })) {
    if (part !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${written(part)}`;
  }
  return `{${text}}`;
}

/** Compact JSON text with the keys of every object sorted: equal values give equal text. */
export function stableStringify(value: JsonValue): string {
  return compactJson(sorted(value));
}

function sorted(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const object = value as { readonly [key: string]: JsonValue };
  const result: MutableJsonObject = {};
  for (const key of Object.keys(object).sort()) setOwn(result, key, sorted(object[key] as JsonValue));
  return result;
}
