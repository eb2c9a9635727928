import { measureJson } from "../json/measure.ts";
import type { JsonValue } from "../json/value.ts";
import type { Reference, StatusLiteral } from "./context.ts";
import { Fault } from "./fault.ts";
import { Frame, type Run } from "./frame.ts";
import type { ExpressionLimits } from "./limits.ts";
import type { Scope } from "./scope.ts";

/** What an evaluation gave. `absent`: it ended in the error of an absent `output` or `error` of an outcome. */
export type Evaluated =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly absent: boolean; readonly message: string };

/** A compiled expression. It holds no state: one may be evaluated any number of times, in any scope. */
export interface Expression {
  readonly text: string;
  /** Everything that it reads, in the order written. */
  readonly references: readonly Reference[];
  /** Texts that it compares with a status. */
  readonly statusLiterals: readonly StatusLiteral[];
  /** Never throws: what goes wrong, limits included, is in the result. The value shares parts with the scope. */
  evaluate(scope: Scope): Evaluated;
}

/** What compiling gives an expression. */
export interface Compiled {
  readonly text: string;
  readonly run: Run;
  readonly slots: number;
  readonly builds: boolean;
  readonly references: readonly Reference[];
  readonly statusLiterals: readonly StatusLiteral[];
  readonly limits: ExpressionLimits;
}

export class CompiledExpression implements Expression {
  readonly text: string;
  readonly references: readonly Reference[];
  readonly statusLiterals: readonly StatusLiteral[];
  readonly #run: Run;
  readonly #slots: number;
  readonly #builds: boolean;
  readonly #limits: ExpressionLimits;

  constructor(compiled: Compiled) {
    this.text = compiled.text;
    this.references = compiled.references;
    this.statusLiterals = compiled.statusLiterals;
    this.#run = compiled.run;
    this.#slots = compiled.slots;
    this.#builds = compiled.builds;
    this.#limits = compiled.limits;
  }

  evaluate(scope: Scope): Evaluated {
    try {
      const value = this.#run(scope, new Frame(this.#limits, this.#slots));
      // A value that was only read is JSON already, and no larger than the run allowed it to be.
      if (!this.#builds || typeof value !== "object" || value === null) return { ok: true, value };
      return { ok: true, value: this.#finished(value) };
    } catch (thrown) {
      if (thrown instanceof Fault) return { ok: false, absent: thrown.absent, message: thrown.message };
      // The stack or a string's length came to its end: values may nest deeper than any expression.
      if (thrown instanceof RangeError)
        return { ok: false, absent: false, message: "the values are too large or nest too deeply" };
      throw thrown;
    }
  }

  /** A built value may repeat parts beyond what its text may be, and may show a whole outcome, whose absent parts go. */
  #finished(value: JsonValue): JsonValue {
    const measured = measureJson(value, this.#limits.size);
    if (measured.ok) return value;
    if (!measured.tooLarge) {
      const copied = withoutAbsent(value, { left: this.#limits.size });
      const again = measureJson(copied, this.#limits.size);
      if (again.ok) return copied;
    }
    throw new Fault("the expression builds too large a value", "fatal");
  }
}

function withoutAbsent(value: JsonValue, budget: { left: number }): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  budget.left -= 1;
  if (budget.left < 0) throw new Fault("the expression builds too large a value", "fatal");
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutAbsent(item, budget));
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([key, part]: [string, JsonValue]) => [key, withoutAbsent(part, budget)]));
}
