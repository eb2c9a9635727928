import type { JsonValue } from "../json/value.ts";
import { Fault } from "./fault.ts";
import type { ExpressionLimits } from "./limits.ts";
import type { Scope } from "./scope.ts";

/** A compiled part of an expression. */
export type Run = (scope: Scope, frame: Frame) => JsonValue;

const NO_LOCALS: JsonValue[] = [];

/** The state of one evaluation: what it may still spend, and the variables of its comprehensions by slot. */
export class Frame {
  readonly locals: JsonValue[];
  #steps: number;
  #size: number;
  #patterns: Set<string> | undefined;

  constructor(limits: ExpressionLimits, slots: number) {
    this.#steps = limits.steps;
    this.#size = limits.size;
    this.locals = slots === 0 ? NO_LOCALS : Array.from({ length: slots }, () => null);
  }

  /** Pays for work. */
  step(count: number): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new Fault("the expression takes too many steps", "fatal");
  }

  /** Whether this evaluation has not used the pattern before. What others have compiled does not count: costs are the same always. */
  isNewPattern(source: string): boolean {
    this.#patterns ??= new Set();
    if (this.#patterns.has(source)) return false;
    this.#patterns.add(source);
    return true;
  }

  /** Pays for looking at text. */
  read(characters: number): void {
    if (characters > 16) this.step(characters >> 4);
  }

  /** Pays for what is built: characters of a string, items of a list, entries of a map. */
  build(count: number): void {
    this.#size -= count;
    if (this.#size < 0) throw new Fault("the expression builds too large a value", "fatal");
  }
}
