import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSchema } from "../../src/json-schema/compile.ts";
import { applyDefaults } from "../../src/json-schema/defaults.ts";
import { DEFAULT_SCHEMA_LIMITS, type SchemaIssue } from "../../src/json-schema/schema.ts";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";

const isTemplate = (value: JsonValue): boolean => typeof value === "string" && value.includes("{{");

function issuesOf(schema: JsonValue, value: JsonValue, skip?: (value: JsonValue) => boolean): readonly SchemaIssue[] {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.checker.check(value, skip === undefined ? {} : { skip });
}

/** Schema, values that fit, values that do not with the keyword that says so. */
const KEYWORDS: readonly (readonly [string, JsonValue, readonly JsonValue[], readonly JsonValue[]])[] = [
  ["type", { type: "string" }, ["a"], [1, null, {}]],
  ["type", { type: "integer" }, [1, 2.0], [1.5, "1"]],
  ["type", { type: ["null", "object"] }, [null, {}], [[], 1]],
  ["enum", { enum: [1, "a", { b: [1] }] }, [1, "a", { b: [1] }], [2, "b", { b: [2] }]],
  ["const", { const: { a: 1 } }, [{ a: 1 }], [{ a: 2 }, null]],
  ["minimum", { minimum: 1 }, [1, 2, "a"], [0]],
  ["maximum", { maximum: 1 }, [1, 0], [2]],
  ["exclusiveMinimum", { exclusiveMinimum: 1 }, [1.1], [1]],
  ["exclusiveMaximum", { exclusiveMaximum: 1 }, [0.9], [1]],
  ["multipleOf", { multipleOf: 0.1 }, [0.3, 1, "a"], [0.25]],
  ["minLength", { minLength: 2 }, ["ab", "a🎈", 1], ["🎈"]],
  ["maxLength", { maxLength: 1 }, ["🎈", ""], ["ab"]],
  ["pattern", { pattern: "^a+$" }, ["aa", 1], ["ab"]],
  ["format", { format: "date-time" }, ["2026-02-28T12:00:00Z", "2024-02-29t00:00:00.5+02:00", 1], ["2026-02-29T12:00:00Z", "2026-01-01", "x"]],
  ["format", { format: "email" }, ["a.b+c@example.org"], ["a@", "@b", "a b@c", "a@b@c"]],
  ["format", { format: "ipv4" }, ["127.0.0.1"], ["256.0.0.1", "1.2.3", "01.2.3.4"]],
  ["format", { format: "ipv6" }, ["::1", "2001:db8::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"], ["1::2::3", "12345::", "1:2:3", ":::"]],
  ["format", { format: "uri" }, ["http://a/b?c#d", "urn:x"], ["/a", "http://a b"]],
  ["format", { format: "uuid" }, ["123e4567-e89b-12d3-a456-426614174000"], ["123"]],
  ["format", { format: "hostname" }, ["a.example"], ["-a", "a..b"]],
  ["required", { required: ["a"] }, [{ a: null }, 1], [{ b: 1 }]],
  ["additionalProperties", { properties: { a: true }, additionalProperties: false }, [{ a: 1 }, {}], [{ b: 1 }, { constructor: 1 }]],
  ["type", { additionalProperties: { type: "number" } }, [{ a: 1 }], [{ a: "1" }]],
  ["type", { properties: { a: { type: "number" } } }, [{ a: 1 }, {}, []], [{ a: "1" }]],
  ["type", { patternProperties: { "^x": { type: "number" } }, additionalProperties: true }, [{ xa: 1, y: "a" }], [{ xa: "1" }]],
  ["additionalProperties", { patternProperties: { "^x": true }, additionalProperties: false }, [{ xa: 1 }], [{ y: 1 }]],
  ["propertyNames", { propertyNames: { pattern: "^[a-z]+$" } }, [{ a: 1 }], [{ A: 1 }]],
  ["minProperties", { minProperties: 1 }, [{ a: 1 }], [{}]],
  ["maxProperties", { maxProperties: 1 }, [{ a: 1 }], [{ a: 1, b: 2 }]],
  ["dependentRequired", { dependentRequired: { a: ["b"] } }, [{ a: 1, b: 1 }, {}], [{ a: 1 }]],
  ["required", { dependentSchemas: { a: { required: ["b"] } } }, [{ a: 1, b: 1 }, {}], [{ a: 1 }]],
  ["type", { items: { type: "number" } }, [[1, 2], []], [[1, "a"]]],
  ["type", { prefixItems: [{ type: "number" }], items: { type: "string" } }, [[1, "a"], [1], []], [["a"], [1, 2]]],
  ["false", { prefixItems: [true], items: false }, [[1]], [[1, 2]]],
  ["minItems", { minItems: 1 }, [[1]], [[]]],
  ["maxItems", { maxItems: 1 }, [[1]], [[1, 2]]],
  ["uniqueItems", { uniqueItems: true }, [[1, "1", [1], { a: 1 }]], [[1, 1.0], [{ a: 1 }, { a: 1 }]]],
  ["contains", { contains: { type: "number" } }, [["a", 1]], [["a"], []]],
  ["contains", { contains: { type: "number" }, minContains: 0, maxContains: 1 }, [[], [1]], [[1, 2]]],
  ["minimum", { allOf: [{ type: "number" }, { minimum: 1 }] }, [1], [0]],
  ["anyOf", { anyOf: [{ type: "number" }, { type: "string" }] }, [1, "a"], [null]],
  ["oneOf", { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [6]],
  ["not", { not: { type: "number" } }, ["a"], [1]],
  ["required", { if: { properties: { a: { const: 1 } }, required: ["a"] }, then: { required: ["b"] }, else: { required: ["c"] } }, [{ a: 1, b: 1 }, { c: 1 }], [{ a: 1 }, { a: 2 }]],
  ["type", { $defs: { n: { type: "number" } }, $ref: "#/$defs/n" }, [1], ["a"]],
  ["type", { definitions: { "a/b": { type: "number" } }, $ref: "#/definitions/a~1b" }, [1], ["a"]],
  ["type", { type: "object", properties: { next: { $ref: "#" } } }, [{ next: { next: {} } }], [{ next: { next: 1 } }]],
  ["false", { properties: { a: false } }, [{}], [{ a: 1 }]],
];

test.each(KEYWORDS)("%s: %j", (keyword, schema, fitting, failing) => {
  for (const value of fitting) expect(issuesOf(schema, value), JSON.stringify(value)).toEqual([]);
  for (const value of failing) expect(issuesOf(schema, value).map((issue) => issue.keyword), JSON.stringify(value)).toEqual([keyword]);
});

const REQUEST: JsonObject = {
  type: "object",
  properties: {
    url: { type: "string", format: "uri" },
    method: { enum: ["GET", "POST"] },
    expect: { type: "object", properties: { status: { anyOf: [{ type: "integer" }, { type: "array", items: { type: "integer" } }] } }, additionalProperties: false },
  },
  required: ["url"],
  additionalProperties: false,
};

describe("issues", () => {
  test.each([
    [{}, [{ path: [], keyword: "required", message: 'the key "url" is missing' }]],
    [{ ulr: "x" }, [{ path: ["ulr"], part: "key", keyword: "additionalProperties", message: 'unknown key "ulr"', hint: 'did you mean "url"?' }]],
    [{ url: "http://a", zzz: 1 }, [{ path: ["zzz"], part: "key", keyword: "additionalProperties", message: 'unknown key "zzz"', hint: "allowed: url, method, expect" }]],
    [{ url: 1 }, [{ path: ["url"], keyword: "type", message: "must be a string, not 1" }]],
    [{ url: "http://a", method: "PSOT" }, [{ path: ["method"], keyword: "enum", message: 'must be "GET" or "POST", not "PSOT"', hint: 'did you mean "POST"?' }]],
    [{ url: "http://a", expect: { status: [200, "x"] } }, [{ path: ["expect", "status", 1], keyword: "type", message: 'must be an integer, not "x"' }]],
    [{ url: "http://a", expect: { status: "x" } }, [{ path: ["expect", "status"], keyword: "anyOf", message: 'must be an integer or an array, not "x"' }]],
    [[], [{ path: [], keyword: "type", message: "must be an object, not an array" }]],
  ] as [JsonValue, SchemaIssue[]][])("of %j", (value, issues) => {
    expect(issuesOf(REQUEST, value)).toEqual(issues);
  });

  test("of values that hold templates are left out, and what depends on them is not decided", () => {
    expect(issuesOf(REQUEST, { url: "{{ a }}", method: "{{ b }}", expect: "{{ c }}" }, isTemplate)).toEqual([]);
    expect(issuesOf(REQUEST, { url: 1, method: "{{ b }}" }, isTemplate)).toHaveLength(1);
    const kinds: JsonValue = { oneOf: [{ properties: { kind: { const: "a" } } }, { properties: { kind: { const: "b" } } }] };
    expect(issuesOf(kinds, { kind: "{{ x }}" }, isTemplate)).toEqual([]);
    expect(issuesOf({ not: { properties: { a: { type: "string" } } } }, { a: "{{ x }}" }, isTemplate)).toEqual([]);
    expect(issuesOf({ enum: [{ a: 1 }] }, { a: "{{ x }}" }, isTemplate)).toEqual([]);
    expect(issuesOf({ uniqueItems: true }, ["{{ x }}", "{{ x }}"], isTemplate)).toEqual([]);
    expect(issuesOf({ contains: { const: 1 } }, ["{{ x }}"], isTemplate)).toEqual([]);
    expect(issuesOf({ if: { const: "a" }, then: false, else: false }, "{{ x }}", isTemplate)).toEqual([]);
  });

  test("are at most so many", () => {
    expect(issuesOf({ items: false }, Array.from({ length: 10_000 }, () => 1))).toHaveLength(DEFAULT_SCHEMA_LIMITS.issues);
  });
});

describe("schemas that are refused", () => {
  test.each([
    ["an unknown keyword", { type: "object", propertys: {} }, ["propertys"], 'unknown or unsupported keyword "propertys"'],
    ["an unsupported keyword", { items: { unevaluatedItems: false } }, ["items", "unevaluatedItems"], "unsupported"],
    ["a remote reference", { $ref: "https://example.org/schema" }, ["$ref"], "leads out"],
    ["a file", { $ref: "file:///etc/passwd" }, ["$ref"], "leads out"],
    ["an anchor", { $ref: "#name" }, ["$ref"], "leads out"],
    ["a reference to nothing", { $ref: "#/$defs/x" }, ["$ref"], "nothing stands"],
    ["a reference to what is inherited", { $ref: "#/constructor" }, ["$ref"], "nothing stands"],
    ["an unknown type", { type: "strin" }, ["type"], 'no type is called "strin"'],
    ["look ahead", { pattern: "(?=a)a" }, ["pattern"], "not valid"],
    ["a back reference", { pattern: "(a)\\1" }, ["pattern"], "not valid"],
    ["a pattern as a key", { patternProperties: { "(": true } }, ["patternProperties"], "not valid"],
    ["a list of items", { items: [true] }, ["items"], "must be one schema"],
    ["a wrong argument", { allOf: [{ minimum: "1" }] }, ["allOf", 0, "minimum"], "must be a number"],
    ["no schema", { properties: { a: 1 } }, ["properties", "a"], "a schema must be"],
    ["a text", "string", [], "a schema must be"],
    ["a mistake below if", { if: true, then: { typo: 1 } }, ["then", "typo"], "unknown"],
  ] as [string, JsonValue, (string | number)[], string][])("%s", (_name, schema, path, message) => {
    expect(compileSchema(schema)).toEqual({ ok: false, problems: [expect.objectContaining({ path, message: expect.stringContaining(message) })] });
  });

  test("annotations and extensions are fine", () => {
    expect(compileSchema({ $schema: "https://json-schema.org/draft/2020-12/schema", $id: "x", title: "t", description: "d", default: 1, examples: [], "x-ui": {} }).ok).toBe(true);
  });
});

describe("hostile schemas end soon", () => {
  const doubling: { [key: string]: JsonValue } = { a0: { type: "integer" } };
  for (let index = 1; index < 60; index += 1) doubling[`a${index}`] = { allOf: [{ $ref: `#/$defs/a${index - 1}` }, { $ref: `#/$defs/a${index - 1}` }] };
  let nested: JsonValue = {};
  for (let index = 0; index < 5_000; index += 1) nested = { not: nested };
  let deep: JsonValue = [];
  for (let index = 0; index < 900; index += 1) deep = [deep];

  test.each([
    ["a circle", { $ref: "#" }, 1],
    ["two schemas in a circle", { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" }, 1],
    ["a circle of choices", { anyOf: [{ $ref: "#" }, { $ref: "#" }] }, 1],
    ["doubling", { $defs: doubling, $ref: "#/$defs/a59" }, 1],
    ["nesting", nested, 1],
    ["a deep value", { items: { $ref: "#" } }, deep],
    ["unique big lists", { uniqueItems: true }, Array.from({ length: 20_000 }, (_, index) => ({ index }))],
    ["a pattern on a long text", { allOf: Array.from({ length: 500 }, (_, index) => ({ pattern: `(a+a+)+[b-c]{${index + 1}}` })) }, "a".repeat(1_000_000)],
    ["many subschemas", { allOf: Array.from({ length: 20_000 }, (_, index) => ({ minimum: index })) }, 1],
  ] as [string, JsonValue, JsonValue][])("%s", (_name, schema, value) => {
    const start = performance.now();
    const compiled = compileSchema(schema);
    if (compiled.ok) expect(compiled.checker.check(value).at(-1)?.keyword).toBe("limit");
    else expect(compiled.problems[0]?.message).toContain("too large");
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test("any value as a schema gives an answer", () => {
    const word = fc.constantFrom("type", "enum", "items", "properties", "allOf", "not", "$ref", "#", "object", "pattern", "required", "a", "minimum", "contains", "if", "then");
    const value = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, word, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(word, tie("value"), { maxKeys: 4 })),
    })).value;
    fc.assert(
      fc.property(value, value, (schema, checked) => {
        const compiled = compileSchema(schema);
        if (compiled.ok) compiled.checker.check(checked);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("keys that other languages take for the prototype are keys", () => {
  const schema = JSON.parse('{"properties":{"__proto__":{"type":"number"}},"required":["__proto__"],"additionalProperties":false}') as JsonObject;
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
    ["items", { properties: { a: { items: { properties: { b: { default: 1 } } } } } }, { a: [{}, { b: 2 }] }, { a: [{ b: 1 }, { b: 2 }] }],
    ["references", { $defs: { x: { properties: { a: { default: 1 } } } }, $ref: "#/$defs/x" }, {}, { a: 1 }],
    ["allOf", { allOf: [{ properties: { a: { default: 1 } } }, { properties: { b: { default: 2 } } }] }, {}, { a: 1, b: 2 }],
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
