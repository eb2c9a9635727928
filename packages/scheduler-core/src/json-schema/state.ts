import { MOST_COMPARED } from "../json/closest.ts";
import type { JsonValue } from "../json/value.ts";
import type { SchemaIssue, SchemaLimits } from "./schema.ts";

/** One compiled schema or keyword: reports what does not fit. */
export type Check = (value: JsonValue, state: CheckState) => void;

/** Checking cost more than allowed. Thrown inside this folder only. */
export class TooCostly {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The state of one check: where it is, what it found, what it may still spend. */
export class CheckState {
  readonly path: (string | number)[] = [];
  issues: SchemaIssue[] = [];
  /** How many values were skipped so far. A branch in which one was is undecided. */
  skipped = 0;
  readonly #limits: SchemaLimits;
  readonly #skip: ((value: JsonValue) => boolean) | undefined;
  #steps: number;
  #depth = 0;

  constructor(limits: SchemaLimits, skip: ((value: JsonValue) => boolean) | undefined) {
    this.#limits = limits;
    this.#skip = skip;
    this.#steps = limits.steps;
  }

  step(count: number): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new TooCostly("checking takes too many steps");
  }

  /** Pays for looking for the name that a mistyped one may stand for; false where no more issues are kept anyway. */
  mayCompare(candidates: number): boolean {
    if (this.issues.length >= this.#limits.issues) return false;
    this.step(Math.min(candidates, MOST_COMPARED) << 4);
    return true;
  }

  enter(): void {
    this.step(1);
    this.#depth += 1;
    if (this.#depth > this.#limits.nesting) throw new TooCostly("the schema or the value nests too deeply");
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Whether nothing is known of this value. */
  skips(value: JsonValue): boolean {
    if (this.#skip === undefined || !this.#skip(value)) return false;
    this.skipped += 1;
    return true;
  }

  /** The same for any part of it: then it cannot be compared as a whole. */
  skipsPart(value: JsonValue): boolean {
    if (this.#skip === undefined) return false;
    this.step(1);
    if (this.skips(value)) return true;
    return (
      typeof value === "object" &&
      value !== null &&
      (Object.values(value) as JsonValue[]).some((part) => this.skipsPart(part))
    );
  }

  report(
    keyword: string,
    message: string,
    more: { readonly part?: "key"; readonly hint?: string | undefined } = {},
    below: readonly (string | number)[] = [],
  ): void {
    if (this.issues.length >= this.#limits.issues) return;
    const { part, hint } = more;
    this.issues.push({
      path: [...this.path, ...below],
      message,
      keyword,
      ...(part === undefined ? {} : { part }),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** Checks without reporting; `undecided` when it fits as far as is known. */
  attempt(check: Check, value: JsonValue): { readonly issues: readonly SchemaIssue[]; readonly undecided: boolean } {
    const { issues, skipped } = this;
    const found: SchemaIssue[] = [];
    this.issues = found;
    try {
      check(value, this);
    } finally {
      this.issues = issues;
    }
    return { issues: found, undecided: this.skipped > skipped };
  }

  /** Checks a part of the value. */
  below(key: string | number, check: Check, value: JsonValue): void {
    this.path.push(key);
    check(value, this);
    this.path.pop();
  }
}
