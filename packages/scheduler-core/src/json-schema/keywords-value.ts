/** Keywords about single values: type, enum, const, numbers and strings. */
import { didYouMean } from "../json/closest.ts";
import { jsonEqual } from "../json/equal.ts";
import type { JsonValue } from "../json/value.ts";
import type { Compiler, Keyword } from "./compiler.ts";
import { describe, either, typeOf, withArticle } from "./describe.ts";
import { FORMATS } from "./formats.ts";
import { compilePattern } from "./pattern.ts";
import type { CheckState } from "./state.ts";

const TYPES = ["null", "boolean", "object", "array", "number", "integer", "string"];

const type: Keyword = (argument, _schema, compiler) => {
  const types = typeof argument === "string" ? [argument] : argument;
  if (!Array.isArray(types) || types.length === 0) return compiler.problem("type must be a type or a list of types");
  for (const item of types as readonly JsonValue[]) {
    if (typeof item !== "string" || !TYPES.includes(item))
      return compiler.problem(
        `no type is called ${describe(item)}`,
        typeof item === "string" ? didYouMean(item, TYPES) : undefined,
      );
  }
  const names = types as readonly string[];
  const expected = either(names.map(withArticle));
  return (value, state) => {
    const found = typeOf(value);
    if (names.includes(found) || (found === "number" && Number.isInteger(value) && names.includes("integer"))) return;
    state.report("type", `must be ${expected}, not ${describe(value)}`);
  };
};

function same(a: JsonValue, b: JsonValue, state: CheckState): boolean {
  return jsonEqual(a, b, () => state.step(1));
}

const enumeration: Keyword = (argument, _schema, compiler) => {
  if (!Array.isArray(argument) || argument.length === 0) return compiler.problem("enum must be a list of values");
  const values = argument as readonly JsonValue[];
  const texts = values.filter((value) => typeof value === "string");
  const shown =
    values.length > 12 ? `${values.slice(0, 12).map(describe).join(", ")}, …` : either(values.map(describe));
  return (value, state) => {
    state.step(values.length >> 3);
    if (values.some((allowed) => same(allowed, value, state)) || state.skipsPart(value)) return;
    state.report("enum", `must be ${shown}, not ${describe(value)}`, {
      hint: typeof value === "string" && state.mayCompare(texts.length) ? didYouMean(value, texts) : undefined,
    });
  };
};

const constant: Keyword = (argument) => (value, state) => {
  if (same(argument, value, state) || state.skipsPart(value)) return;
  state.report("const", `must be ${describe(argument)}, not ${describe(value)}`);
};

function bound(keyword: string, allowed: string, fits: (value: number, limit: number) => boolean): Keyword {
  return (argument, _schema, compiler) => {
    if (typeof argument !== "number") return compiler.problem(`${keyword} must be a number`);
    return (value, state) => {
      if (typeof value === "number" && !fits(value, argument))
        state.report(keyword, `must be ${allowed} ${argument}, not ${value}`);
    };
  };
}

const multipleOf: Keyword = (argument, _schema, compiler) => {
  if (typeof argument !== "number" || argument <= 0) return compiler.problem("multipleOf must be a positive number");
  return (value, state) => {
    if (typeof value !== "number") return;
    const quotient = value / argument;
    // 0.3 is a multiple of 0.1, though not in binary fractions.
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9 * Math.max(1, Math.abs(quotient)))
      state.report("multipleOf", `must be a multiple of ${argument}, not ${value}`);
  };
};

/** Reads the argument of a keyword that counts. */
export function countOf(keyword: string, argument: JsonValue, compiler: Compiler): number | undefined {
  if (typeof argument === "number" && Number.isInteger(argument) && argument >= 0) return argument;
  return compiler.problem(`${keyword} must be a whole number, not negative`);
}

/** Length in code points, as far as it matters. */
function textLength(text: string, state: CheckState): number {
  state.step(text.length >> 4);
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function lengthBound(keyword: "minLength" | "maxLength"): Keyword {
  return (argument, _schema, compiler) => {
    const limit = countOf(keyword, argument, compiler);
    if (limit === undefined) return undefined;
    return (value, state) => {
      if (typeof value !== "string") return;
      const length = textLength(value, state);
      if (keyword === "minLength" && length < limit) {
        state.report(
          keyword,
          limit === 1 ? "must not be empty" : `must have at least ${limit} characters, not ${length}`,
        );
      }
      if (keyword === "maxLength" && length > limit)
        state.report(keyword, `must have at most ${limit} characters, not ${length}`);
    };
  };
}

const pattern: Keyword = (argument, _schema, compiler) => {
  if (typeof argument !== "string") return compiler.problem("pattern must be a string");
  const compiled = compilePattern(argument, compiler.limits.patternLength);
  if (!compiled.ok) return compiler.problem(`the pattern is not valid: ${compiled.message}`);
  return (value, state) => {
    if (typeof value !== "string") return;
    state.step(compiled.pattern.cost(value.length));
    if (!compiled.pattern.test(value)) state.report("pattern", `must match the pattern ${argument}`);
  };
};

const format: Keyword = (argument, _schema, compiler) => {
  if (typeof argument !== "string") return compiler.problem("format must be a string");
  const known = FORMATS.get(argument);
  if (known === undefined) return undefined;
  return (value, state) => {
    if (typeof value !== "string") return;
    state.step(value.length >> 3);
    if (!known.test(value)) state.report("format", `must be ${known.name}, not ${describe(value)}`);
  };
};

export const VALUE_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ["type", type],
  ["enum", enumeration],
  ["const", constant],
  ["minimum", bound("minimum", "at least", (value, limit) => value >= limit)],
  ["maximum", bound("maximum", "at most", (value, limit) => value <= limit)],
  ["exclusiveMinimum", bound("exclusiveMinimum", "more than", (value, limit) => value > limit)],
  ["exclusiveMaximum", bound("exclusiveMaximum", "less than", (value, limit) => value < limit)],
  ["multipleOf", multipleOf],
  ["minLength", lengthBound("minLength")],
  ["maxLength", lengthBound("maxLength")],
  ["pattern", pattern],
  ["format", format],
];
