/** UTF-16 units of all strings in a value that crossed the boundary: records, lists and strings; bytes do not count. */
export function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (value instanceof Uint8Array) return 0;
  let length = 0;
  for (const part of Object.values(value)) length += textLength(part);
  return length;
}
