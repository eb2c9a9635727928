/** Functions on numbers, lists and any value. */
import { toText } from "../json/text.ts";
import { measureJson } from "../json/measure.ts";
import { isJsonObject, type JsonValue } from "../json/value.ts";
import { Fault } from "./fault.ts";
import type { Frame } from "./frame.ts";
import { indexArgument, listArgument, numberArgument, unsuitable, type ExpressionFunction } from "./function.ts";
import { textSize } from "./functions-text.ts";
import { DEFAULT_EXPRESSION_LIMITS } from "./limits.ts";
import { compare, equal, finite, kindOf } from "./operators.ts";

function size(args: readonly JsonValue[], frame: Frame): number {
  const value = args[0] as JsonValue;
  if (typeof value === "string") return textSize(value, frame);
  if (Array.isArray(value)) return value.length;
  if (!isJsonObject(value)) throw unsuitable("size", "a string, a list or a map", value);
  const count = Object.keys(value).length;
  frame.step(count >> 3);
  return count;
}

/** JSON's own form of a number, or CEL's: `1`, `-2.5`, `1e3`. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function toNumber(name: string, value: JsonValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") throw unsuitable(name, "a number, a string or a bool", value);
  if (value.length > 400 || !NUMBER.test(value)) throw new Fault(`${name}(): the text is no number`);
  return finite(Number(value));
}

function toInteger(name: string, value: JsonValue): number {
  const number = toNumber(name, value);
  if (typeof value === "string" && !Number.isInteger(number)) throw new Fault(`${name}(): the text is no whole number`);
  const whole = Math.trunc(number) + 0;
  if (!Number.isSafeInteger(whole)) throw new Fault(`${name}(): beyond what JSON numbers hold exactly (2^53)`);
  if (name === "uint" && whole < 0) throw new Fault("uint(): the number is negative");
  return whole;
}

const BOOLS = new Map([
  ...["true", "True", "TRUE", "t", "1"].map((text) => [text, true] as const),
  ...["false", "False", "FALSE", "f", "0"].map((text) => [text, false] as const),
]);

function toBool(args: readonly JsonValue[]): boolean {
  const value = args[0] as JsonValue;
  if (typeof value === "boolean") return value;
  const bool = typeof value === "string" ? BOOLS.get(value) : undefined;
  if (bool === undefined) throw unsuitable("bool", 'a bool, "true" or "false"', value);
  return bool;
}

function toString(args: readonly JsonValue[], frame: Frame): string {
  const value = args[0] as JsonValue;
  if (typeof value === "object" && value !== null) {
    const measured = measureJson(value, DEFAULT_EXPRESSION_LIMITS.size);
    // A whole outcome holds absent parts, which no text has.
    if (!measured.ok && measured.tooLarge) throw new Fault("the expression builds too large a value", "fatal");
    if (!measured.ok) throw new Fault(`string(): ${measured.message}`);
    frame.build(measured.bytes);
    frame.step(measured.bytes >> 3);
  }
  return toText(value);
}

/** The numbers given, one by one or as a list. */
function numbers(args: readonly JsonValue[], name: string, frame: Frame): readonly number[] {
  const values = args.length === 1 && Array.isArray(args[0]) ? (args[0] as readonly JsonValue[]) : args;
  frame.step(values.length >> 2);
  for (let index = 0; index < values.length; index += 1) numberArgument(values, index, name);
  return values as readonly number[];
}

function extreme(name: "min" | "max") {
  return (args: readonly JsonValue[], frame: Frame): number => {
    const values = numbers(args, name, frame);
    const pick = name === "min" ? Math.min : Math.max;
    if (values.length === 0) throw new Fault(`${name}() of nothing`);
    return values.reduce((best, value) => pick(best, value));
  };
}

function numeric(name: string, usage: string, does: string, compute: (value: number) => number): ExpressionFunction {
  return {
    name,
    forms: "call",
    arguments: [1, 1],
    usage,
    does,
    run: (args) => finite(compute(numberArgument(args, 0, name))),
  };
}

/** Half away from zero, as CEL rounds. */
function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function sort(args: readonly JsonValue[], frame: Frame): JsonValue {
  const items = listArgument(args, 0, "sort");
  frame.build(items.length);
  frame.step(items.length * 4);
  return [...items].sort((a, b) => {
    frame.step(1);
    return compare("<", a, b, frame);
  });
}

