import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closest } from "../../src/json/closest.ts";
import { jsonEqual } from "../../src/json/equal.ts";
import { isJson, measureJson } from "../../src/json/measure.ts";
import { getOwn, mergeObjects, setOwn, type MutableJsonObject } from "../../src/json/object.ts";
import { formatPointer, parsePointer } from "../../src/json/pointer.ts";
import { compactJson, stableStringify, toText } from "../../src/json/text.ts";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";

const json = fc.jsonValue({ stringUnit: "grapheme", maxDepth: 5 }) as fc.Arbitrary<JsonValue>;
const key = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("__proto__", "constructor", "~", "/", "~1", "", "0"),
);

describe("pointers", () => {
  test.each([
    [[], ""],
    [["a", 0, "b"], "/a/0/b"],
    [["a/b", "c~d", "~1"], "/a~1b/c~0d/~01"],
    [["", ""], "//"],
  ] as const)("%j is %j", (path, pointer) => {
    expect(formatPointer(path)).toBe(pointer);
    expect(parsePointer(pointer)).toEqual(path.map(String));
  });

  test.each(["a", "/~", "/~2", "#/a"])("%j is no pointer", (pointer) => {
    expect(parsePointer(pointer)).toBeUndefined();
  });

  test("parsing undoes formatting", () => {
    fc.assert(
      fc.property(fc.array(key), (path) => {
        expect(parsePointer(formatPointer(path))).toEqual(path);
      }),
    );
  });
});

describe("equality", () => {
  test("holds for a copy with its keys turned round, and for nothing else", () => {
    const turned = (value: JsonValue): JsonValue => {
      if (typeof value !== "object" || value === null) return value;
      if (Array.isArray(value)) return value.map(turned);
      const made: MutableJsonObject = {};
      for (const name of Object.keys(value).reverse())
        setOwn(made, name, turned((value as JsonObject)[name] as JsonValue));
      return made;
    };
    fc.assert(
      fc.property(json, (value) => {
        expect(jsonEqual(value, turned(value))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(jsonEqual(a, b)).toBe(stableStringify(a) === stableStringify(b));
      }),
    );
  });

  test.each([
    [[], {}],
    [{ a: 1 }, { b: 1 }],
    [{}, JSON.parse('{"__proto__":1}') as JsonValue],
    [null, {}],
    [[null], [0]],
  ] as [JsonValue, JsonValue][])("%j and %j differ", (a, b) => {
    expect([jsonEqual(a, b), jsonEqual(b, a)]).toEqual([false, false]);
  });
});

describe("measuring", () => {
  test("counts the bytes of the JSON text, exactly", () => {
    fc.assert(
      fc.property(json, (value) => {
        const bytes = Buffer.byteLength(JSON.stringify(value));
        expect(measureJson(value, bytes)).toEqual({ ok: true, bytes });
        expect(measureJson(value, bytes - 1)).toMatchObject({ ok: false, tooLarge: true });
      }),
    );
  });

  test.each(["\u0000\u001f\b\t\n\f\r", '"\\/', "é", "€", "🎈", "\u2028\u007f"])("counts %j", (text) => {
    expect(measureJson(text, 100)).toEqual({ ok: true, bytes: Buffer.byteLength(JSON.stringify(text)) });
  });

  class Thing {
    readonly a: number = 1;
  }
  const hole: unknown[] = [1];
  hole[2] = 2;
  const cycle: unknown[] = [];
  cycle.push(cycle);
  let deep: unknown = null;
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];

  test.each([
    ["undefined", { a: [undefined] }, ["a", 0], "undefined is not"],
    ["a function", { a: () => 1 }, ["a"], "a function is not"],
    ["a symbol", [Symbol("x")], [0], "a symbol is not"],
    ["a bigint", { a: { b: 1n } }, ["a", "b"], "a bigint is not"],
    ["NaN", [Number.NaN], [0], "NaN is not"],
    ["infinity", -Infinity, [], "-Infinity is not"],
    ["a class", { a: new Thing() }, ["a"], "an instance of a class"],
    ["a date", [new Date(0)], [0], "an instance of a class"],
    ["a map", new Map(), [], "an instance of a class"],
    ["toJSON", { a: { toJSON: () => 1 } }, ["a"], "toJSON"],
    ["half a pair", { a: "x\ud800" }, ["a"], "surrogate"],
    ["the other half", ["\udc00x"], [0], "surrogate"],
    ["half a pair as a key", { "\ud800": 1 }, ["\ud800"], "surrogate"],
    ["a hole", hole, [1], "undefined"],
  ])("%s is not JSON", (_name, value, path, message) => {
    const measured = measureJson(value, 1_000);
    expect(measured).toMatchObject({ ok: false, tooLarge: false, path, message: expect.stringContaining(message) });
    expect(isJson(value)).toBe(false);
  });

  test.each([
    ["a cycle", cycle],
    ["nesting", deep],
  ])("%s is too large", (_name, value) => {
    expect(measureJson(value, 1_000_000)).toMatchObject({ ok: false, tooLarge: true });
  });

  test("objects without prototype are JSON", () => {
    expect(measureJson(Object.assign(Object.create(null) as object, { a: 1 }), 100)).toEqual({ ok: true, bytes: 7 });
  });
});

