import { measureJson } from "@scheduler-components/core";

/** How deep a value given by a component may be nested. */
export const MAX_JSON_DEPTH = 1_000;

/**
 * Undefined where the value is JSON; else where and why it is not, as `.path[0]: reason`. Objects are plain, every value is
 * there (`undefined` is none), numbers are finite, strings are well-formed, and nothing holds itself.
 */
export function whyNotJson(value: unknown): string | undefined {
  const measured = measureJson(value, Number.MAX_SAFE_INTEGER, MAX_JSON_DEPTH);
  if (measured.ok) return undefined;
  const path = measured.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return `${path}: ${measured.message}`;
}
