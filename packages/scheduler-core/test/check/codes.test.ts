import { expect, test } from "vitest";
import { checkScenario, DIAGNOSTIC_CODES, type Catalogue, type Diagnostic, type DiagnosticCode } from "../../src/index.ts";
import { DEFAULT_DOCUMENT_LIMITS } from "../../src/read/limits.ts";

const catalogue: Catalogue = new Map([
  [
    "std",
    {
      name: "std",
      version: "1.0.0",
      calls: {
        noop: { parameters: { type: "object" } },
        sleep: {
          parameters: { type: "object", required: ["duration"], additionalProperties: false, properties: { duration: { type: "string" } } },
        },
      },
    },
  ],
]);

/** The head and the nodes of a scenario that is right, for cases about something else. */
const head = 'version: "1.0"\nname: t\n';
const noop = "actions: { actions: [{ id: a, call: std.noop }] }\n";
const nodes = "workflows: { nodes: [{ id: n, type: action, action: a }] }\n";
const graph = (list: string): string => `${head}${noop}workflows:\n  nodes:\n${list.replaceAll(/^/gm, "    ")}`;

/** `shown` is the text that the diagnostic points at: line, column and both ends are right only if it is. */
type Case = readonly [name: string, document: string | Uint8Array, shown: string, path: string, hint?: string | RegExp];

function pointedAt(document: string | Uint8Array, { line, column, endLine, endColumn }: Diagnostic): string {
  const lines = (typeof document === "string" ? document : new TextDecoder().decode(document)).split("\n");
  const last = lines[endLine - 1] ?? "";
  if (line === endLine) return last.slice(column - 1, endColumn - 1);
  return [(lines[line - 1] ?? "").slice(column - 1), ...lines.slice(line, endLine - 1), last.slice(0, endColumn - 1)].join("\n");
}

