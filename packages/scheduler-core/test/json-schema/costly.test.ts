import { expect, test } from "vitest";
import { compilePattern } from "../../src/json-schema/pattern.ts";
import { compileSchema } from "../../src/json-schema/compile.ts";

const long = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => letter.repeat(58) + String(index).padStart(6, "0"));

const flat = (names: readonly string[]): { [name: string]: number } =>
  Object.fromEntries(names.map((name) => [name, 1]));

test("the cost of a long text and a large pattern does not wrap around to a negative one", () => {
  const compiled = compilePattern("a{1000}b{1000}", 1_000);
  if (!compiled.ok) throw new Error(compiled.message);
  expect(compiled.pattern.cost(2_000_000)).toBeGreaterThan(100_000_000);
});

test("a pattern on a long text is refused instead of giving steps back", () => {
  const compiled = compileSchema({ pattern: "^(?:a?){1000}b$" });
  if (!compiled.ok) throw new Error("refused");
  expect(compiled.checker.check("a".repeat(5_000_000))).toMatchObject([{ keyword: "limit" }]);
});

// Each took minutes when every name was compared with every other in full.
test.each([
  [
    "an enum many times over",
    { allOf: Array.from({ length: 20 }, () => ({ enum: long("x", 20_000) })) },
    "y".repeat(64),
  ],
  ["missing keys", { required: long("a", 3_000), additionalProperties: false }, flat(long("b", 3_000))],
  [
    "unknown keys",
    { properties: Object.fromEntries(long("a", 5_000).map((name) => [name, true])), additionalProperties: false },
    flat(long("b", 5_000)),
  ],
] as const)("looking for the names that were meant is bounded: %s", (_name, schema, value) => {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error("refused");
  const before = performance.now();
  expect(compiled.checker.check(value).length).toBeGreaterThan(0);
  expect(performance.now() - before).toBeLessThan(5_000);
});
