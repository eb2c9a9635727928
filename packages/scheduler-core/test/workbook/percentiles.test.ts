import fc from "fast-check";
import { expect, test } from "vitest";
import { percentiles } from "../../src/workbook/percentiles.ts";

test.each([
  ["none", [], [null, null, null]],
  ["one", [7], [7, 7, 7]],
  ["a hundred", Array.from({ length: 100 }, (_, i) => 100 - i), [50, 95, 99]],
  ["two", [1, 9], [1, 9, 9]],
])("nearest rank of %s", (_name, values, expected) => {
  expect(percentiles(Float64Array.from(values), [50, 95, 99])).toEqual(expected);
});

test("at least so many per cent are not above it, and it is one of the values", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const [found] = percentiles(Float64Array.from(values), [percent]);
      const notAbove = values.filter((value) => value <= (found ?? Number.NaN)).length;
      return values.includes(found ?? Number.NaN) && notAbove * 100 >= percent * values.length;
    }),
  );
});
