/** The command line, or a file it names, is at fault: a message without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** A second line: what to do instead. */
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** One line for people, from whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
