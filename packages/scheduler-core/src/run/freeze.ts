import type { JsonValue } from "../json/value.ts";

/**
 * Makes a value unwritable all the way down. Parameters may share parts with what the run knows (a template that is one
 * expression gives the value itself), and a component that writes to them must not write there. What is frozen is taken to
 * be so throughout: nothing else in a run freezes values.
 */
export function deepFreeze<T extends JsonValue>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) deepFreeze(item);
    return value;
  }
  for (const key of Object.keys(value)) deepFreeze((value as { readonly [key: string]: JsonValue })[key] as JsonValue);
  return value;
}
