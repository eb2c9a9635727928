/** Uses the core as someone who checks a file would. Runs in a folder that holds nothing but the installed package. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { checkScenario, formatDiagnostics } from "@scheduler-components/core";

await writeFile(
  "good.yaml",
  `version: "1.0"
name: good
actions:
  actions:
    - { id: hello, call: std.log, with: { message: "Hello, {{ run.id }}" } }
workflows:
  nodes:
    - { id: greet, type: action, action: hello }
`,
);
await writeFile("bad.yaml", (await readFile("good.yaml", "utf8")).replace("action: hello", "action: helo"));

const good = checkScenario(await readFile("good.yaml", "utf8"));
assert.deepEqual(good.diagnostics, []);
assert.equal(good.scenario?.nodes.length, 1);

const text = await readFile("bad.yaml", "utf8");
const bad = checkScenario(text);
assert.equal(bad.ok, false);
assert.deepEqual(
  bad.diagnostics.map(({ code, line }) => ({ code, line })),
  [{ code: "unknown-reference", line: 8 }],
);
assert.match(formatDiagnostics(text, bad.diagnostics, { file: "bad.yaml" }), /bad\.yaml:8:/);

const schema = await import("@scheduler-components/core/scenario.schema.json", { with: { type: "json" } });
assert.equal(typeof schema.default, "object");
