import type { JsonValue } from "./value.ts";

/**
 * Deep equality of JSON values; the order of keys does not count, `0` equals `-0`. `visit` is called once for every pair
 * compared and may throw, to bound the work on values that share parts.
 */
export function jsonEqual(a: JsonValue, b: JsonValue, visit?: () => void): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  visit?.();
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!jsonEqual(a[index], b[index], visit)) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as { readonly [key: string]: JsonValue };
  const right = b as { readonly [key: string]: JsonValue };
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(right, key) || !jsonEqual(left[key] as JsonValue, right[key] as JsonValue, visit)) return false;
  }
  return true;
}
