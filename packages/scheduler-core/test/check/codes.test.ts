import { expect, test } from "vitest";
import { checkScenario, DIAGNOSTIC_CODES, type Catalogue, type Diagnostic } from "../../src/index.ts";
import { head, nodes, noop, type Case, type Cases } from "./case.ts";
import { childCases, childRows, children } from "./cases-children.ts";
import { meaningCases } from "./cases-meaning.ts";
import { shapeCases } from "./cases-shape.ts";
import { textCases } from "./cases-text.ts";
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
          parameters: {
            type: "object",
            required: ["duration"],
            additionalProperties: false,
            properties: { duration: { type: "string" } },
          },
        },
      },
    },
  ],
  ["scenario", { name: "scenario", version: "1.0.0", calls: { run: { parameters: { type: "object" } } } }],
]);

const refused = new Map([["broken", { message: "it is no component", hint: "make one of it" }]]);

function pointedAt(document: string | Uint8Array, { line, column, endLine, endColumn }: Diagnostic): string {
  const lines = (typeof document === "string" ? document : new TextDecoder().decode(document)).split("\n");
  const last = lines[endLine - 1] ?? "";
  if (line === endLine) return last.slice(column - 1, endColumn - 1);
  return [
    (lines[line - 1] ?? "").slice(column - 1),
    ...lines.slice(line, endLine - 1),
    last.slice(0, endColumn - 1),
  ].join("\n");
}

/** Of what is known beside the text. */
const refusedCases: Cases = {
  "component-refused": [
    [
      "a file that is no component",
      `${head}components: [{ id: broken, source: ./broken.wasm }]\n${noop}${nodes}`,
      "./broken.wasm",
      "/components/0/source",
      "make one of it",
    ],
  ],
};

const cases: Cases = { ...textCases, ...shapeCases, ...meaningCases, ...childCases, ...refusedCases };

const rows = Object.entries(cases).flatMap(([code, list]) =>
  list.map((one): [string, string, ...Case] => [`${code}: ${one[0]}`, code, ...one]),
);

test.each(rows)("%s", (_title, code, _name, document, shown, path, hint) => {
  const { ok, diagnostics } = checkScenario(document, { catalogue, refused, children });
  expect(ok).toBe(false);
  expect(diagnostics.map((one) => one.code)).toContain(code);
  const found = diagnostics.find((one) => one.code === code);
  expect({ shown: pointedAt(document, found as Diagnostic), path: found?.path }).toEqual({ shown, path });
  if (typeof hint === "string") expect(found?.hint).toBe(hint);
  else if (hint !== undefined) expect(found?.hint).toMatch(hint);
});

test.each(childRows)("a scenario that runs another: %s", (_name, document, found) => {
  const { diagnostics } = checkScenario(document, { catalogue, children });
  expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual(found);
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
  expect(checkScenario(document, { limits: DEFAULT_DOCUMENT_LIMITS }).diagnostics.map((one) => one.code)).not.toContain(
    code,
  );
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
