/**
 * An evaluation that cannot go on. Thrown inside this folder only, and caught by `||`, `&&`, `has()`, `exists`, `all` and
 * `evaluate`. Not an `Error`: it is the expression that failed, so a stack trace would cost time and tell nothing.
 */
export class Fault {
  readonly message: string;
  /** Whether it comes from reading an absent `output` or `error` of an outcome. */
  readonly absent: boolean;
  /** A limit was reached: nothing absorbs it. */
  readonly fatal: boolean;

  constructor(message: string, kind?: "absent" | "fatal") {
    this.message = message;
    this.absent = kind === "absent";
    this.fatal = kind === "fatal";
  }
}

/** The fault to absorb, or a throw: limits and bugs go through. */
export function absorbable(thrown: unknown): Fault {
  if (thrown instanceof Fault && !thrown.fatal) return thrown;
  throw thrown;
}

/** Of two errors, neither absorbed: an ordinary one wins, so that an absent value never hides a mistake. */
export function worse(first: Fault | undefined, second: Fault): Fault {
  return first === undefined || (first.absent && !second.absent) ? second : first;
}
