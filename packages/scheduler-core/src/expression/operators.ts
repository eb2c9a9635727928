/**
 * The binary operators, on JSON values. CEL has `int`, `uint` and `double`, and no operator between them; JSON has one kind of
 * number, and so has this language:
 *
 * | | CEL | here |
 * | --- | --- | --- |
 * | `exports.n + 1`, where `n` came as JSON | no such overload: double + int | the sum |
 * | `7 / 2` | 3 | 3.5; `int(7 / 2)` is 3 |
 * | `1 == 1.0`, `1u < 1.5` | true | true |
 * | `1.0 / 0.0`, `1e308 * 10.0` | infinity | an error: JSON has no such number |
 * | `9007199254740993` | exact | refused in the text: a JSON number would hold another one |
 * | `list[1.0]` | item 1 | item 1; `list[0.5]` is an error |
 * | `-0.0` | -0 | 0 |
 */
import { jsonEqual } from "../json/equal.ts";
import { isJsonObject, type JsonValue } from "../json/value.ts";
import { Fault } from "./fault.ts";
import type { Frame } from "./frame.ts";

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "in";

export type Binary = (a: JsonValue, b: JsonValue, frame: Frame) => JsonValue;

/** What a value is called in messages and by `type()`. */
export function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "object":
      return "map";
    default:
      return typeof value;
  }
}

/** A number that JSON can hold; `-0` becomes `0`. */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value + 0;
  throw new Fault("the result is not a finite number");
}

function mismatch(operator: string, a: JsonValue, b: JsonValue): Fault {
  const hint =
    operator === "+" && (typeof a === "string" || typeof b === "string") ? "; string() turns a value into text" : "";
  return new Fault(`${kindOf(a)} ${operator} ${kindOf(b)} is not possible${hint}`);
}

function add(a: JsonValue, b: JsonValue, frame: Frame): JsonValue {
  if (typeof a === "number" && typeof b === "number") return finite(a + b);
  if (typeof a === "string" && typeof b === "string") {
    frame.build(a.length + b.length);
    return a + b;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    frame.build(a.length + b.length);
    return a.concat(b) as JsonValue;
  }
  throw mismatch("+", a, b);
}

function arithmetic(operator: string, compute: (a: number, b: number) => number): Binary {
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return finite(compute(a, b));
    throw mismatch(operator, a, b);
  };
}

function divide(a: number, b: number): number {
  if (b === 0) throw new Fault("division by zero");
  return a / b;
}

function remainder(a: number, b: number): number {
  if (b === 0) throw new Fault("remainder by zero");
  return a % b;
}

/** Negative, zero or positive. Strings by code point, as CEL orders them; UTF-16 order differs beyond the basic plane. */
export function compare(operator: string, a: JsonValue, b: JsonValue, frame: Frame): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") {
    frame.read(Math.min(a.length, b.length));
    return compareText(a, b);
  }
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  throw mismatch(operator, a, b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === length) return a.length - b.length;
  const left = a.charCodeAt(index);
  const right = b.charCodeAt(index);
  // A surrogate stands for a code point above all of the basic plane, though its unit is below 0xe000.
  return (
    (left >= 0xd800 && left < 0xe000 ? left + 0x10000 : left) -
    (right >= 0xd800 && right < 0xe000 ? right + 0x10000 : right)
  );
}

/** Deep equality; values of different kinds are not equal. */
export function equal(a: JsonValue, b: JsonValue, frame: Frame): boolean {
  if (typeof a === "string") {
    if (typeof b === "string") frame.read(Math.min(a.length, b.length));
    return a === b;
  }
  if (typeof a !== "object") return a === b;
  return jsonEqual(a, b, () => frame.step(1));
}

function isIn(a: JsonValue, b: JsonValue, frame: Frame): boolean {
  if (Array.isArray(b)) {
    frame.step(b.length >> 4);
    return b.some((item: JsonValue) => equal(a, item, frame));
  }
  if (isJsonObject(b)) return typeof a === "string" && Object.hasOwn(b, a);
  throw mismatch("in", a, b);
}

export const BINARY: { readonly [operator in BinaryOperator]: Binary } = {
  "+": add,
  "-": arithmetic("-", (a, b) => a - b),
  "*": arithmetic("*", (a, b) => a * b),
  "/": arithmetic("/", divide),
  "%": arithmetic("%", remainder),
  "<": (a, b, frame) => compare("<", a, b, frame) < 0,
  "<=": (a, b, frame) => compare("<=", a, b, frame) <= 0,
  ">": (a, b, frame) => compare(">", a, b, frame) > 0,
  ">=": (a, b, frame) => compare(">=", a, b, frame) >= 0,
  "==": (a, b, frame) => equal(a, b, frame),
  "!=": (a, b, frame) => !equal(a, b, frame),
  in: isIn,
};
