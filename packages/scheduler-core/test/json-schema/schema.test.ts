/* oxlint-disable unicorn/no-thenable -- JSON Schema has a keyword of that name. */
import { describe, expect, test } from "vitest";
import { compileSchema } from "../../src/json-schema/compile.ts";
import { DEFAULT_SCHEMA_LIMITS, type SchemaIssue } from "../../src/json-schema/schema.ts";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";
import { isTemplate, issuesOf } from "./issues-of.ts";

const REQUEST: JsonObject = {
  type: "object",
  properties: {
    url: { type: "string", format: "uri" },
    method: { enum: ["GET", "POST"] },
    expect: {
      type: "object",
      properties: { status: { anyOf: [{ type: "integer" }, { type: "array", items: { type: "integer" } }] } },
      additionalProperties: false,
    },
  },
  required: ["url"],
  additionalProperties: false,
};

describe("issues", () => {
  test.each([
    [{}, [{ path: [], keyword: "required", message: 'the key "url" is missing' }]],
    [
      { ulr: "x" },
      [
        {
          path: ["ulr"],
          part: "key",
          keyword: "additionalProperties",
          message: 'unknown key "ulr"',
          hint: 'did you mean "url"?',
        },
      ],
    ],
    [
      { url: "http://a", zzz: 1 },
      [
        {
          path: ["zzz"],
          part: "key",
          keyword: "additionalProperties",
          message: 'unknown key "zzz"',
          hint: "allowed: url, method, expect",
        },
      ],
    ],
    [{ url: 1 }, [{ path: ["url"], keyword: "type", message: "must be a string, not 1" }]],
    [
      { url: "http://a", method: "PSOT" },
      [
        {
          path: ["method"],
          keyword: "enum",
          message: 'must be "GET" or "POST", not "PSOT"',
          hint: 'did you mean "POST"?',
        },
      ],
    ],
    [
      { url: "http://a", expect: { status: [200, "x"] } },
      [{ path: ["expect", "status", 1], keyword: "type", message: 'must be an integer, not "x"' }],
    ],
    [
      { url: "http://a", expect: { status: "x" } },
      [{ path: ["expect", "status"], keyword: "anyOf", message: 'must be an integer or an array, not "x"' }],
    ],
    [[], [{ path: [], keyword: "type", message: "must be an object, not an array" }]],
  ] as [JsonValue, SchemaIssue[]][])("of %j", (value, issues) => {
    expect(issuesOf(REQUEST, value)).toEqual(issues);
  });

  test("of values that hold templates are left out, and what depends on them is not decided", () => {
    expect(issuesOf(REQUEST, { url: "{{ a }}", method: "{{ b }}", expect: "{{ c }}" }, isTemplate)).toEqual([]);
    expect(issuesOf(REQUEST, { url: 1, method: "{{ b }}" }, isTemplate)).toHaveLength(1);
    const kinds: JsonValue = {
      oneOf: [{ properties: { kind: { const: "a" } } }, { properties: { kind: { const: "b" } } }],
    };
    expect(issuesOf(kinds, { kind: "{{ x }}" }, isTemplate)).toEqual([]);
    expect(issuesOf({ not: { properties: { a: { type: "string" } } } }, { a: "{{ x }}" }, isTemplate)).toEqual([]);
    expect(issuesOf({ enum: [{ a: 1 }] }, { a: "{{ x }}" }, isTemplate)).toEqual([]);
    expect(issuesOf({ uniqueItems: true }, ["{{ x }}", "{{ x }}"], isTemplate)).toEqual([]);
    expect(issuesOf({ contains: { const: 1 } }, ["{{ x }}"], isTemplate)).toEqual([]);
    expect(issuesOf({ if: { const: "a" }, then: false, else: false }, "{{ x }}", isTemplate)).toEqual([]);
  });

  test("are at most so many", () => {
    expect(
      issuesOf(
        { items: false },
        Array.from({ length: 10_000 }, () => 1),
      ),
    ).toHaveLength(DEFAULT_SCHEMA_LIMITS.issues);
  });
});

describe("schemas that are refused", () => {
  test.each([
    [
      "an unknown keyword",
      { type: "object", propertys: {} },
      ["propertys"],
      'unknown or unsupported keyword "propertys"',
    ],
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
    expect(compileSchema(schema)).toEqual({
      ok: false,
      problems: [expect.objectContaining({ path, message: expect.stringContaining(message) })],
    });
  });

  test("annotations and extensions are fine", () => {
    expect(
      compileSchema({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        $id: "x",
        title: "t",
        description: "d",
        default: 1,
        examples: [],
        "x-ui": {},
      }).ok,
    ).toBe(true);
  });
});
