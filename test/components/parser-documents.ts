/** Documents that every parser must treat alike: those of the core's own tables, the examples, and hostile ones. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { meaningCases } from "../../packages/scheduler-core/test/check/cases-meaning.ts";
import { shapeCases } from "../../packages/scheduler-core/test/check/cases-shape.ts";
import { textCases } from "../../packages/scheduler-core/test/check/cases-text.ts";
import { graph, head, nodes, noop } from "../../packages/scheduler-core/test/check/case.ts";

export interface ParserDocument {
  readonly name: string;
  readonly text: string;
  /** A code that its diagnostics must hold; without it the document is right. */
  readonly code?: string;
}

const examples = join(import.meta.dirname, "../../examples");

/** Text crosses the boundary as Unicode: bytes that are none, and halves of surrogate pairs, cannot even be passed. */
const canCross = (document: string | Uint8Array): document is string =>
  typeof document === "string" && document.isWellFormed();

const fromTables = Object.entries({ ...textCases, ...shapeCases, ...meaningCases }).flatMap(([code, cases]) =>
  cases.flatMap(([name, text]): ParserDocument[] => (canCross(text) ? [{ name: `${code}: ${name}`, text, code }] : [])),
);

const fromExamples = readdirSync(examples)
  .filter((name) => name.endsWith(".yaml"))
  .map((name): ParserDocument => ({ name: `example ${name}`, text: readFileSync(join(examples, name), "utf8") }));

const nested = (depth: number, before: string, after: string): string => before.repeat(depth) + 1 + after.repeat(depth);

const withValue = (value: string): string =>
  `${head}actions: { actions: [{ id: a, call: std.set, with: { v: ${value} } }] }\n${nodes}`;

/** As many nodes as asked for in a chain with a jump forward at each, and an expression at every tenth. */
export function longScenario(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const next = index + 1 < count ? `n${index + 1}` : "end";
    const jump = index + 5 < count ? `, { to: n${index + 5}, trigger: { on: failed } }` : "";
    const parameters = index % 10 === 0 ? `, with: { a: "{{ run.id }}-{{ ${index} + 1 }}" }` : "";
    return `- { id: n${index}, type: action, action: a${parameters}, edges: [{ to: ${next} }${jump}] }`;
  });
  return graph([...lines, "- { id: end, type: end }"].join("\n")).replace("std.noop", "std.set");
}

const sound: readonly ParserDocument[] = [
  { name: "the smallest", text: `${head}${noop}${nodes}` },
  { name: "text beyond ASCII", text: `${head}description: "ünï → 日本 🙂 \\u00e9"\n${noop}${nodes}` },
  { name: "a thousand nodes", text: longScenario(1_000) },
  { name: "lists as deep as allowed", text: withValue(nested(120, "[", "]")) },
  { name: "mappings as deep as allowed", text: withValue(nested(120, "{ a: ", " }")) },
  { name: "an expression as deep as allowed", text: withValue(`"{{ ${nested(60, "(", ")")} }}"`) },
  { name: "a sum of a thousand", text: withValue(`"{{ ${"1 + ".repeat(999)}1 }}"`) },
  { name: "functions and macros", text: withValue(`"{{ [1, 2, 3].filter(x, x > 1).map(x, string(x)) }}"`) },
  {
    name: "what lies in options",
    text: `${head}deadline: 2d\ncomponents: [{ id: http, concurrency_group: db, rate_limit: { count: 1, per: 1s } }]\nconcurrency_groups: { db: 2 }\ndefaults: { delivery: at_most_once }\nactions: { actions: [{ id: a, call: std.noop, delivery: at_least_once, concurrency_group: db, rate_limit: { count: 10, per: 1s }, compensate: { call: delete, with: { url: "{{ outcome.output.url }}" }, timeout: 5s, retry: { attempts: 3, max_delay: 1m } } }] }\n${nodes}`,
  },
  { name: "a pattern", text: withValue(`'{{ "abc".matches("^a(b|c)+$") }}'`) },
];

const hostile: readonly ParserDocument[] = [
  { name: "lists without end", text: "[".repeat(100_000), code: "nesting-too-deep" },
  { name: "lists in lists", text: withValue(nested(5_000, "[", "]")), code: "nesting-too-deep" },
  { name: "mappings in mappings", text: withValue(nested(5_000, "{ a: ", " }")), code: "nesting-too-deep" },
  {
    name: "indented without end",
    text: Array.from({ length: 2_000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    code: "nesting-too-deep",
  },
  { name: "JSON in JSON", text: nested(100_000, '{"a":', "}"), code: "nesting-too-deep" },
  { name: "parentheses", text: withValue(`"{{ ${nested(2_000, "(", ")")} }}"`), code: "expression-syntax" },
  { name: "signs", text: withValue(`"{{ ${"-".repeat(2_000)}1 }}"`), code: "expression-syntax" },
  { name: "ternaries", text: withValue(`"{{ ${"true ? 1 : ".repeat(1_000)}2 }}"`), code: "expression-syntax" },
  { name: "members", text: withValue(`"{{ outcome.output${".a".repeat(2_000)} }}"`), code: "expression-syntax" },
  { name: "a pattern that would backtrack", text: withValue(`'{{ "${"a".repeat(500)}".matches("^(a+)+b$") }}'`) },
  {
    name: "a schema in itself",
    text: `${head}inputs: ${nested(100, "{ type: object, properties: { a: ", " } }").replace("1", "{}")}\n${noop}${nodes}`,
    code: "nesting-too-deep",
  },
  {
    name: "five hundred problems",
    text: `${head}${Array.from({ length: 600 }, (_, i) => `k${i}: 1`).join("\n")}\n${noop}${nodes}`,
    code: "too-many-problems",
  },
];

export const parserDocuments: readonly ParserDocument[] = [...sound, ...fromExamples, ...fromTables, ...hostile];
