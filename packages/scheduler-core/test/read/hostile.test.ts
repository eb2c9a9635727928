import { expect, test } from "vitest";
import { checkScenario } from "../../src/index.ts";

const MB = 1024 * 1024;
const many = (count: number, make: (index: number) => string, separator = "\n"): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(separator);

/** Each is refused, or read, within this time of the processor; most take a few milliseconds. Wide, for slow machines. */
const MILLISECONDS = 15_000;

/** What this thread has computed so far: how busy the machine is with other things does not count. */
function computed(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

test.each<[name: string, code: string, make: () => string | Uint8Array]>([
  ["100 MB of text", "document-too-large", () => "a".repeat(100 * MB)],
  ["100 MB of bytes", "document-too-large", () => new Uint8Array(100 * MB)],
  ["10 MB of opening brackets", "nesting-too-deep", () => "[".repeat(10 * MB)],
  ["10 000 levels of flow mappings", "nesting-too-deep", () => `${"{a: ".repeat(10_000)}1${"}".repeat(10_000)}`],
  ["a million levels of JSON", "nesting-too-deep", () => `${'{"a":'.repeat(1_000_000)}1${"}".repeat(1_000_000)}`],
  ["3000 levels of indentation", "nesting-too-deep", () => many(3000, (level) => `${" ".repeat(level)}a:`)],
  ["a million compact lists", "nesting-too-deep", () => `${"- ".repeat(1_000_000)}x`],
  ["10 MB of line breaks", "too-many-tokens", () => "\n".repeat(10 * MB - 1)],
  ["10 MB of small items", "too-many-tokens", () => "- a\n".repeat(2.5 * MB)],
  ["a million anchors on one value", "too-many-tokens", () => `${"&a ".repeat(1_000_000)}x`],
  ["a million faults", "too-many-problems", () => "]".repeat(1_000_000)],
  ["300 000 faults inside", "too-many-problems", () => "- @a\n".repeat(300_000)],
  ["a million documents", "several-documents", () => "---\na: 1\n".repeat(1_000_000)],
  ["200 000 times the same key in JSON", "too-many-problems", () => `{${many(200_000, () => '"a":1', ",")}}`],
  ["200 000 unknown keys", "too-many-problems", () => many(200_000, (index) => `k${index}: 1`)],
  [
    "300 000 nodes of the wrong shape",
    "too-many-problems",
    () =>
      JSON.stringify({
        version: "1.0",
        name: "x",
        workflows: { nodes: Array.from({ length: 300_000 }, (_, id) => ({ id })) },
      }),
  ],
  [
    "40 000 typos among 40 000 names",
    "too-many-problems",
    () =>
      JSON.stringify({
        version: "1.0",
        name: "x",
        actions: { actions: Array.from({ length: 40_000 }, (_, id) => ({ id: `act${id}`, call: "std.noop" })) },
        workflows: {
          nodes: Array.from({ length: 40_000 }, (_, id) => ({
            id: `nod${id}`,
            type: "action",
            action: `acx${id}`,
            edges: [{ to: `nox${id}`, trigger: { condition: `nodes.nxd${id}.ok` } }],
          })),
        },
      }),
  ],
])(
  "%s: refused in bounded time",
  (_name, code, make) => {
    const document = make();
    const start = computed();
    const { ok, diagnostics } = checkScenario(document);
    expect(computed() - start).toBeLessThan(MILLISECONDS);
    expect(ok).toBe(false);
    expect(diagnostics.map((one) => one.code)).toContain(code);
    expect(diagnostics.length).toBeLessThanOrEqual(501);
  },
  60_000,
);

test("keys of Object.prototype are keys like any other, and change nothing", () => {
  const text =
    'version: "1.0"\nname: x\nworkbook: { resources: [{ id: constructor, type: t, properties: { toString: 1, hasOwnProperty: 2 } }] }\nworkflows: { nodes: [{ id: valueOf, type: end }] }\n';
  const { ok, scenario } = checkScenario(text);
  expect(ok).toBe(true);
  expect(scenario?.resources[0]?.properties).toEqual({ toString: 1, hasOwnProperty: 2 });
  expect(({} as { a?: number }).a).toBeUndefined();
});

test("a byte order mark of UTF-8 is accepted and counts no column", () => {
  const text = '\ufeffversion: "1.0"\nname: x\nworkflows: { nodes: [{ id: n, type: end }] }\nzebra: 1\n';
  for (const document of [text, new TextEncoder().encode(text)]) {
    expect(checkScenario(document).diagnostics.map(({ line, column }) => [line, column])).toEqual([[4, 1]]);
    expect(checkScenario("\ufeffzebra: 1").diagnostics.find(({ code }) => code === "unknown-key")?.column).toBe(1);
  }
});
