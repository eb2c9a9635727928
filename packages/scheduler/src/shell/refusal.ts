/** Nothing runs: the document, the options or the command line are at fault. One problem a line. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** What was thrown, as the caller of a component sees it: of `result::err` its payload, where that is a text. */
export function thrownValue(thrown: unknown): unknown {
  if (typeof thrown !== "object" || thrown === null || !("payload" in thrown)) return thrown;
  return typeof thrown.payload === "string" ? thrown.payload : thrown;
}

/** One line for people, from whatever was thrown. */
export function messageOf(thrown: unknown): string {
  const value = thrownValue(thrown);
  return value instanceof Error ? value.message : String(value);
}
