import { HTTP_MANIFEST } from "@scheduler-components/actions-http";
import { createStdComponent } from "@scheduler-components/executor";
import { beforeEach, describe, expect, test } from "vitest";
import { parser as native } from "../../packages/scheduler-core/src/guest.ts";
import { SCENARIO_MANIFEST } from "../../packages/scheduler/src/child/manifest.ts";
import type { Json } from "../../packages/scheduler-core/src/generated/scheduler-core-libs-types.d.ts";
import { canonical, outcomeOf } from "./load.ts";
import { parserDocuments } from "./parser-documents.ts";

export type Parser = typeof native;

const json = (value: unknown): Json => JSON.stringify(value) as Json;

/** What calls and parameters are checked by. */
const catalogue = json({
  catalogue: { std: await createStdComponent().describe(), http: HTTP_MANIFEST, scenario: SCENARIO_MANIFEST },
});

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** Options that hold nothing to check calls by; each is taken as if it were not there. */
const emptyOptions: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["no JSON", "{"],
  ["no object", "[1]"],
  ["nesting as deep as allowed", `{"catalogue":${deep(990)}}`],
  ["nesting without end", `{"catalogue":${deep(100_000)}}`],
  ["a manifest without calls", '{"catalogue":{"std":{"calls":1}}}'],
];

/** What every implementation of the interface `parser` does; what it answers is compared with the native one, text for text. */
export function describeParser(name: string, make: () => Parser): void {
  describe(`${name} is a parser`, { timeout: 60_000 }, () => {
    let parser: Parser;
    // One for all documents: none may harm those after it. A new one after a test that failed, since a trap ends an instance.
    let fresh = false;
    beforeEach(({ onTestFailed }) => {
      if (!fresh) parser = make();
      fresh = true;
      onTestFailed(() => void (fresh = false));
    });

    const expectSame = (call: (one: Parser) => unknown): unknown => {
      const found = outcomeOf(() => call(parser));
      expect(canonical(found)).toBe(canonical(outcomeOf(() => call(native))));
      return found;
    };

    describe("documents", () => {
      test.each(parserDocuments.map((document) => [document.name, document] as const))(
        "%s",
        (_name, { text, code }) => {
          const checked = parser.checkScenario(text, catalogue);
          expect(canonical(checked)).toBe(canonical(native.checkScenario(text, catalogue)));
          const codes = checked.map((one) => one.code);
          if (code === undefined) expect(codes).toEqual([]);
          else expect(codes).toContain(code);
          expectSame((one) => one.parseScenario(text));
        },
      );
    });

    describe("scenarios that did not come from text", () => {
      const sound = parserDocuments.filter(({ code }) => code === undefined);
      test.each(sound.map(({ name: of, text }) => [of, text] as const))("%s", (_name, text) => {
        const scenario = native.parseScenario(text);
        expect(expectSame((one) => one.validateScenario(scenario))).toEqual({ value: undefined });
      });

      const scenario = native.parseScenario(sound[0]?.text ?? "");
      const [action] = scenario.actions;
      if (!action) throw new Error("The smallest scenario has an action.");

      test("parameters that nest as deep as JSON may", () => {
        const nesting = { ...scenario, actions: [{ ...action, with: `{"a":${deep(990)}}` as Json }] };
        expect(expectSame((one) => one.validateScenario(nesting))).toEqual({ value: undefined });
      });

      test.each<[string, object]>([
        ["an unknown action", { nodes: scenario.nodes.map((node) => ({ ...node, action: "none" })) }],
        ["inputs that are no JSON", { inputs: "{" }],
        ["inputs that nest without end", { inputs: deep(100_000) }],
        ["parameters with a comma too much", { actions: [{ ...action, with: '{"a":[1,]}' }] }],
        ["a number beyond a double", { actions: [{ ...action, with: '{"a":1e999}' }] }],
        ["half of a surrogate pair as an escape", { actions: [{ ...action, with: '{"a":"\\ud800"}' }] }],
        ["no nodes", { nodes: [] }],
        ["two problems", { version: "9", nodes: scenario.nodes.map((node) => ({ ...node, id: "not an id" })) }],
        ["a wait without end", { defaultRetry: { ...scenario.defaultRetry, delay: Number.POSITIVE_INFINITY } }],
      ])("refused: %s", (_name, change) => {
        expect(expectSame((one) => one.validateScenario({ ...scenario, ...change }))).toHaveProperty("err");
      });
    });

    test.each(emptyOptions)("options: %s", (_name, options) => {
      expectSame((one) => one.checkScenario(sampleCall, options as Json));
    });
  });
}

const sampleCall = `version: "1.0"
name: t
actions: { actions: [{ id: a, call: nobody.nothing }] }
workflows: { nodes: [{ id: n, type: action, action: a }] }
`;
