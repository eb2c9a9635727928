import type { JsonValue } from "@scheduler-components/executor";

/** What can make a parsed text hold more than JSON does: an escaped surrogate, a large exponent, a very long number. */
const SUSPICIOUS = /\\u[dD][89a-fA-F]|[eE]\+?\d{3}|(?<!\d)\d{300}/;

/**
 * Whether a value that was parsed from this text is what the text says, and one that can be passed on: `JSON.parse` makes `1e400`
 * infinite, and half of an escaped surrogate pair a string that is no text. Other texts are not walked through.
 */
export function isExactJson(text: string, value: JsonValue): boolean {
  return !SUSPICIOUS.test(text) || isSound(value);
}

/** The nesting of what is parsed here is limited, so recursion is. */
function isSound(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  const holder = value as { readonly [key: string]: JsonValue };
  return Object.keys(holder).every((key) => key.isWellFormed() && isSound(holder[key] as JsonValue));
}
