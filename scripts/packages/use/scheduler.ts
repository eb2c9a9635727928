/** Uses the meta-package as someone at a terminal would, by its command, and once by its API. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createScheduler, openStore, RunLeftError } from "@scheduler-components/scheduler";

const text = `version: "1.0"
name: smallest
actions:
  actions:
    - { id: hello, call: std.set, with: { port: 8080 } }
workflows:
  nodes:
    - { id: only, type: action, action: hello }
`;
writeFileSync("good.yaml", text);
writeFileSync("bad.yaml", text.replace("action: hello", "action: helo"));

function command(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync("npx", ["--no-install", "scheduler", ...args], { encoding: "utf8" });
}

assert.equal(command("validate", "good.yaml").status, 0);
assert.equal(command("validate", "bad.yaml").status, 1);
const run = command("run", "good.yaml", "--format", "json");
assert.equal(run.status, 0, run.stderr);
assert.deepEqual(JSON.parse(run.stdout).run.status, "succeeded");

const report = await createScheduler().run(text);
assert.deepEqual(report.tasks["only"], { status: "succeeded", visits: 1 });

// A run that is kept: left by one process, signalled and ended by others. Its database is a part of Node, so each version has its own.
const waits = text.replace("std.set, with: { port: 8080 }", "std.wait_signal, with: { name: go }");
const store = await openStore("runs.db");
const handle = createScheduler({ store }).start(waits, { runId: "kept" });
handle.leave();
await assert.rejects(handle.result, RunLeftError);
await store.close();
const signalled = command("signal", "kept", "go", "--store", "runs.db", "--data", "[1]");
assert.equal(signalled.status, 0, signalled.stderr);
const resumed = command("runs", "resume", "kept", "--store", "runs.db", "--format", "json", "--quiet");
assert.equal(resumed.status, 0, resumed.stderr);
assert.equal(resumed.stderr, "");
assert.deepEqual(JSON.parse(resumed.stdout).traces[0].output, [1]);

// A component behind a symbolic link, with the output in a pipe: some versions of Node 22 lose track of such links.
mkdirSync("real");
writeFileSync("real/part.mjs", "export const url = import.meta.url;\n");
symlinkSync("real", "link");
writeFileSync(
  "where.mjs",
  `import { url } from "./link/part.mjs";
const manifest = { name: "where", version: "1.0.0", calls: { is: { parameters: { type: "object" } } } };
export const component = {
  describe: () => manifest,
  initComponent: () => {},
  executeAction: () => ({ status: "succeeded", output: { url } }),
  releaseComponent: () => {},
};
`,
);
writeFileSync("where.yaml", text.replace("std.set, with: { port: 8080 }", "where.is"));
const where = command("run", "where.yaml", "--component", "where=where.mjs", "--format", "json");
assert.equal(where.status, 0, where.stderr);
assert.match(JSON.parse(where.stdout).traces[0].output.url, /\/real\/part\.mjs$/);
