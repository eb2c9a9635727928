import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_EXPRESSION_LIMITS } from "../../src/expression/limits.ts";
import { parseExpression } from "../../src/expression/parse.ts";
import { compileTemplate } from "../../src/expression/template.ts";
import type { JsonValue } from "../../src/json/value.ts";
import { evaluate, scopeWith } from "./scope.ts";

/** Generous for a busy machine; what is not bounded takes minutes. */
const SOON_MS = 1_500;

function timed<T>(work: () => T): T {
  const start = performance.now();
  const result = work();
  expect(performance.now() - start).toBeLessThan(SOON_MS);
  return result;
}

describe("texts built to blow up the parser", () => {
  test.each([
    ["10 000 negations", `${"!".repeat(10_000)}true`],
    ["10 000 minus signs", `${"-".repeat(10_000)}1`],
    ["signs apart", `${"! ".repeat(5_000)}true`],
    ["parentheses", `${"(".repeat(5_000)}1${")".repeat(5_000)}`],
    ["lists", `${"[".repeat(5_000)}${"]".repeat(5_000)}`],
    ["maps", `${"{'a':".repeat(2_000)}1${"}".repeat(2_000)}`],
    ["calls", `${"size(".repeat(2_000)}1${")".repeat(2_000)}`],
    ["ternaries", `${"true?".repeat(2_000)}1${":1".repeat(2_000)}`],
    ["accesses", `inputs${".a".repeat(5_000)}`],
    ["indexes", `inputs${"[0]".repeat(5_000)}`],
    ["too long", "1".repeat(20_000)],
    ["too many nodes", Array.from({ length: 8_000 }, () => "1").join("+")],
    ["comprehensions", `${"[1].map(x,".repeat(500)}1${")".repeat(500)}`],
  ])("%s are refused", (_name, text) => {
    expect(timed(() => parseExpression(text))).toMatchObject({ ok: false, code: "expression-syntax" });
  });

  test.each([
    ["a long sum", Array.from({ length: 4_000 }, () => "1").join("+"), 4_000],
    ["a long disjunction", Array.from({ length: 1_500 }, () => "false").join("||"), false],
    ["a long comparison", `true${" == true".repeat(1_000)}`, true],
    ["signs within the bound", `${"-".repeat(60)}1`, 1],
    ["has() in has()", `${"has(inputs[string(".repeat(15)}1${")])".repeat(15)}`, false],
    ["dashes in a string", `'${"-".repeat(5_000)}'.size()`, 5_000],
  ])("%s is evaluated", (_name, text, value) => {
    expect(timed(() => evaluate(text))).toEqual({ ok: true, value });
  });

  test("any text gives an answer", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const parsed = parseExpression(text);
        if (parsed.ok) parsed.expression.evaluate(scopeWith());
        expect(parsed.ok || (parsed.start <= parsed.end && parsed.end <= text.length)).toBe(true);
      }),
    );
  });

  test("any arrangement of tokens gives an answer", () => {
    const token = fc.constantFrom(
      "inputs",
      ".",
      "n",
      "[",
      "]",
      "(",
      ")",
      "{",
      "}",
      "'a'",
      '"',
      "1",
      "0.5",
      "+",
      "-",
      "!",
      "?",
      ":",
      "&&",
      "||",
      "==",
      "in",
      ",",
      "has(",
      "map(x,",
      "size(",
      "nodes",
      "outcome",
      "output",
      "x",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 15 }), (tokens) => {
        const parsed = parseExpression(tokens.join(" "));
        expect(parsed.ok ? parsed.expression.evaluate(scopeWith()) : parsed).toHaveProperty("ok");
      }),
      { numRuns: 500 },
    );
  });
});