const cases: { readonly [code in Exclude<DiagnosticCode, "document-too-large" | "too-many-tokens" | "too-many-problems">]: readonly Case[] } = {
  encoding: [
    ["UTF-16 with a mark", new Uint8Array([0xff, 0xfe, 0x61, 0]), "", ""],
    ["UTF-16 without a mark", new Uint8Array([0, 0x61, 0, 0x3a]), "", ""],
    ["UTF-32", new Uint8Array([0, 0, 0xfe, 0xff]), "", ""],
    ["a byte that is not UTF-8", new Uint8Array([0x61, 0x3a, 0x20, 0xff]), "", "", "save it as UTF-8"],
    ["half a surrogate pair", `${head}x: \ud800`, "", ""],
    ["half a surrogate pair as an escape", `${head}${noop}${nodes}description: "\\ud800"`, "\"\\ud800\"", "/description"],
    ["half a surrogate pair as an escape in JSON", '{"version": "\\ud800"}', "\"\\ud800\"", "/version"],
  ],
  "control-character": [["a zero", `${head}x: \0`, "", ""]],
  "empty-document": [
    ["nothing", "", "", ""],
    ["a comment", "# nothing\n", "", ""],
  ],
  "several-documents": [["two", `${head}---\n${head}`, "---", ""]],
  "yaml-syntax": [
    ["a tab", "a:\n\tb: 1", "\t", "", "indent with spaces"],
    ["a list that is not closed", "a: [1", "", ""],
  ],
  "yaml-key": [
    ["a list as a key", "[a]: 1", "[", ""],
    ["a merge key", `x: &x { a: 1 }\ny: { <<: *x }`, "<<", "/y/<<"],
  ],
  "yaml-tag": [["a tag", `${head}description: !!str x`, "x", "/description"]],
  "yaml-alias": [
    ["one that leads nowhere", `${head}description: *x`, "*x", "/description"],
    ["one inside itself", "x: &x [*x]", "*x", "/x/0"],
  ],
  "duplicate-key": [
    ["in YAML", `${head}name: u`, "name", "/name"],
    ["in JSON", '{"name": "a",\n "name": "b"}', "\"name\"", "/name"],
    ["deep in JSON", '{"a": [{"\\"{": 1}, {"b": 1, "c": {}, "b": 2}]}', "\"b\"", "/a/1/b"],
  ],
  "forbidden-key": [
    ["in YAML", `${head}__proto__: { a: 1 }`, "__proto__", "/__proto__"],
    ["in JSON", '{"a": {"__proto__": 1}}', "\"__proto__\"", "/a/__proto__"],
  ],
  "number-not-finite": [
    ["infinity", `${head}description: .inf`, ".inf", "/description"],
    ["not a number", `${head}description: .nan`, ".nan", "/description"],
    ["too large in JSON", '{"a": 1e999}', "1e999", "/a"],
  ],
  "nesting-too-deep": [
    ["flow", "[".repeat(10_000), "", ""],
    ["JSON", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, "{", `${"/a".repeat(128)}`],
  ],
  "too-many-aliases": [
    [
      "a bomb",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefg"].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${"abcdefg"[i]}`).join(",")}]`).join("\n")}`,
      "*d",
      "/e/7",
    ],
  ],
  "unknown-key": [
    ["that resembles one", `${head}actions: { actions: [{ id: a, cal: std.noop }] }\n${nodes}`, "cal", "/actions/actions/0/cal", 'did you mean "call"?'],
    ["that resembles none", `${head}${noop}${nodes}zebra: 1`, "zebra", "/zebra", /^allowed here: version, name/],
  ],
  "missing-key": [
    ["an id", graph("- { type: end }"), "{ type: end }", "/workflows/nodes/0"],
    ["the action of a node", graph("- { id: n, type: action }"), "{ id: n, type: action }", "/workflows/nodes/0"],
  ],
  "wrong-type": [
    ["a number for a string", `${head}${noop}${nodes}description: 5`, "5", "/description", 'put it in quotes: "5"'],
    ["a mapping for a list", `${head}${noop}${nodes}secrets: {}`, "{}", "/secrets"],
  ],
  "unknown-value": [
    ["a version as a number", `version: 1.0\nname: t\n${noop}${nodes}`, "1.0", "/version", 'put it in quotes: "1.0"'],
    ["a trigger", graph("- { id: n, type: end }\n- { id: m, type: decision, edges: [{ to: n, trigger: { on: suceeded } }] }"), "suceeded", "/workflows/nodes/1/edges/0/trigger/on", 'did you mean "succeeded"?'],
  ],
  "out-of-range": [["a priority", graph("- { id: n, type: action, action: a, priority: 64 }"), "64", "/workflows/nodes/0/priority"]],
  "empty-value": [
    ["a name", `version: "1.0"\nname: " "\n${noop}${nodes}`, "\" \"", "/name"],
    ["no nodes", `${head}${noop}workflows: { nodes: [] }`, "[]", "/workflows/nodes"],
  ],
  "invalid-id": [["with a space", graph('- { id: "a b", type: end }'), "\"a b\"", "/workflows/nodes/0/id"]],
  "invalid-duration": [
    ["a number", `${head}${noop}${nodes}defaults: { timeout: 5 }`, "5", "/defaults/timeout", "write a unit: 5s or 5ms"],
    ["a word", `${head}${noop}${nodes}defaults: { timeout: soon }`, "soon", "/defaults/timeout"],
    ["a thousand years", `${head}${noop}${nodes}defaults: { timeout: 365000d }`, "365000d", "/defaults/timeout"],
  ],
  "invalid-size": [["no unit", `${head}${noop}${nodes}components: [{ id: c, source: c.wasm, requests: { memory: "5" } }]`, "\"5\"", "/components/0/requests/memory"]],
  "invalid-call": [["without a component", `${head}actions: { actions: [{ id: a, call: noop }] }\n${nodes}`, "noop", "/actions/actions/0/call"]],
  "invalid-sha256": [["too short", `${head}${noop}${nodes}components: [{ id: c, source: c.wasm, sha256: abc }]`, "abc", "/components/0/sha256"]],
  "duplicate-id": [
    ["nodes", graph("- { id: n, type: end }\n- { id: n, type: end }"), "n", "/workflows/nodes/1/id"],
    ["secrets", `${head}${noop}${nodes}secrets: [A, A]`, "A", "/secrets/1"],
    ["actions", `${head}actions: { actions: [{ id: a, call: std.noop }, { id: a, call: std.noop }] }\n${nodes}`, "a", "/actions/actions/1/id"],
    ["resources", `${head}${noop}${nodes}workbook: { resources: [{ id: r, type: x }, { id: r, type: x }] }`, "r", "/workbook/resources/1/id"],
    ["components", `${head}${noop}${nodes}components: [{ id: c, source: c.js }, { id: c, source: d.js }]`, "c", "/components/1/id"],
  ],
  "reserved-id": [["http", `${head}${noop}${nodes}components: [{ id: http, source: c.js }]`, "http", "/components/0/id"]],
  "conflicting-export": [
    [
      "another type",
      `${head}actions:\n  actions:\n    - { id: a, call: std.noop, export: [{ type: metric, name: x, value: "1" }] }\n    - { id: b, call: std.noop, export: [{ type: variable, name: x, value: "1" }] }\n${nodes}`,
      "variable",
      "/actions/actions/1/export/0/type",
    ],
  ],
  "unknown-reference": [
    ["an action", graph("- { id: n, type: action, action: aa }"), "aa", "/workflows/nodes/0/action", 'did you mean "a"?'],
    ["a node", graph("- { id: n, type: decision, edges: [{ to: m1234 }] }"), "m1234", "/workflows/nodes/0/edges/0/to"],
    ["a secret in a template", graph('- { id: n, type: action, action: a, with: { x: "a\\tb {{ secrets.NOPE }}" } }'), "NOPE", "/workflows/nodes/0/with/x"],
    ["in a literal block", graph("- id: n\n  type: action\n  action: a\n  with:\n    x: |\n      one\n      {{ nodes.zzzzz.ok }}"), "zzzzz", "/workflows/nodes/0/with/x"],
    ["an id with a hyphen", graph('- { id: n-1, type: action, action: a, edges: [{ to: n-1, trigger: { condition: "nodes.n-1.ok" } }] }'), "n-1", "/workflows/nodes/0/edges/0/trigger/condition", 'write nodes["n-1"]'],
  ],
  "unknown-component": [["a typo", `${head}actions: { actions: [{ id: a, call: sdt.noop }] }\n${nodes}`, "sdt.noop", "/actions/actions/0/call", 'did you mean "std"?']],
  "unknown-call": [["a typo", `${head}actions: { actions: [{ id: a, call: std.nop }] }\n${nodes}`, "std.nop", "/actions/actions/0/call", 'did you mean "noop"?']],
  "unknown-status": [["a typo", graph("- { id: n, type: end }\n- { id: m, type: decision, edges: [{ to: n, trigger: { condition: \"outcome.status == 'faild'\" } }] }"), "'faild'", "/workflows/nodes/1/edges/0/trigger/condition", 'did you mean "failed"?']],
  "expression-syntax": [["a template that is not closed", graph('- { id: n, type: action, action: a, with: { x: "{{ 1" } }'), "{{ 1", "/workflows/nodes/0/with/x"]],
  "unknown-function": [["a typo", `${head}actions: { actions: [{ id: a, call: std.noop, export: [{ type: metric, name: m, value: "sizee([1])" }] }] }\n${nodes}`, "sizee([1])", "/actions/actions/0/export/0/value"]],
  "invalid-parameter": [
    ["a key", `${head}actions: { actions: [{ id: a, call: std.sleep, with: { duration: 1s, x: 1 } }] }\n${nodes}`, "x", "/actions/actions/0/with/x"],
    ["a value of a node", `${head}actions: { actions: [{ id: a, call: std.sleep }] }\nworkflows: { nodes: [{ id: n, type: action, action: a, with: { duration: 5 } }] }`, "5", "/workflows/nodes/0/with/duration"],
    ["a missing one", `${head}actions: { actions: [{ id: a, call: std.sleep }] }\n${nodes}`, "std.sleep", "/actions/actions/0/call"],
  ],
  "invalid-schema": [["a type that does not exist", `${head}${noop}${nodes}inputs: { type: objekt }`, "objekt", "/inputs/type"]],
  "invalid-default": [
    ["of an input", `${head}${noop}${nodes}inputs: { type: object, properties: { n: { type: number, default: x } } }`, "x", "/inputs/properties/n/default"],
    ["of a metric", `${head}actions: { actions: [{ id: a, call: std.noop, export: [{ type: metric, name: m, value: "1", default: x }] }] }\n${nodes}`, "x", "/actions/actions/0/export/0/default"],
  ],
  "source-outside-folder": ["/etc/x.wasm", "../x.wasm", "a/../../x.wasm", "file:///x", "C:/x.wasm", "..\\x.wasm"].map(
    (source): Case => [source, `${head}${noop}${nodes}components: [{ id: c, source: '${source}' }]`, `'${source}'`, "/components/0/source"],
  ),
  "invalid-source": [["a path", `${head}${noop}${nodes}components: [{ id: c, source: 'npm:../x' }]`, "'npm:../x'", "/components/0/source"]],
  "not-allowed-here": [
    ["edges of an end", graph("- { id: n, type: end, edges: [{ to: n }] }"), "edges", "/workflows/nodes/0/edges"],
    ["an action of a decision", graph("- { id: n, type: decision, action: a }"), "action", "/workflows/nodes/0/action"],
    ["terminate of a decision", graph("- { id: n, type: decision, terminate: true }"), "terminate", "/workflows/nodes/0/terminate"],
  ],
  "join-all-below-any": [["two edges", graph("- { id: a, type: decision, join: any, edges: [{ to: b }, { to: b }] }\n- { id: b, type: decision }"), "{ id: b, type: decision }", "/workflows/nodes/1"]],
  "join-any-in-loop": [["itself", graph("- { id: a, type: decision, join: any, edges: [{ to: a }] }"), "any", "/workflows/nodes/0/join"]],
  "loop-below-any": [["itself", graph("- { id: a, type: decision, join: any, edges: [{ to: b }] }\n- { id: b, type: decision, edges: [{ to: b }] }"), "{ id: b, type: decision, edges: [{ to: b }] }", "/workflows/nodes/1"]],
};

