import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { readDocument } from "../../src/read/document.ts";

/** Text with what the styles of YAML treat specially: quotes, escapes, breaks, blanks, characters outside the basic plane. */
const text = fc.string({
  unit: fc.constantFrom("a", "b", " ", "'", '"', "\\", "\n", ":", "#", "{", "é", "😀", "-", "{{ x }}"),
  maxLength: 24,
});

const forms = {
  single: (value: string) => stringify({ k: value }, { defaultStringType: "QUOTE_SINGLE", lineWidth: 0 }),
  double: (value: string) => stringify({ k: value }, { defaultStringType: "QUOTE_DOUBLE", lineWidth: 0 }),
  folded: (value: string) => stringify({ k: value }, { defaultStringType: "BLOCK_FOLDED" }),
  literal: (value: string) => stringify({ k: value }, { defaultStringType: "BLOCK_LITERAL" }),
  plain: (value: string) => stringify({ k: value }, { lineWidth: 20 }),
  json: (value: string) => JSON.stringify({ k: value }),
};

test.each(Object.entries(forms))("%s: every character of a string is found where it is written", (_name, write) => {
  fc.assert(
    fc.property(text, (value) => {
      const written = write(value);
      const document = readDocument(written);
      expect(document.problems).toEqual([]);
      // The library writes some strings of blanks alone so that they read otherwise; that is not what is tested here.
      fc.pre((document.value as { k: unknown }).k === value);
      for (let at = 0; at < value.length; at += 1) {
        const unit = value[at] as string;
        const { start, end } = document.locate({ path: ["k"], within: { start: at, end: at + 1 } });
        const shown = document.text.slice(start, end);
        // Breaks and escapes are written otherwise than they read.
        if (/[ab:#{é-]/.test(unit)) expect([at, shown, written]).toEqual([at, unit, written]);
        else expect(end).toBeGreaterThan(start);
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["in a mapping", "a:\n  b: [1, 22]\n", ["a", "b", 1], "22"],
  ["behind an alias", "a: &x { b: 33 }\nc: *x\n", ["c", "b"], "33"],
  ["an empty value is shown at its key", "a:\n  bb:\n", ["a", "bb"], "bb"],
  ["what is missing is shown at what lacks it", "a: { b: 1 }\n", ["a", "zz"], "a"],
  ["in JSON", '{"a": {"b": [1, {"c": "d\\u0041"}]}}', ["a", "b", 1, "c"], '"d\\u0041"'],
] as const)("%s", (_name, written, path, shown) => {
  const document = readDocument(written);
  const { start, end } = document.locate({ path });
  expect(document.text.slice(start, end)).toBe(shown);
});
