import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { compilePattern } from "@scheduler-components/core";

const atom = fc.constantFrom("a", "B", "7", "[a-c]", "[1-5x]", "[xX]", "[0-9A-F]");
const atoms = fc.array(atom, { maxLength: 4 }).map((parts) => parts.join(""));
const group = fc.option(
  fc.array(atoms, { minLength: 1, maxLength: 3 }).map((branches) => `(${branches.join("|")})`),
  { nil: "" },
);
const source = fc.tuple(atoms, group, atoms).map((parts) => `^${parts.join("")}$`);
const text = fc.string({ unit: fc.constantFrom("a", "b", "B", "x", "X", "7", "1", "\n", "é"), maxLength: 8 });

test("a plain pattern means what RE2 says", () => {
  fc.assert(
    fc.property(source, text, (pattern, candidate) => {
      const compiled = compilePattern(pattern, 1000);
      expect(compiled.ok && compiled.pattern.test(candidate)).toBe(RE2JS.compile(pattern).test(candidate));
    }),
  );
});

test.each([
  ["a class of a status", "^[1-5]([0-9][0-9]|[xX][xX])$", "2xx", true],
  ["another text", "^[1-5]([0-9][0-9]|[xX][xX])$", "2x0", false],
  ["a line's end is no end", "^a$", "a\n", false],
  ["alternatives at the top are not plain", "^a|b$", "ab", true],
  ["a range the wrong way round", "^[9-0]$", "5", undefined],
])("%s", (_name, pattern, candidate, expected) => {
  const compiled = compilePattern(pattern, 1000);
  expect(compiled.ok ? compiled.pattern.test(candidate) : undefined).toBe(expected);
});
