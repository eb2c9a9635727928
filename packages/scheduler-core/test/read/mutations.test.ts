import fc from "fast-check";
import { expect, test } from "vitest";
import { checkScenario, formatDiagnostics } from "../../src/index.ts";

const sound = `version: "1.0"
name: x
inputs: { type: object, properties: { n: { type: number, default: 1 } } }
actions:
  actions:
    - id: a
      call: std.set
      with: { text: "{{ inputs.n }} and {{ nodes.one.ok }}", list: [1, &x 2, *x] }
workflows:
  nodes:
    - { id: one, type: action, action: a, edges: [{ to: end, trigger: { condition: "outcome.ok" } }] }
    - { id: end, type: end }
`;
const piece = fc.constantFrom(
  ..."{}[]:\n\t'\"\\#,@`~|>",
  ..."- |? |&a |*a|!x |---\n|...\n|%YAML 1.2\n|<<: |{{|}}|😀|\r\n|.inf".split("|"),
);
const mutation = fc.record({ at: fc.nat(sound.length), cut: fc.nat(12), piece });

test("whatever is done to a document, checking and printing it ends in diagnostics, never in a throw", () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), (mutations) => {
      let text = sound;
      for (const one of mutations) text = text.slice(0, one.at) + one.piece + text.slice(one.at + one.cut);
      const { ok, scenario, diagnostics } = checkScenario(text);
      expect(ok).toBe(scenario !== undefined);
      expect(ok || diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      expect(formatDiagnostics(text, diagnostics) === "").toBe(diagnostics.length === 0);
    }),
    { numRuns: 500 },
  );
});

test("the document that is mutated is sound", () => {
  expect(checkScenario(sound).diagnostics).toEqual([]);
});
