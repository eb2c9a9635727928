/* oxlint-disable unicorn/no-thenable -- JSON Schema has a keyword of that name. */
import { expect, test } from "vitest";
import type { JsonValue } from "../../src/json/value.ts";
import { issuesOf } from "./issues-of.ts";

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
  [
    "format",
    { format: "date-time" },
    ["2026-02-28T12:00:00Z", "2024-02-29t00:00:00.5+02:00", 1],
    ["2026-02-29T12:00:00Z", "2026-01-01", "x"],
  ],
  ["format", { format: "email" }, ["a.b+c@example.org"], ["a@", "@b", "a b@c", "a@b@c"]],
  ["format", { format: "ipv4" }, ["127.0.0.1"], ["256.0.0.1", "1.2.3", "01.2.3.4"]],
  [
    "format",
    { format: "ipv6" },
    ["::1", "2001:db8::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"],
    ["1::2::3", "12345::", "1:2:3", ":::"],
  ],
  ["format", { format: "uri" }, ["http://a/b?c#d", "urn:x"], ["/a", "http://a b"]],
  ["format", { format: "uuid" }, ["123e4567-e89b-12d3-a456-426614174000"], ["123"]],
  ["format", { format: "hostname" }, ["a.example"], ["-a", "a..b"]],
  ["required", { required: ["a"] }, [{ a: null }, 1], [{ b: 1 }]],
  [
    "additionalProperties",
    { properties: { a: true }, additionalProperties: false },
    [{ a: 1 }, {}],
    [{ b: 1 }, { constructor: 1 }],
  ],
  ["type", { additionalProperties: { type: "number" } }, [{ a: 1 }], [{ a: "1" }]],
  ["type", { properties: { a: { type: "number" } } }, [{ a: 1 }, {}, []], [{ a: "1" }]],
  [
    "type",
    { patternProperties: { "^x": { type: "number" } }, additionalProperties: true },
    [{ xa: 1, y: "a" }],
    [{ xa: "1" }],
  ],
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
  [
    "uniqueItems",
    { uniqueItems: true },
    [[1, "1", [1], { a: 1 }]],
    [
      [1, 1.0],
      [{ a: 1 }, { a: 1 }],
    ],
  ],
  ["contains", { contains: { type: "number" } }, [["a", 1]], [["a"], []]],
  ["contains", { contains: { type: "number" }, minContains: 0, maxContains: 1 }, [[], [1]], [[1, 2]]],
  ["minimum", { allOf: [{ type: "number" }, { minimum: 1 }] }, [1], [0]],
  ["anyOf", { anyOf: [{ type: "number" }, { type: "string" }] }, [1, "a"], [null]],
  ["oneOf", { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [6]],
  ["not", { not: { type: "number" } }, ["a"], [1]],
  [
    "required",
    { if: { properties: { a: { const: 1 } }, required: ["a"] }, then: { required: ["b"] }, else: { required: ["c"] } },
    [{ a: 1, b: 1 }, { c: 1 }],
    [{ a: 1 }, { a: 2 }],
  ],
  ["type", { $defs: { n: { type: "number" } }, $ref: "#/$defs/n" }, [1], ["a"]],
  ["type", { definitions: { "a/b": { type: "number" } }, $ref: "#/definitions/a~1b" }, [1], ["a"]],
  ["type", { type: "object", properties: { next: { $ref: "#" } } }, [{ next: { next: {} } }], [{ next: { next: 1 } }]],
  ["false", { properties: { a: false } }, [{}], [{ a: 1 }]],
];

test.each(KEYWORDS)("%s: %j", (keyword, schema, fitting, failing) => {
  expect(fitting.map((value) => issuesOf(schema, value))).toEqual(fitting.map(() => []));
  expect(failing.map((value) => issuesOf(schema, value).map((issue) => issue.keyword))).toEqual(
    failing.map(() => [keyword]),
  );
});
