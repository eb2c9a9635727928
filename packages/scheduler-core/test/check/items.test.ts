import { describe, expect, test } from "vitest";
import { checkParsedScenario } from "../../src/check/check-scenario.ts";
import { checkScenario, normalizeScenario, type Catalogue, type WrittenScenario } from "../../src/index.ts";
import type { ForEach } from "../../src/scenario/options.ts";
import { graph } from "./case.ts";

const parameters = { type: "object", additionalProperties: false, properties: { x: { type: "string" } } };
const catalogue: Catalogue = new Map([["std", { name: "std", version: "1.0.0", calls: { noop: { parameters } } }]]);

const LIST = `for_each: "{{ nodes.n.output }}"`;

/** A node that carries out an action, with more said of it. */
const node = (more: string): string => graph(`- { id: n, type: action, action: a, ${more} }`);

/** Where the text begins that a diagnostic points at. */
function placeIn(document: string, shown: string): string {
  const before = document.slice(0, document.lastIndexOf(shown)).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

test.each([
  ["the item and its place in with", node(`${LIST}, with: { x: "{{ item.host }}{{ index }}" }`)],
  ["by a name of its own", node(`${LIST}, as: host, with: { x: "{{ host }}{{ index + 1 }}" }`)],
  ["all that can be said", node(`${LIST}, as: _h0, concurrency: 1, on_item_failure: continue`)],
  ["a parameter that is told once it is rendered", node(`${LIST}, with: { x: "{{ item }}" }`)],
  ["a list that is written out", node(`for_each: "{{ [1, 2] }}"`)],
  ["braces in the expression", node(`for_each: "{{ [{'a': {'b': 1}}] }}"`)],
  ["secrets as the name of a variable", node(`for_each: "{{ [1].map(secrets, secrets + 1) }}"`)],
  ["a name that functions have", node(`${LIST}, as: size, with: { x: "{{ size(size) }}" }`)],
])("%s is fine", (_name, document) => {
  expect(checkScenario(document, { catalogue }).diagnostics).toEqual([]);
});

const NODE = "/workflows/nodes/0";
const trigger = "edges: [{ to: n, trigger: { condition: 'item == 1' } }]";

test.each([
  // The shape.
  ["as without for_each", node("as: x"), "not-allowed-here", "as: x", `${NODE}/as`, undefined],
  [
    "concurrency without for_each",
    node("concurrency: 2"),
    "not-allowed-here",
    "concurrency: 2",
    `${NODE}/concurrency`,
    undefined,
  ],
  [
    "on_item_failure without for_each",
    node("on_item_failure: stop"),
    "not-allowed-here",
    "on_item_failure: stop",
    `${NODE}/on_item_failure`,
    undefined,
  ],
  [
    "as without for_each, which is mistyped",
    node('for_eahc: "{{ [1] }}", as: x'),
    "unknown-key",
    "for_eahc",
    `${NODE}/for_eahc`,
    /"for_each"/,
  ],
  ["an empty list", node('for_each: " "'), "empty-value", '" "', `${NODE}/for_each`, undefined],
  ["a list that is no template", node("for_each: [1]"), "wrong-type", "[1]", `${NODE}/for_each`, undefined],
  ["a name with a hyphen", node(`${LIST}, as: my-host`), "invalid-id", "my-host", `${NODE}/as`, undefined],
  ["a name that is a number", node(`${LIST}, as: 1`), "wrong-type", "1 }", `${NODE}/as`, /quotes/],
  ["nothing at once", node(`${LIST}, concurrency: 0`), "out-of-range", "0 }", `${NODE}/concurrency`, undefined],
  ["half an item at once", node(`${LIST}, concurrency: 1.5`), "wrong-type", "1.5", `${NODE}/concurrency`, undefined],
  [
    "another mode",
    node(`${LIST}, on_item_failure: continu`),
    "unknown-value",
    "continu }",
    `${NODE}/on_item_failure`,
    /"continue"/,
  ],
  // What carries nothing out.
  [
    "of a decision",
    graph(`- { id: n, type: decision, for_each: "{{ [1] }}" }`),
    "not-allowed-here",
    "for_each",
    `${NODE}/for_each`,
    undefined,
  ],
  [
    "of an end",
    graph(`- { id: n, type: end, for_each: "{{ [1] }}", as: x, concurrency: 1 }`),
    "not-allowed-here",
    "for_each",
    `${NODE}/for_each`,
    undefined,
  ],
  // Names.
  ["a root", node(`${LIST}, as: task`), "reserved-id", "task", `${NODE}/as`, /choose another name.*inputs.*index/],
  ["the place", node(`${LIST}, as: index`), "reserved-id", "index", `${NODE}/as`, /choose another name/],
  ["a literal", node(`${LIST}, as: "true"`), "reserved-id", '"true"', `${NODE}/as`, /choose another name/],
  ["null", node(`${LIST}, as: "null"`), "reserved-id", '"null"', `${NODE}/as`, /choose another name/],
  ["an operator", node(`${LIST}, as: in`), "reserved-id", "in }", `${NODE}/as`, /choose another name/],
  // The list.
  ["plain text", node("for_each: nodes.n.output"), "wrong-type", "nodes.n.output", `${NODE}/for_each`, /\{\{ … \}\}/],
  ["text before it", node('for_each: "a{{ [1] }}"'), "wrong-type", '"a{{', `${NODE}/for_each`, /one \{\{ … \}\} alone/],
  ["two of them", node('for_each: "{{ [1] }}{{ [2] }}"'), "wrong-type", '"{{ [1]', `${NODE}/for_each`, /alone/],
  ["one that is not closed", node('for_each: "{{ [1]"'), "expression-syntax", "{{ [1]", `${NODE}/for_each`, undefined],
  [
    "an unknown node",
    node('for_each: "{{ nodes.nope.output }}"'),
    "unknown-reference",
    "nope",
    `${NODE}/for_each`,
    undefined,
  ],
  ["its own item", node('for_each: "{{ item }}"'), "unknown-reference", "item }}", `${NODE}/for_each`, undefined],
  // Who sees an item.
  [
    "a typo",
    node(`${LIST}, as: host, with: { x: "{{ hots }}" }`),
    "unknown-reference",
    "hots",
    `${NODE}/with/x`,
    'did you mean "host"?',
  ],
  [
    "what there is",
    node(`${LIST}, with: { x: "{{ q }}" }`),
    "unknown-reference",
    "q }}",
    `${NODE}/with/x`,
    /here sees inputs.* task, item, index$/,
  ],
  [
    "item where it has another name",
    node(`${LIST}, as: host, with: { x: "{{ item }}" }`),
    "unknown-reference",
    "item }}",
    `${NODE}/with/x`,
    undefined,
  ],
  [
    "an item without for_each",
    node('with: { x: "{{ item }}" }'),
    "unknown-reference",
    "item }}",
    `${NODE}/with/x`,
    undefined,
  ],
  [
    "a place without for_each",
    node('with: { x: "{{ index }}" }'),
    "unknown-reference",
    "index }}",
    `${NODE}/with/x`,
    undefined,
  ],
  [
    "a condition",
    node(`${LIST}, ${trigger}`),
    "unknown-reference",
    "item == 1",
    `${NODE}/edges/0/trigger/condition`,
    undefined,
  ],
] as const)("refused: %s", (_name, document, code, shown, path, hint) => {
  const { ok, diagnostics } = checkScenario(document, { catalogue });
  expect(ok).toBe(false);
  expect(diagnostics.map((one) => `${one.code} ${one.path} ${one.line}:${one.column}`)).toEqual([
    `${code} ${path} ${placeIn(document, shown)}`,
  ]);
  if (typeof hint === "string") expect(diagnostics[0]?.hint).toBe(hint);
  else if (hint !== undefined) expect(diagnostics[0]?.hint).toMatch(hint);
});

test.each([
  ["with", 'with: { x: "{{ item }}" }', "/actions/actions/0/with/x"],
  ["an export", 'export: [{ type: variable, name: v, value: "item" }]', "/actions/actions/0/export/0/value"],
  ["its undoing", 'compensate: { call: std.noop, with: { x: "{{ index }}" } }', "/actions/actions/0/compensate/with/x"],
])("the action does not see an item: %s", (_name, more, path) => {
  const document = node(LIST).replace("call: std.noop", `call: std.noop, ${more}`);
  const { diagnostics } = checkScenario(document, { catalogue });
  expect(diagnostics.map((one) => `${one.code} ${one.path}`)).toEqual([`unknown-reference ${path}`]);
});

test.each([
  ["alone", "{{ secrets.T }}", "secrets.T"],
  ["within", "{{ [1, secrets.T] }}", "secrets.T"],
  ["in text around it as well", "x {{ secrets['T'] }}", "secrets['T']"],
])("items are made of no secrets: %s", (_name, list, shown) => {
  const document = `secrets: [T]\n${node(`for_each: "${list}"`)}`;
  const found = checkScenario(document, { catalogue }).diagnostics.find(({ code }) => code === "not-allowed-here");
  expect(`${found?.path} ${found?.line}:${found?.column}`).toBe(`${NODE}/for_each ${placeIn(document, shown)}`);
  expect((found?.endColumn ?? 0) - (found?.column ?? 0)).toBe(shown.length);
});

describe("a scenario that came without text", () => {
  const forEach: ForEach = { items: "{{ [1] }}", as: "item", onItemFailure: "stop" };
  const bare: WrittenScenario = {
    version: "1.0",
    name: "n",
    actions: { actions: [{ id: "a", call: "std.noop" }] },
    workflows: { nodes: [{ id: "n", type: "action", action: "a" }] },
  };

  test.each([
    ["what is fine", {}, []],
    ["the most at once", { concurrency: 0xffff_ffff }, []],
    ["nothing at once", { concurrency: 0 }, [`out-of-range ${NODE}/concurrency`]],
    ["half an item at once", { concurrency: 1.5 }, [`out-of-range ${NODE}/concurrency`]],
    ["too many at once", { concurrency: 2 ** 32 }, [`out-of-range ${NODE}/concurrency`]],
    ["a name with a hyphen", { as: "a-b" }, [`invalid-id ${NODE}/as`]],
    ["a name that is taken", { as: "run" }, [`reserved-id ${NODE}/as`]],
    ["no list", { items: " " }, [`empty-value ${NODE}/for_each`]],
    ["no template", { items: "x" }, [`wrong-type ${NODE}/for_each`]],
  ] as const)("%s", (_name, changes: Partial<ForEach>, found: readonly string[]) => {
    const scenario = normalizeScenario(bare);
    const nodes = scenario.nodes.map((one) => ({ ...one, forEach: { ...forEach, ...changes } }));
    const problems = checkParsedScenario({ ...scenario, nodes });
    expect(problems.map(({ code, at }) => `${code} /${at.path.join("/")}`)).toEqual(found);
  });
});
