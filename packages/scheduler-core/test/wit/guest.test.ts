import { expect, test } from "vitest";
import type { Json } from "../../src/generated/scheduler-core-libs-types.d.ts";
import { parser } from "../../src/guest.ts";

const GOOD = `
version: "1.0"
name: small
actions:
  actions:
    - { id: wait, call: std.noop, with: { a: "{{ run.id }}" } }
workflows:
  nodes:
    - { id: first, type: action, action: wait, edges: [{ to: last }] }
    - { id: last, type: end }
`;

const options = (value: unknown): Json => JSON.stringify(value) as Json;

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    // A guest's result::err is a thrown string.
    if (typeof thrown === "string") return thrown;
    throw thrown;
  }
  throw new Error("nothing was refused");
}

test("a good scenario is parsed, in the form that crosses the boundary", () => {
  const scenario = parser.parseScenario(GOOD);
  expect(scenario.name).toBe("small");
  expect(scenario.actions[0]?.with).toBe('{"a":"{{ run.id }}"}');
  expect(parser.validateScenario(scenario)).toBeUndefined();
  expect(parser.checkScenario(GOOD, options({}))).toEqual([]);
});

test("a bad one is refused with every problem on its line", () => {
  const bad = GOOD.replace("to: last", "to: lost").replace("run.id", "run.ix");
  expect(refusalOf(() => parser.parseScenario(bad)).split("\n")).toHaveLength(2);
  const diagnostics = parser.checkScenario(bad, options({}));
  expect(diagnostics.map(({ line }) => line)).toEqual([6, 9]);
});

test("a scenario that was changed is checked again", () => {
  const scenario = parser.parseScenario(GOOD);
  const [first, ...others] = scenario.nodes;
  if (first === undefined) throw new Error("no node");
  expect(
    refusalOf(() => parser.validateScenario({ ...scenario, nodes: [{ ...first, action: "none" }, ...others] })),
  ).toContain("none");
  expect(refusalOf(() => parser.validateScenario({ ...scenario, inputs: "{" as Json }))).toContain("/inputs");
});

test("with a catalogue, calls and parameters are checked", () => {
  const std = {
    name: "std",
    version: "1.0.0",
    calls: { noop: { parameters: { type: "object", properties: {}, additionalProperties: false } } },
  };
  expect(parser.checkScenario(GOOD, options({ catalogue: { std } }))).toHaveLength(1);
  expect(
    parser.checkScenario(GOOD, options({ catalogue: { std: { ...std, calls: {} } } })).map(({ code }) => code),
  ).toEqual(["unknown-call"]);
});

test("a manifest that is none describes no component", () => {
  expect(
    parser.checkScenario(GOOD, options({ catalogue: { std: { calls: { noop: 1 } } } })).map(({ code }) => code),
  ).toEqual(["unknown-component"]);
});

test.each(["", "1", "{", '{"catalogue":1}'])("options %j check no calls", (text) => {
  expect(parser.checkScenario(GOOD, text as Json)).toEqual([]);
});
