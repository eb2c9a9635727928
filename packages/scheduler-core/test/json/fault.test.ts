import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonFault } from "../../src/json/fault.ts";
import { nestsDeeper } from "../../src/json/scan.ts";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test.each([
  ["nothing", "", "it ends where a value is expected"],
  ["an open object", '{"a": 1', 'it ends where "," or the end of the list or object is expected'],
  ["a comma too much", "[1,]", '"]" at character 4 where a value is expected'],
  ["a key without quotes", "{a: 1}", '"a" at character 2 where a key or "}" is expected'],
  ["two values", "1 2", '"2" at character 3 where nothing is expected'],
  ["another bracket", "[1}", '"}" at character 3 where "," or the end of the list or object is expected'],
  ["a zero before a number", "01", '"0" at character 1 where a value is expected'],
  ["a string that goes on", '["a', "the string at character 2 does not end"],
  ["a line break in a string", '"a\n"', '"\\n" at character 3 where an escape is expected'],
  ["an escape that is none", '"\\x"', "no escape at character 2"],
  ["a word", "nul", '"n" at character 1 where a value is expected'],
])("%s", (_name, text, fault) => {
  expect(jsonFault(text)).toBe(fault);
  expect(parses(text)).toBe(false);
});

test("a text has a fault exactly when it does not parse", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"',
    "1",
    "-",
    "0",
    ".5",
    "e1",
    "true",
    "null",
    " ",
    "\\u00e9",
    "\n",
  );
  const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => (jsonFault(text) === undefined) === parses(text)),
    { numRuns: 5_000 },
  );
  fc.assert(fc.property(fc.jsonValue(), (value) => jsonFault(JSON.stringify(value)) === undefined));
});

describe("nesting", () => {
  const depthOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

  test("is what the value's is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
        // Spaces before, so that the text is never too short to be looked at.
        expect(nestsDeeper(" ".repeat(20) + JSON.stringify(value), depth)).toBe(depthOf(value) > depth);
      }),
    );
  });

  test("brackets in strings do not count", () => {
    expect(nestsDeeper(JSON.stringify(['[[[[[[\\"[[']), 1)).toBe(false);
  });
});
