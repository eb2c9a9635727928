import { expect, test } from "vitest";
import type { ExportDef } from "../../src/scenario/scenario.ts";
import { ExportBook } from "../../src/workbook/exports.ts";

const def = (parts: Partial<ExportDef>): ExportDef => ({
  type: "variable",
  name: "v",
  value: "1",
  scope: "run",
  ...parts,
});

test("an export exists from the start with its default, or null; the first default wins", () => {
  const book = new ExportBook();
  for (const parts of [
    { name: "a" },
    { name: "b", default: 1 },
    { name: "b", default: 2 },
    { name: "c" },
    { name: "c", default: 3 },
  ])
    book.declare(def(parts));
  expect({ ...book.values }).toEqual({ a: null, b: 1, c: 3 });
});

test("last write wins", () => {
  const book = new ExportBook();
  book.declare(def({ name: "a" }));
  book.set("a", 1);
  book.set("a", { b: 2 });
  expect(book.values["a"]).toEqual({ b: 2 });
});

test("a metric counts, sums and keeps its extremes and the last", () => {
  const book = new ExportBook();
  book.declare(def({ type: "metric", name: "m", default: 7 }));
  expect({ ...book.metrics["m"] }).toEqual({ count: 0, sum: 0, min: null, max: null, last: 7 });
  for (const value of [3, -1, 2]) book.set("m", value);
  expect({ ...book.metrics["m"] }).toEqual({ count: 3, sum: 4, min: -1, max: 3, last: 2 });
  expect(book.values["m"]).toBe(2);
});

test("what has the scope of a task is not kept for the run", () => {
  const book = new ExportBook();
  book.declare(def({ name: "t", scope: "task" }));
  book.set("t", 1);
  expect(Object.keys(book.values)).toEqual([]);
});

test("a name may be __proto__", () => {
  const book = new ExportBook();
  book.declare(def({ name: "__proto__", default: 1 }));
  book.set("__proto__", 2);
  expect(Object.entries(book.values)).toEqual([["__proto__", 2]]);
  expect(({} as { [name: string]: unknown })["2"]).toBeUndefined();
});