function distinct(args: readonly JsonValue[], frame: Frame): JsonValue {
  const found: JsonValue[] = [];
  const scalars = new Set<JsonValue>();
  for (const item of listArgument(args, 0, "distinct")) {
    frame.step(1);
    if (typeof item !== "object" || item === null) {
      if (scalars.has(item)) continue;
      scalars.add(item);
    } else if (found.some((other) => (frame.step(1), equal(item, other, frame)))) continue;
    found.push(item);
  }
  frame.build(found.length);
  return found;
}

function slice(args: readonly JsonValue[], frame: Frame): JsonValue {
  const items = listArgument(args, 0, "slice");
  const [start, end] = [indexArgument(args, 1, "slice", 0), indexArgument(args, 2, "slice", items.length)];
  if (start < 0 || end > items.length || start > end)
    throw new Fault(`slice(): ${start} to ${end} is not within a list of ${items.length}`);
  frame.build(end - start);
  return items.slice(start, end);
}

function reverse(args: readonly JsonValue[], frame: Frame): JsonValue {
  const items = listArgument(args, 0, "reverse");
  frame.build(items.length);
  return [...items].reverse();
}

export const VALUE_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: "size",
    forms: "both",
    arguments: [1, 1],
    usage: "size(value)",
    does: "Characters of a string, items of a list, keys of a map.",
    run: size,
  },
  {
    name: "type",
    forms: "call",
    arguments: [1, 1],
    usage: "type(value)",
    does: '`"null"`, `"bool"`, `"number"`, `"string"`, `"list"` or `"map"`.',
    run: (args) => kindOf(args[0] as JsonValue),
  },
  {
    name: "string",
    forms: "call",
    arguments: [1, 1],
    usage: "string(value)",
    does: "The value as text: strings as they are, others as compact JSON.",
    run: toString,
  },
  {
    name: "int",
    forms: "call",
    arguments: [1, 1],
    usage: "int(value)",
    does: "A whole number: a number without its fraction, or read from text.",
    run: (args) => toInteger("int", args[0] as JsonValue),
  },
  {
    name: "uint",
    forms: "call",
    arguments: [1, 1],
    usage: "uint(value)",
    does: "The same, and not negative.",
    run: (args) => toInteger("uint", args[0] as JsonValue),
  },
  {
    name: "double",
    forms: "call",
    arguments: [1, 1],
    usage: "double(value)",
    does: "A number, or one read from text.",
    run: (args) => toNumber("double", args[0] as JsonValue),
  },
  {
    name: "bool",
    forms: "call",
    arguments: [1, 1],
    usage: "bool(value)",
    does: 'A bool, or one read from `"true"` or `"false"`.',
    run: toBool,
  },
  {
    name: "dyn",
    forms: "call",
    arguments: [1, 1],
    usage: "dyn(value)",
    does: "The value itself; values have no static types here.",
    run: (args) => args[0] as JsonValue,
  },
  numeric("abs", "abs(number)", "Without its sign.", Math.abs),
  numeric("ceil", "ceil(number)", "The next whole number up.", Math.ceil),
  numeric("floor", "floor(number)", "The next whole number down.", Math.floor),
  numeric("round", "round(number)", "The nearest whole number, halves away from zero.", round),
  numeric("trunc", "trunc(number)", "Without its fraction.", Math.trunc),
  {
    name: "min",
    forms: "call",
    arguments: [1, 32],
    usage: "min(a, b, …)",
    does: "The least number; also of a list.",
    run: extreme("min"),
  },
  {
    name: "max",
    forms: "call",
    arguments: [1, 32],
    usage: "max(a, b, …)",
    does: "The greatest number; also of a list.",
    run: extreme("max"),
  },
  {
    name: "sum",
    forms: "call",
    arguments: [1, 1],
    usage: "sum(list)",
    does: "The numbers of a list added up.",
    run: (args, frame) =>
      finite(
        numbers([listArgument(args, 0, "sum") as JsonValue], "sum", frame).reduce((total, value) => total + value, 0),
      ),
  },
  {
    name: "sort",
    forms: "method",
    arguments: [1, 1],
    usage: "list.sort()",
    does: "In order; all numbers, all strings or all bools.",
    run: sort,
  },
  {
    name: "distinct",
    forms: "method",
    arguments: [1, 1],
    usage: "list.distinct()",
    does: "Each value once, where it first stands.",
    run: distinct,
  },
  {
    name: "slice",
    forms: "method",
    arguments: [3, 3],
    usage: "list.slice(start, end)",
    does: "The items from `start` up to `end`.",
    run: slice,
  },
  {
    name: "reverse",
    forms: "method",
    arguments: [1, 1],
    usage: "list.reverse()",
    does: "The items from last to first.",
    run: reverse,
  },
];
