import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSchema } from "../../src/json-schema/compile.ts";
import { applyDefaults } from "../../src/json-schema/defaults.ts";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";
import { issuesOf } from "./issues-of.ts";

describe("hostile schemas end soon", () => {
  const doubling: { [key: string]: JsonValue } = { a0: { type: "integer" } };
  for (let index = 1; index < 60; index += 1)
    doubling[`a${index}`] = { allOf: [{ $ref: `#/$defs/a${index - 1}` }, { $ref: `#/$defs/a${index - 1}` }] };
  let nested: JsonValue = {};
  for (let index = 0; index < 5_000; index += 1) nested = { not: nested };
  let deep: JsonValue = [];
  for (let index = 0; index < 900; index += 1) deep = [deep];
  const bottomless = (): JsonValue => {
    let value: JsonValue = [];
    for (let index = 0; index < 50_000; index += 1) value = [value];
    return value;
  };

  test.each([
    ["a circle", { $ref: "#" }, 1],
    [
      "two schemas in a circle",
      { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" },
      1,
    ],
    ["a circle of choices", { anyOf: [{ $ref: "#" }, { $ref: "#" }] }, 1],
    ["doubling", { $defs: doubling, $ref: "#/$defs/a59" }, 1],
    ["nesting", nested, 1],
    ["a deep value", { items: { $ref: "#" } }, deep],
    ["unique bottomless lists", { uniqueItems: true }, [bottomless(), bottomless()]],
    ["unique big lists", { uniqueItems: true }, Array.from({ length: 20_000 }, (_, index) => ({ index }))],
    [
      "a pattern on a long text",
      { allOf: Array.from({ length: 500 }, (_, index) => ({ pattern: `(a+a+)+[b-c]{${index + 1}}` })) },
      "a".repeat(1_000_000),
    ],
    ["many subschemas", { allOf: Array.from({ length: 20_000 }, (_, index) => ({ minimum: index })) }, 1],
  ] as [string, JsonValue, JsonValue][])("%s", (_name, schema, value) => {
    const start = performance.now();
    const compiled = compileSchema(schema);
    expect(compiled.ok ? compiled.checker.check(value).at(-1)?.keyword : compiled.problems[0]?.message).toMatch(
      /^limit$|too large/,
    );
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test("any value as a schema gives an answer", () => {
    const word = fc.constantFrom(
      "type",
      "enum",
      "items",
      "properties",
      "allOf",
      "not",
      "$ref",
      "#",
      "object",
      "pattern",
      "required",
      "a",
      "minimum",
      "contains",
      "if",
      "then",
    );
    const value = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(word, tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(value, value, (schema, checked) => {
        const compiled = compileSchema(schema);
        expect(compiled.ok ? compiled.checker.check(checked) : compiled.problems).toBeInstanceOf(Array);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("keys that other languages take for the prototype are keys", () => {
  const schema = JSON.parse(
    '{"properties":{"__proto__":{"type":"number"}},"required":["__proto__"],"additionalProperties":false}',
  ) as JsonObject;
  expect(issuesOf(schema, JSON.parse('{"__proto__":1}') as JsonValue)).toEqual([]);
  expect(issuesOf(schema, JSON.parse('{"__proto__":"a"}') as JsonValue)[0]?.path).toEqual(["__proto__"]);
  expect(issuesOf(schema, {})[0]?.keyword).toBe("required");
});

describe("defaults", () => {
  test.each([
    ["a missing key", { properties: { a: { default: 1 }, b: {} } }, {}, { a: 1 }],
    ["a key that is there", { properties: { a: { default: 1 } } }, { a: null }, { a: null }],
    ["nested objects", { properties: { a: { properties: { b: { default: [] } } } } }, { a: {} }, { a: { b: [] } }],
    ["nothing in objects that are missing", { properties: { a: { properties: { b: { default: 1 } } } } }, {}, {}],
    [
      "items",
      { properties: { a: { items: { properties: { b: { default: 1 } } } } } },
      { a: [{}, { b: 2 }] },
      { a: [{ b: 1 }, { b: 2 }] },
    ],
    ["references", { $defs: { x: { properties: { a: { default: 1 } } } }, $ref: "#/$defs/x" }, {}, { a: 1 }],
    [
      "allOf",
      { allOf: [{ properties: { a: { default: 1 } } }, { properties: { b: { default: 2 } } }] },
      {},
      { a: 1, b: 2 },
    ],
    ["a circle", { $ref: "#", properties: { a: { default: 1 } } }, {}, { a: 1 }],
  ] as [string, JsonObject, JsonObject, JsonObject][])("%s", (_name, schema, value, expected) => {
    const before = JSON.stringify(value);
    expect(applyDefaults(schema, value)).toEqual(expected);
    expect(JSON.stringify(value)).toBe(before);
  });

  test("of keys that other languages take for the prototype", () => {
    const filled = applyDefaults(JSON.parse('{"properties":{"__proto__":{"default":{"x":1}}}}') as JsonObject, {});
    expect(JSON.stringify(filled)).toBe('{"__proto__":{"x":1}}');
  });

  test("circles in circles end soon", () => {
    const start = performance.now();
    applyDefaults({ allOf: [{ $ref: "#" }, { $ref: "#" }], properties: { a: { default: 1 } } }, {});
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
