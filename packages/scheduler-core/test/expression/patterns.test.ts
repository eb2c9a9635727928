import { expect, test } from "vitest";
import { evaluate, scopeWith } from "./scope.ts";

test("a new pattern for every item costs what compiling it takes", () => {
  const list = Array.from({ length: 5_000 }, (_, index) => index);
  const result = evaluate(
    'inputs.l.map(x, "".matches("(((\\\\pL{10}){10}){9})" + string(x)))',
    scopeWith({ inputs: { l: list } }),
  );
  expect(result).toMatchObject({ ok: false, message: "the expression takes too many steps" });
});

test("one pattern for every item is compiled once", () => {
  const list = Array.from({ length: 5_000 }, (_, index) => `item-${index}`);
  const result = evaluate("inputs.l.all(x, x.matches('^item-[0-9]{1,9}$'))", scopeWith({ inputs: { l: list } }));
  expect(result).toMatchObject({ ok: true, value: true });
});
