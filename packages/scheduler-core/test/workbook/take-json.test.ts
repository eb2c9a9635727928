import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeJson } from "../../src/workbook/take-json.ts";

test("a JSON value is copied whole, and its size is that of its text", () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: "medium" }), (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      const text = JSON.stringify(plain);
      if (!text.isWellFormed()) return;
      const taken = takeJson(plain, 1e9);
      if (!taken.ok) {
        // fast-check makes strings with half a surrogate pair; JSON.stringify escapes them.
        expect(taken.message).toContain("surrogate");
        return;
      }
      expect(taken.value).toEqual(plain);
      // -0 is written as 0 by JSON.
      expect(taken.bytes).toBe(Buffer.byteLength(text));
    }),
  );
});

test("later writes to the original change nothing", () => {
  const original = { list: [1], deep: { a: 1 } };
  const taken = takeJson(original, 1000);
  original.list.push(2);
  original.deep.a = 2;
  expect(taken).toMatchObject({ ok: true, value: { list: [1], deep: { a: 1 } } });
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;
let reads = 0;

describe("what is no JSON is refused with its place", () => {
  test.each<[string, unknown, "not-json" | "too-large", RegExp]>([
    ["undefined in a list", { a: [1, undefined] }, "not-json", /at \/a\/1: a value of type undefined/],
    ["a function", { a: () => 1 }, "not-json", /at \/a: a value of type function/],
    ["NaN", Number.NaN, "not-json", /NaN/],
    ["an infinity", [Infinity], "not-json", /at \/0: Infinity/],
    ["a bigint", 1n, "not-json", /bigint/],
    ["a date", { at: new Date(0) }, "not-json", /at \/at: an object that is not plain/],
    ["a map", new Map(), "not-json", /not plain/],
    ["half a surrogate pair", "\ud800", "not-json", /surrogate/],
    ["a cycle", cycle, "not-json", /levels/],
    ["a string beyond the limit", "x".repeat(1_000_001), "too-large", /1000000 bytes/],
    ["many small things", Array.from({ length: 600_000 }, () => 1), "too-large", /1000000 bytes/],
    [
      "a proxy that claims to be endless",
      new Proxy([], { get: (_, key) => (key === "length" ? 1e9 : 1) }),
      "too-large",
      /1000000/,
    ],
    [
      "a getter that throws",
      {
        get a(): number {
          throw new Error("no");
        },
      },
      "not-json",
      /threw/,
    ],
  ])("%s", (_name, value, reason, message) => {
    const taken = takeJson(value, 1_000_000);
    expect(taken).toMatchObject({ ok: false, reason });
    expect(taken.ok ? "" : taken.message).toMatch(message);
  });
});

test("a message does not show a path as long as the value is deep", () => {
  const taken = takeJson(cycle, 1_000_000);
  expect(taken.ok ? "" : taken.message).toMatch(/ at \/.{1,80}\/…: more than 1000 levels$/);
});

test("a getter is read once", () => {
  const value = {
    get a(): number {
      return ++reads;
    },
  };
  expect(takeJson(value, 100)).toMatchObject({ ok: true, value: { a: 1 } });
  expect(reads).toBe(1);
});

test("a property that is undefined is left out, as JSON.stringify does", () => {
  expect(takeJson({ a: undefined, b: 1 }, 100)).toEqual({ ok: true, value: { b: 1 }, bytes: 7 });
});

test("an own __proto__ key stays an own key", () => {
  const taken = takeJson(JSON.parse('{"__proto__": {"polluted": true}}'), 100);
  expect(taken.ok && Object.hasOwn(taken.value as object, "__proto__")).toBe(true);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
