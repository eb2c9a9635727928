import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExpression } from "../../src/expression/parse.ts";
import { scopeWith } from "./scope.ts";

/** An expression with what it should give; `undefined` is an error. */
interface Modelled {
  readonly text: string;
  readonly value: number | undefined;
}

const OPERATORS: { readonly [operator: string]: (a: number, b: number) => number | undefined } = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? undefined : a / b),
  "%": (a, b) => (b === 0 ? undefined : a % b),
};

const literal: fc.Arbitrary<Modelled> = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }).map((value) => ({ text: String(value), value })),
  fc.integer({ min: 0, max: 1_000 }).map((value) => ({ text: `${value}u`, value })),
  fc
    .double({ min: 0, max: 1_000, noNaN: true })
    .map((value) => ({ text: value.toFixed(3), value: Number(value.toFixed(3)) })),
);

const { tree } = fc.letrec<{ tree: Modelled }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    literal,
    tie("tree").map(({ text, value }) => ({ text: `-(${text})`, value: value === undefined ? undefined : -value })),
    fc.tuple(tie("tree"), fc.constantFrom(...Object.keys(OPERATORS)), tie("tree")).map(([a, operator, b]) => ({
      text: `(${a.text}) ${operator} (${b.text})`,
      value: a.value === undefined || b.value === undefined ? undefined : OPERATORS[operator]?.(a.value, b.value),
    })),
    fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([a, b, c]) => ({
      text: `((${a.text}) < (${b.text}) ? (${c.text}) : (${a.text}))`,
      value: a.value === undefined || b.value === undefined ? undefined : a.value < b.value ? c.value : a.value,
    })),
  ),
}));

test("arithmetic is that of JSON numbers", () => {
  fc.assert(
    fc.property(tree, ({ text, value }) => {
      const parsed = parseExpression(text);
      if (!parsed.ok) throw new Error(parsed.message);
      const evaluated = parsed.expression.evaluate(scopeWith());
      const isError = value === undefined || !Number.isFinite(value);
      expect(evaluated.ok ? evaluated.value : "error").toBe(isError ? "error" : value + 0);
    }),
    { numRuns: 500 },
  );
});

test("an evaluation leaves nothing behind: the same again gives the same", () => {
  const parsed = parseExpression("inputs.list.map(x, x + inputs.n).filter(y, y > 8)");
  if (!parsed.ok) throw new Error(parsed.message);
  const scope = scopeWith();
  const before = JSON.stringify(scope);
  expect(parsed.expression.evaluate(scope)).toEqual(parsed.expression.evaluate(scope));
  expect(JSON.stringify(scope)).toBe(before);
});
