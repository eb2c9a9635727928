import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { checkScenario } from "../../src/index.ts";

const id = fc.constantFrom("a", "b", "c-d", "e_1", "9bad", "");
const some = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2, noUnicodeString: false }) },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: fc.option(arbitrary, { nil: undefined }) }, { weight: 1, arbitrary: some });
const expression = fc.constantFrom("true", "nodes.a.ok", "nodes.zz.ok", "1 +", "outcome.status == 'failed'");
const template = fc.dictionary(
  fc.constantFrom("x", "y"),
  fc.oneof(
    expression.map((one) => `v {{ ${one} }}`),
    fc.jsonValue({ maxDepth: 1 }),
  ),
);

/** Scenarios, most of them wrong in some place. */
const scenario = fc
  .record({
    version: fc.constantFrom("1.0", "1.0", 1, "2"),
    name: maybe(fc.constantFrom("n", " ")),
    secrets: maybe(fc.array(id, { maxLength: 2 })),
    defaults: maybe(fc.record({ timeout: fc.constantFrom("5s", "5", 5) })),
    zebra: some,
    actions: fc.record({
      actions: fc.array(
        fc.record({
          id,
          call: fc.constantFrom("std.noop", "get", "nope"),
          with: maybe(template),
          priority: maybe(fc.integer({ min: -1, max: 70 })),
        }),
        { maxLength: 3 },
      ),
    }),
    workflows: fc.record({
      nodes: fc.array(
        fc.record({
          id,
          type: fc.constantFrom("action", "decision", "end"),
          action: maybe(id),
          join: maybe(fc.constantFrom("all", "any")),
          edges: maybe(
            fc.array(fc.record({ to: id, trigger: maybe(fc.record({ condition: expression })) }), { maxLength: 3 }),
          ),
        }),
        { maxLength: 4 },
      ),
    }),
  })
  .map((value) => JSON.parse(JSON.stringify(value)) as { [key: string]: unknown });

function withParameter(key: string): { [key: string]: unknown } {
  const action = { id: "a", call: "std.noop", with: { x: { [key]: null } } };
  const node = { id: "a", type: "action", action: "a" };
  return { version: "1.0", name: "n", actions: { actions: [action] }, workflows: { nodes: [node] } };
}

test("a document means and lacks the same in YAML and in JSON", () => {
  fc.assert(
    fc.property(scenario, (value) => {
      // `__proto__` is refused before anything else is looked at in detail; it has its own cases.
      fc.pre(!JSON.stringify(value).includes("__proto__"));
      const said = (text: string): unknown => {
        const { ok, scenario: understood, diagnostics } = checkScenario(text);
        return {
          ok,
          understood,
          diagnostics: diagnostics
            .map(({ code, path, message, hint }) => JSON.stringify({ code, path, message, hint }))
            .sort(),
        };
      };
      // Written plain it is a merge key, which is refused; in JSON it is always quoted, and a key as any other.
      const yaml = said(stringify(value).replaceAll(/^([ -]*)<<:/gm, '$1"<<":'));
      expect(said(JSON.stringify(value))).toEqual(yaml);
      expect(said(JSON.stringify(value, null, 2))).toEqual(yaml);
    }),
    { numRuns: 300, examples: [[withParameter("<<")], [withParameter("plain")]] },
  );
});

test("every diagnostic's range lies within the text", () => {
  fc.assert(
    fc.property(scenario, (value) => {
      for (const text of [stringify(value), JSON.stringify(value)]) {
        const lines = text.split("\n");
        for (const one of checkScenario(text).diagnostics) {
          expect(one.line).toBeGreaterThanOrEqual(1);
          expect(one.column).toBeLessThanOrEqual((lines[one.line - 1] ?? "").length + 1);
          expect(one.endLine > one.line || (one.endLine === one.line && one.endColumn >= one.column)).toBe(true);
          expect(one.endColumn).toBeLessThanOrEqual((lines[one.endLine - 1] ?? "").length + 1);
        }
      }
    }),
    { numRuns: 200 },
  );
});