test("merging lays one object over the other, own keys only", () => {
  const odd = JSON.parse('{"__proto__":{"x":1},"a":2}') as JsonObject;
  expect(JSON.stringify(mergeObjects({ a: 1, b: { c: 1 } }, odd))).toBe('{"a":2,"b":{"c":1},"__proto__":{"x":1}}');
  expect(mergeObjects(undefined, undefined)).toEqual({});
  expect(({} as { x?: number }).x).toBeUndefined();
  expect(getOwn(odd, "__proto__")).toEqual({ x: 1 });
  expect(getOwn({}, "__proto__")).toBeUndefined();
  expect(getOwn({}, "toString")).toBeUndefined();
  fc.assert(
    fc.property(fc.dictionary(key, fc.integer()), fc.dictionary(key, fc.integer()), (a, b) => {
      const merged = mergeObjects(a, b);
      for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
        expect(getOwn(merged, name)).toBe(getOwn(b, name) ?? getOwn(a, name));
    }),
  );
});

test("text of any depth that values may have, where the engine's own gives up", () => {
  const written = JSON.stringify;
  const parts = { list: [1, null, 'ü"'], object: { "": {}, a: [], b: true }, none: undefined } as unknown as JsonObject;
  const expected = JSON.stringify(parts);
  const giveUp = (value: unknown): string => {
    if (typeof value === "object" && value !== null) throw new Error("too much recursion");
    return written(value);
  };
  JSON.stringify = giveUp as typeof JSON.stringify;
  try {
    expect(compactJson(parts)).toBe(expected);
  } finally {
    JSON.stringify = written;
  }
});

test("values as text", () => {
  expect([toText("x"), toText(null), toText(1), toText({ a: [] })]).toEqual(["x", "null", "1", '{"a":[]}']);
  expect(stableStringify({ b: 1, a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":1}');
});

test.each([
  ["uot", ["out", "in"], "out"],
  ["URL", ["url"], "url"],
  ["timeuot", ["timeout", "retry"], "timeout"],
  ["xyz", ["timeout"], undefined],
  ["a", ["b"], undefined],
  ["A", ["a"], "a"],
  ["ab", ["ax", "b"], undefined],
  ["prob", ["probe"], "probe"],
  ["kitten", ["sitting"], undefined],
  ["x".repeat(1_000), ["x".repeat(1_000)], undefined],
] as const)("%s among %j is nearest to %s", (name, candidates, expected) => {
  expect(closest(name, candidates)).toBe(expected);
});
