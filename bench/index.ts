/**
 * Measures both sides of every row in alternating rounds and prints the medians.
 *
 *   pnpm bench                     a table
 *   pnpm bench --format json       [{ name, ours, peer, unit, ratio, goal, ok }]; the table goes to stderr
 *   pnpm bench --only parse,http   some rows
 *
 * Exits 1 where a goal is missed. Every group of rows has a process of its own, so that none inherits another's heap.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runForJson } from "./harness/child.ts";
import { heading, resultLine } from "./harness/print.ts";
import { judge, ROWS, type Measurement, type Result } from "./harness/row.ts";

/** Files of `rows/` that measure more than the row they are named for. */
const GROUPS: Readonly<Record<string, string>> = {
  "parse-json": "parse",
  chain: "dispatch",
  "call-wasm": "calls",
  "call-qjs": "calls",
  "load-cold": "loads",
  "load-warm": "loads",
  "http-client-wasm": "http-wasm",
  "http-wasi-wasm": "http-wasm",
  "durable-chain": "durable",
  "durable-many": "durable",
  "resume-memory": "resume",
  "timers-memory": "timers",
};
const FLAGS = ["--expose-gc", "--max-old-space-size=12000"];

const { values } = parseArgs({
  options: { format: { type: "string", default: "table" }, only: { type: "string", multiple: true } },
});
const known = ROWS.map((row) => row.name);
const wanted = values.only?.flatMap((names) => names.split(",")) ?? known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0 || !["table", "json"].includes(values.format)) {
  process.stderr.write(
    unknown.length > 0
      ? `Invalid value for --only: ${unknown.join(", ")}. Expected some of: ${known.join(", ")}.\n`
      : `Invalid value for --format: ${values.format}. Expected one of: table, json.\n`,
  );
  process.exit(2);
}

const table = values.format === "json" ? process.stderr : process.stdout;
const rows = ROWS.filter((row) => wanted.includes(row.name));
const groups = new Map<string, Measurement[]>();
const results: Result[] = [];
table.write(heading);
for (const row of rows) {
  const group = GROUPS[row.name] ?? row.name;
  const file = join(import.meta.dirname, "processes/measure.ts");
  const measured = groups.get(group) ?? (await runForJson<Measurement[]>(file, [group], FLAGS));
  groups.set(group, measured);
  const own = measured.find((measurement) => measurement.name === row.name);
  if (!own) throw new Error(`Nothing was measured for ${row.name}.`);
  if ("leftOut" in own) {
    table.write(`${row.name}: left out, since ${own.leftOut}\n`);
    continue;
  }
  const result = judge(row, own);
  results.push(result);
  table.write(resultLine(result, row, own));
}
if (values.format === "json") process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
if (results.some((result) => !result.ok)) process.exitCode = 1;
