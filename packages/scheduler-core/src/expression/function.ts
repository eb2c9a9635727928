import type { JsonValue } from "../json/value.ts";
import { Fault } from "./fault.ts";
import type { Frame } from "./frame.ts";
import { kindOf } from "./operators.ts";

/** One function of the language. The receiver of a method is its first argument. */
export interface ExpressionFunction {
  readonly name: string;
  /** How it may be written: `f(x)`, `x.f()`, or both. */
  readonly forms: "call" | "method" | "both";
  /** Fewest and most arguments, the receiver included. */
  readonly arguments: readonly [number, number];
  /** For the documentation: how it is written, and one line of what it does. */
  readonly usage: string;
  readonly does: string;
  readonly run: (args: readonly JsonValue[], frame: Frame) => JsonValue;
}

/** Arguments by type, or the error that says what was found. */
export function textArgument(args: readonly JsonValue[], index: number, name: string): string {
  const value = args[index];
  if (typeof value === "string") return value;
  throw unsuitable(name, "a string", value);
}

export function numberArgument(args: readonly JsonValue[], index: number, name: string): number {
  const value = args[index];
  if (typeof value === "number") return value;
  throw unsuitable(name, "a number", value);
}

/** A whole number, or `otherwise` where the argument is left out. */
export function indexArgument(args: readonly JsonValue[], index: number, name: string, otherwise: number): number {
  if (index >= args.length) return otherwise;
  const value = numberArgument(args, index, name);
  if (!Number.isInteger(value)) throw new Fault(`${name}() needs a whole number, not ${value}`);
  return value;
}

export function listArgument(args: readonly JsonValue[], index: number, name: string): readonly JsonValue[] {
  const value = args[index];
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw unsuitable(name, "a list", value);
}

export function unsuitable(name: string, expected: string, value: JsonValue | undefined): Fault {
  return new Fault(`${name}() needs ${expected}, not ${kindOf(value ?? null)}`);
}
