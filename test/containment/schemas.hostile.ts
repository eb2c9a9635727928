/** Components whose manifest holds a schema made to exhaust whoever reads it, checks it, or checks parameters against it. */
import { expect, test } from "vitest";
import type { JsonObject } from "@scheduler-components/core";
import { ScenarioInvalidError } from "../../packages/scheduler/src/engine/errors.ts";
import { guest, MANIFEST } from "../../packages/scheduler/test/wasm/support/guest.ts";
import { tryGuest } from "../../packages/scheduler/test/wasm/support/load.ts";
import { expectWell, runBeside } from "./support/attack.ts";

type Schema = { readonly [key: string]: unknown };

/** As text: what is nested so deep cannot be written by JavaScript either. */
const nested = (depth: number): string => `${'{"properties":{"a":'.repeat(depth)}true${"}}".repeat(depth)}`;
const deep = (depth: number): JsonObject => {
  let value: JsonObject = {};
  for (let left = depth; left > 0; left--) value = { a: value };
  return value;
};
/** Each definition asks twice for the next: 2 to the power of `depth` ways. */
const doubling = (keyword: string, depth: number): Schema => ({
  $ref: "#/$defs/d0",
  $defs: Object.fromEntries(
    Array.from({ length: depth + 1 }, (_, at) => [
      `d${at}`,
      at === depth
        ? { type: "object", required: ["never"] }
        : { [keyword]: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
    ]),
  ),
});
const text = (pattern: string): Schema => ({ type: "object", properties: { text: { type: "string", pattern } } });
const AS = { text: `${"a".repeat(5000)}!` };

/** How it ends: `refused` when it is loaded, `invalid` when the scenario is checked against it, or the status of the call. */
const ROWS: { readonly [name: string]: readonly [schema: Schema | string, parameters: JsonObject, ending: string] } = {
  "nested 10,000 deep": [nested(10_000), deep(100), "refused"],
  "nested 60 deep, and parameters too": [nested(60), deep(60), "succeeded"],
  "a pattern that backtracks": [text("^(a+)+$"), AS, "invalid"],
  "a pattern that backtracks by alternatives": [text("^(a|a)*$"), AS, "invalid"],
  "a pattern that refers back": [text("^(a*)*\\1$"), AS, "refused"],
  "a pattern with huge counts": [text("^(?:(?:a{1000}){1000}){1000}$"), AS, "refused"],
  "a pattern of a mebibyte": [text(`^(?:${"a|".repeat(2 ** 19)}b)*$`), AS, "refused"],
  "names that match a pattern that backtracks": [
    { type: "object", patternProperties: { "^(a+)+$": true }, additionalProperties: false },
    { [AS.text]: 1 },
    "invalid",
  ],
  "a reference to itself": [{ $ref: "#" }, {}, "invalid"],
  "references in a circle": [
    { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { allOf: [{ $ref: "#/$defs/a" }] } } },
    {},
    "invalid",
  ],
  "references that double, all of": [doubling("allOf", 40), {}, "invalid"],
  "references that double, any of": [doubling("anyOf", 40), {}, "invalid"],
  "references that double, one of": [doubling("oneOf", 40), {}, "invalid"],
  "an enum of 200,000 values": [
    { type: "object", properties: { a: { enum: Array.from({ length: 200_000 }, (_, at) => `value ${at}`) } } },
    { a: "value 199999" },
    "succeeded",
  ],
  "100,000 properties": [
    { type: "object", properties: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`p${at}`, true])) },
    { p5: 1 },
    "succeeded",
  ],
  "unique items among thousands": [
    { type: "object", properties: { a: { type: "array", uniqueItems: true } } },
    { a: Array.from({ length: 20_000 }, (_, at) => ({ at })) },
    "invalid",
  ],
};

test.each(Object.entries(ROWS))("%s", { timeout: 60_000 }, async (_, [schema, parameters, ending]) => {
  const written = JSON.stringify({ ...MANIFEST, calls: { go: { description: "Does it.", parameters: "SCHEMA" } } });
  const text = typeof schema === "string" ? schema : JSON.stringify(schema);
  const bytes = await guest({ manifest: written.replace('"SCHEMA"', () => text) });
  const started = performance.now();
  expect(await endingOf(bytes, parameters)).toBe(ending);
  await expectWell();
  expect(performance.now() - started).toBeLessThan(20_000);
});

async function endingOf(bytes: Uint8Array, parameters: JsonObject): Promise<string> {
  const loaded = await tryGuest(bytes, { limits: { timeout: 5_000 } });
  if (!loaded.ok) {
    expect(loaded.refusal).toMatchObject({ code: "manifest-invalid", message: expect.stringContaining("guest") });
    return "refused";
  }
  try {
    return (await runBeside(loaded.component, { parameters })).trace.status;
  } catch (error) {
    if (!(error instanceof ScenarioInvalidError)) throw error;
    expect(error.message).toContain("guest.go");
    return "invalid";
  }
}
