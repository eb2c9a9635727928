import type { JsonValue } from "../json/value.ts";

/** The type of a value in JSON Schema's words. */
export function typeOf(value: JsonValue): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** A value in a message: short ones as JSON, others by their type. */
export function describe(value: JsonValue): string {
  if (typeof value === "object" && value !== null) return withArticle(typeOf(value));
  if (typeof value === "string" && value.length > 40) return "a longer string";
  return JSON.stringify(value);
}

export function withArticle(type: string): string {
  if (type === "null") return "null";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

/** `a, b or c`. */
export function either(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}
