/** What any value costs beside its text: a list of a million empty strings is not nothing. */
const EACH = 16;

/** About the UTF-16 units of a value that crossed the boundary: records, lists and strings; bytes do not count. */
export function textLength(value: unknown): number {
  if (typeof value === "string") return value.length + EACH;
  if (typeof value !== "object" || value === null) return EACH;
  if (value instanceof Uint8Array) return 0;
  let length = EACH;
  for (const part of Object.values(value)) length += textLength(part);
  return length;
}
