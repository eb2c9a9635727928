import fc from "fast-check";
import { expect, test } from "vitest";
import { whyNoManifest } from "../../src/load/why-no-manifest.ts";
import { prettyInspected } from "../../src/cli/inspected.ts";
import { GREET_MANIFEST } from "../support/folder.ts";

const hello = GREET_MANIFEST.calls["hello"];

test.each([
  ["nothing", null, "expected an object"],
  ["a list", [], "expected an object"],
  ["a version that is a number", { ...GREET_MANIFEST, version: 1 }, "version: expected a string"],
  ["a description that is a list", { ...GREET_MANIFEST, description: ["a"] }, "description: expected a string"],
  ["no calls", { ...GREET_MANIFEST, calls: undefined }, "calls: expected an object"],
  ["a call that is a text", { ...GREET_MANIFEST, calls: { hello: "" } }, "calls.hello: expected an object"],
  [
    "a call's description that is an object",
    { ...GREET_MANIFEST, calls: { hello: { ...hello, description: {} } } },
    "calls.hello.description: expected a string",
  ],
  [
    "a call that is idempotent in words",
    { ...GREET_MANIFEST, calls: { hello: { ...hello, idempotent: "no" } } },
    "calls.hello.idempotent: expected true or false",
  ],
  [
    "an operation that no scenario can call",
    { ...GREET_MANIFEST, calls: { "a b": hello } },
    "calls.a b: an operation is made of",
  ],
  [
    "parameters without a schema",
    { ...GREET_MANIFEST, calls: { hello: {} } },
    "calls.hello.parameters: expected a JSON Schema",
  ],
  ["requests that are a list", { ...GREET_MANIFEST, requests: [] }, "requests: expected an object"],
])("%s", (_name, value, why) => {
  expect(whyNoManifest(value)).toContain(why);
});

test("a manifest is one", () => {
  expect(whyNoManifest(GREET_MANIFEST)).toBeUndefined();
});

test("whatever passes for a manifest can be shown", () => {
  const text = fc.string({ unit: "binary" });
  const schema = fc.record(
    {
      type: fc.constantFrom("object", "string", ["object", "null"]),
      properties: fc.dictionary(text, fc.constant({ type: "string" })),
      required: fc.array(text),
      description: text,
    },
    { requiredKeys: ["type"] },
  );
  const call = fc.record(
    { description: text, parameters: schema, output: schema, idempotent: fc.boolean() },
    { requiredKeys: ["parameters"] },
  );
  const manifest = fc.record(
    {
      name: text,
      version: text,
      description: fc.oneof(text, fc.jsonValue()),
      calls: fc.dictionary(fc.oneof(fc.constant("go"), text), call),
      requests: fc.oneof(fc.dictionary(text, fc.jsonValue()), fc.jsonValue()),
    },
    { requiredKeys: ["name", "version", "calls"] },
  );
  fc.assert(
    fc.property(manifest, (value) => {
      fc.pre(whyNoManifest(value) === undefined);
      const shown = prettyInspected(
        { component: "x", kind: "native", contained: false, imports: [], manifest: value as never },
        false,
      );
      expect(shown).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});
