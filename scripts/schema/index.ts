/**
 * Generates what is made of the scenario's JSON Schema (`packages/scheduler-core/src/schema/scenario-schema.ts`):
 * `scenario.schema.json` for editors, and its validator, compiled ahead of time so that nothing compiles code at run time.
 *
 *   node scripts/schema/index.ts           writes
 *   node scripts/schema/index.ts --check   writes nothing; exits 1 where what is committed differs
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "../../packages/scheduler-core/src/json/value.ts";
import { scenarioSchema } from "../../packages/scheduler-core/src/schema/scenario-schema.ts";

const root = join(import.meta.dirname, "../..");
const core = join(root, "packages/scheduler-core");
const require = createRequire(import.meta.url);
const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
const standalone = (
  require("ajv/dist/standalone/index.js") as { default: typeof import("ajv/dist/standalone/index.js").default }
).default;

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
  code: { source: true, esm: true, lines: true },
});
const banner = "// Generated from src/schema/scenario-schema.ts by `node scripts/schema/index.ts`. Do not edit.\n";

/** Descriptions are for editors; the validator would carry them along twice. */
function withoutDescriptions(schema: JsonValue): JsonValue {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === "description" && typeof value === "string" ? undefined : value,
    ),
  ) as JsonValue;
}

const validator = standalone(ajv, ajv.compile(withoutDescriptions(scenarioSchema) as JsonObject))
  .replace(/^export default .*\n/m, "")
  // Joining by copying would take time by the square of the errors of a hostile document.
  .replaceAll(/vErrors\.concat\((\w+)\.errors\)/g, "joinErrors(vErrors, $1.errors)");
if (validator.includes(".concat(")) throw new Error("the generated validator joins errors by copying");
const joinErrors = `function joinErrors(all, more) {
  for (let i = 0; i < more.length && all.length < 10000; i++) all.push(more[i]);
  return all;
}
`;
// The contract of the package: nothing is loaded or compiled when a document is checked.
if (/require\(|new Function|\bimport\b/.test(validator))
  throw new Error("the generated validator loads something at run time");

const types = `${banner}export interface ShapeError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}
export declare const validate: ((data: unknown) => boolean) & { errors?: ShapeError[] | null };
`;

const files = new Map([
  [join(core, "scenario.schema.json"), `${JSON.stringify(scenarioSchema, null, 2)}\n`],
  [join(core, "src/schema/validator.generated.js"), `${banner}// @ts-nocheck\n${validator}\n${joinErrors}`],
  [join(core, "src/schema/validator.generated.d.ts"), types],
]);

const differing: string[] = [];
for (const [path, text] of files) {
  if ((await readFile(path, "utf8").catch(() => undefined)) === text) continue;
  differing.push(path.slice(root.length + 1));
  if (!process.argv.includes("--check")) await writeFile(path, text);
}
if (process.argv.includes("--check") && differing.length > 0) {
  process.stderr.write(
    `Not what \`node scripts/schema/index.ts\` writes:\n${differing.map((name) => `  ${name}\n`).join("")}`,
  );
  process.exitCode = 1;
} else
  process.stdout.write(
    differing.length === 0 ? "The schema's files are up to date.\n" : `${differing.length} files changed.\n`,
  );
