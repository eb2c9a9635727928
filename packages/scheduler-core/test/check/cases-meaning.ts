import { graph, head, nodes, noop, type Case, type Cases } from "./case.ts";

/** n0 leads to n1 and so on, and the last leads back to each. */
function nestedLoops(depth: number): string {
  const back = Array.from({ length: depth }, (_, index) => `{ to: n${index} }`).join(", ");
  const chain = Array.from(
    { length: depth - 1 },
    (_, i) => `- { id: n${i}, type: decision, edges: [{ to: n${i + 1} }] }`,
  );
  return graph([...chain, `- { id: n${depth - 1}, type: decision, edges: [${back}] }`].join("\n"));
}

/** An action that is undone by this. */
const undone = (compensate: string): string =>
  `${head}actions: { actions: [{ id: a, call: std.noop, compensate: ${compensate} }] }\n${nodes}`;

/** Documents that do not make sense. */
export const meaningCases: Cases = {
  "unknown-component": [
    [
      "a typo",
      `${head}actions: { actions: [{ id: a, call: sdt.noop }] }\n${nodes}`,
      "sdt.noop",
      "/actions/actions/0/call",
      'did you mean "std"?',
    ],
    ["of a compensation", undone("{ call: sdt.noop }"), "sdt.noop", "/actions/actions/0/compensate/call"],
  ],
  "unknown-call": [
    [
      "a typo",
      `${head}actions: { actions: [{ id: a, call: std.nop }] }\n${nodes}`,
      "std.nop",
      "/actions/actions/0/call",
      'did you mean "noop"?',
    ],
    ["of a compensation", undone("{ call: std.nop }"), "std.nop", "/actions/actions/0/compensate/call"],
  ],
  "unknown-status": [
    [
      "a typo",
      graph(
        "- { id: n, type: end }\n- { id: m, type: decision, edges: [{ to: n, trigger: { condition: \"outcome.status == 'faild'\" } }] }",
      ),
      "'faild'",
      "/workflows/nodes/1/edges/0/trigger/condition",
      'did you mean "failed"?',
    ],
  ],
  "expression-syntax": [
    [
      "a template that is not closed",
      graph('- { id: n, type: action, action: a, with: { x: "{{ 1" } }'),
      "{{ 1",
      "/workflows/nodes/0/with/x",
    ],
  ],
  "unknown-function": [
    [
      "a typo",
      `${head}actions: { actions: [{ id: a, call: std.noop, export: [{ type: metric, name: m, value: "sizee([1])" }] }] }\n${nodes}`,
      "sizee([1])",
      "/actions/actions/0/export/0/value",
    ],
  ],
  "invalid-parameter": [
    [
      "of a compensation",
      undone("{ call: std.sleep, with: { duration: 5 } }"),
      "5",
      "/actions/actions/0/compensate/with/duration",
    ],
    ["that a compensation lacks", undone("{ call: std.sleep }"), "std.sleep", "/actions/actions/0/compensate/call"],
    [
      "a key",
      `${head}actions: { actions: [{ id: a, call: std.sleep, with: { duration: 1s, x: 1 } }] }\n${nodes}`,
      "x",
      "/actions/actions/0/with/x",
    ],
    [
      "a value of a node",
      `${head}actions: { actions: [{ id: a, call: std.sleep }] }\nworkflows: { nodes: [{ id: n, type: action, action: a, with: { duration: 5 } }] }`,
      "5",
      "/workflows/nodes/0/with/duration",
    ],
    [
      "a missing one",
      `${head}actions: { actions: [{ id: a, call: std.sleep }] }\n${nodes}`,
      "std.sleep",
      "/actions/actions/0/call",
    ],
  ],
  "invalid-schema": [
    ["a type that does not exist", `${head}${noop}${nodes}inputs: { type: objekt }`, "objekt", "/inputs/type"],
  ],
  "invalid-default": [
    [
      "of an input",
      `${head}${noop}${nodes}inputs: { type: object, properties: { n: { type: number, default: x } } }`,
      "x",
      "/inputs/properties/n/default",
    ],
    [
      "of a metric",
      `${head}actions: { actions: [{ id: a, call: std.noop, export: [{ type: metric, name: m, value: "1", default: x }] }] }\n${nodes}`,
      "x",
      "/actions/actions/0/export/0/default",
    ],
  ],
  "source-outside-folder": ["/etc/x.wasm", "../x.wasm", "a/../../x.wasm", "file:///x", "C:/x.wasm", "..\\x.wasm"].map(
    (source): Case => [
      source,
      `${head}${noop}${nodes}components: [{ id: c, source: '${source}' }]`,
      `'${source}'`,
      "/components/0/source",
    ],
  ),
  "invalid-source": [
    [
      "a path",
      `${head}${noop}${nodes}components: [{ id: c, source: 'npm:../x' }]`,
      "'npm:../x'",
      "/components/0/source",
    ],
  ],
  "not-allowed-here": [
    ["edges of an end", graph("- { id: n, type: end, edges: [{ to: n }] }"), "edges", "/workflows/nodes/0/edges"],
    ["an action of a decision", graph("- { id: n, type: decision, action: a }"), "action", "/workflows/nodes/0/action"],
    [
      "terminate of a decision",
      graph("- { id: n, type: decision, terminate: true }"),
      "terminate",
      "/workflows/nodes/0/terminate",
    ],
  ],
  "join-all-below-any": [
    [
      "two edges",
      graph("- { id: a, type: decision, join: any, edges: [{ to: b }, { to: b }] }\n- { id: b, type: decision }"),
      "{ id: b, type: decision }",
      "/workflows/nodes/1",
    ],
  ],
  "join-any-in-loop": [
    ["itself", graph("- { id: a, type: decision, join: any, edges: [{ to: a }] }"), "any", "/workflows/nodes/0/join"],
  ],
  "loop-below-any": [
    [
      "itself",
      graph(
        "- { id: a, type: decision, join: any, edges: [{ to: b }] }\n- { id: b, type: decision, edges: [{ to: b }] }",
      ),
      "{ id: b, type: decision, edges: [{ to: b }] }",
      "/workflows/nodes/1",
    ],
  ],
  "loops-too-deep": [["33 inside one another", nestedLoops(33), "n32", "/workflows/nodes/32/id"]],
};
