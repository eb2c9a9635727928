import { closest } from "@scheduler-components/core";

/** `Did you mean …?` for the nearest of the names, or nothing where none is near. */
export function suggestion(
  given: string,
  names: readonly string[],
  write: (name: string) => string = (name) => name,
): string | undefined {
  const near = closest(given, names);
  return near === undefined ? undefined : `Did you mean ${write(near)}?`;
}