describe("values built to blow up", () => {
  const long = "x".repeat(100_000);
  const many = Array.from({ length: 1_000 }, (_, index) => index);
  const scope = scopeWith({ inputs: { long, many, nested: [many, many, many] } });

  test.each([
    ["loops in loops", "inputs.many.all(a, inputs.many.all(b, inputs.many.all(c, inputs.many.all(d, d >= 0))))"],
    [
      "text doubled again and again",
      `[1]${Array.from({ length: 30 }, (_, i) => `.map(a${i}, a${i} == 1 ? inputs.long : a${i} + a${i})`).join("")}`,
    ],
    ["replace with long text", "inputs.long.replace('x', inputs.long)"],
    ["replace between all characters", "inputs.long.replace('', inputs.long)"],
    ["join of long texts", "inputs.many.map(x, inputs.long).join(inputs.long)"],
    ["split again and again", "inputs.many.map(a, inputs.long.split(''))"],
    [
      "copies of a list",
      "inputs.many.map(a, inputs.many + inputs.many + inputs.many + inputs.many + inputs.many + inputs.many + inputs.many + inputs.many + inputs.many)",
    ],
    [
      "comparing shared parts",
      `[[inputs.many]]${".map(a, [a, a, a, a])".repeat(12)} == [[inputs.many]]${".map(a, [a, a, a, a])".repeat(12)}`,
    ],
    ["text of shared parts", `string([inputs.many]${".map(a, [a, a, a, a])".repeat(12)})`],
    ["patterns that back-track elsewhere", "inputs.many.all(a, !inputs.long.matches('(x+x+)+[yz]|(x|xx)*z'))"],
    ["a big pattern", "inputs.many.all(a, !inputs.long.matches('(\\\\pL{30}){30}[ab]'))"],
    ["sorting in a loop", "inputs.many.all(a, inputs.many.reverse().sort() != [])"],
    ["distinct of many lists", "inputs.many.map(a, [a]).distinct().map(b, inputs.many.map(a, [a]).distinct())"],
    ["searching in a loop", "inputs.many.all(a, inputs.many.all(b, !inputs.long.contains('yx')))"],
  ])("%s: refused, and not absorbed", (_name, text) => {
    const plain = timed(() => evaluate(text, scope));
    expect(plain).toMatchObject({
      ok: false,
      absent: false,
      message: expect.stringMatching(/too many steps|too large/),
    });
    expect(timed(() => evaluate(`(${text}) == 1 || true`, scope)).ok).toBe(false);
  });

  test("a result that repeats shared parts too often is refused, though it takes little memory", () => {
    const text = `[inputs.many]${".map(a, [a, a, a, a, a, a, a, a])".repeat(20)}`;
    expect(timed(() => evaluate(text, scope))).toEqual({
      ok: false,
      absent: false,
      message: "the expression builds too large a value",
    });
  });

  test("what is within the bounds is evaluated", () => {
    expect(
      timed(() =>
        evaluate(
          "inputs.many.all(a, inputs.many.exists(b, b == a))",
          scopeWith({ inputs: { many: many.slice(0, 300) } }),
        ),
      ),
    ).toEqual({ ok: true, value: true });
    expect(timed(() => evaluate("size(inputs.long + inputs.long)", scope))).toEqual({ ok: true, value: 200_000 });
  });
});

test("patterns are checked before anything runs, and bounded", () => {
  expect(parseExpression("'a'.matches('(?=a)')")).toMatchObject({
    ok: false,
    message: expect.stringContaining("pattern"),
  });
  expect(parseExpression("'a'.matches('\\\\1')")).toMatchObject({ ok: false });
  expect(parseExpression("'a'.matches('(a{1000}){1000}')")).toMatchObject({ ok: false });
  expect(parseExpression(`'a'.matches('${"a".repeat(DEFAULT_EXPRESSION_LIMITS.patternLength + 1)}')`)).toMatchObject({
    ok: false,
  });
});

test("values that nest deeper than the stack are an error, not a crash", () => {
  const deep = (): JsonValue => {
    let value: JsonValue = [];
    for (let depth = 0; depth < 50_000; depth += 1) value = [value];
    return value;
  };
  const scope = scopeWith({ inputs: { a: deep(), b: deep() } });
  for (const text of ["inputs.a == inputs.b", "inputs.a in [inputs.b]", "string(inputs.a)", "[inputs.a]"]) {
    expect(evaluate(text, scope)).toMatchObject({ ok: false, absent: false });
  }
  expect(compileTemplate("x {{ inputs.a }}").render(scope)).toMatchObject({ ok: false });
});

test("limits can be given", () => {
  const limits = { ...DEFAULT_EXPRESSION_LIMITS, textLength: 10, steps: 5 };
  expect(parseExpression("1 + 1 + 1 + 1", limits).ok).toBe(false);
  const parsed = parseExpression("1 + 1", limits);
  expect(parsed.ok && parsed.expression.evaluate(scopeWith())).toEqual({ ok: true, value: 2 });
});