const rows = Object.entries(cases).flatMap(([code, list]) => list.map((one): [string, string, ...Case] => [`${code}: ${one[0]}`, code, ...one]));

test.each(rows)("%s", (_title, code, _name, document, shown, path, hint) => {
  const { ok, diagnostics } = checkScenario(document, { catalogue });
  expect(ok).toBe(false);
  const found = diagnostics.find((one) => one.code === code);
  expect(found, JSON.stringify(diagnostics.slice(0, 5), null, 1)).toBeDefined();
  expect({ shown: pointedAt(document, found as Diagnostic), path: found?.path }).toEqual({ shown, path });
  if (typeof hint === "string") expect(found?.hint).toBe(hint);
  else if (hint !== undefined) expect(found?.hint).toMatch(hint);
});

test("every code has a case here", () => {
  const limits = ["document-too-large", "too-many-tokens", "too-many-problems"];
  expect([...Object.keys(cases), ...limits].sort()).toEqual([...DIAGNOSTIC_CODES].sort());
});

test.each([
  ["document-too-large", { maxBytes: 20 }],
  ["too-many-tokens", { maxTokens: 5 }],
  ["too-many-problems", { maxDiagnostics: 1 }],
] as const)("%s: a limit of the caller's", (code, limits) => {
  const document = `${head}a: 1\nb: 2\nc: 3\n`;
  expect(checkScenario(document, { limits }).diagnostics.map((one) => one.code)).toContain(code);
  expect(checkScenario(document, { limits: DEFAULT_DOCUMENT_LIMITS }).diagnostics.map((one) => one.code)).not.toContain(code);
});

test("a sound scenario has no diagnostics, and its calls were checked", () => {
  const { diagnostics, ...result } = checkScenario(`${head}${noop}${nodes}`, { catalogue });
  expect(diagnostics).toEqual([]);
  expect(result).toMatchObject({ ok: true, callsChecked: true, scenario: { name: "t" } });
});

test("without a catalogue calls are not checked, and the result says so", () => {
  const result = checkScenario(`${head}actions: { actions: [{ id: a, call: foo.bar }] }\n${nodes}`);
  expect(result).toMatchObject({ ok: true, callsChecked: false });
});

test("all problems are found at once", () => {
  const document = `${head}inputs: { type: nope }\nactions: { actions: [{ id: a, cal: std.noop }] }\nworkflows: { nodes: [{ id: n, type: action, action: b }, { id: n, type: end, edges: [] , terminate: 1 }] }\n`;
  expect(checkScenario(document, { catalogue }).diagnostics.map(({ code }) => code)).toEqual([
    "invalid-schema",
    "unknown-key",
    "unknown-reference",
    "duplicate-id",
    "wrong-type",
  ]);
});
