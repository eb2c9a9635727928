/** A JSON pointer (RFC 6901) from keys and indexes. The empty path is the empty pointer. */
export function formatPointer(path: readonly (string | number)[]): string {
  let pointer = "";
  for (const part of path)
    pointer += `/${typeof part === "number" ? part : part.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return pointer;
}

/** The parts of a JSON pointer, all as strings (an index looks like a key), or nothing when it is not one. */
export function parsePointer(pointer: string): readonly string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
