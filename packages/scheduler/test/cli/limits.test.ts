import { expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

const SCENARIO = `version: "1.0"
name: two tasks
actions:
  actions:
    - { id: set, call: std.set, with: { text: "${"x".repeat(100)}" } }
workflows:
  nodes:
    - { id: a, type: action, action: set }
    - { id: b, type: action, action: set }
`;

test.each<[string, readonly string[], number, string]>([
  ["as many tasks as allowed", ["--limit", "maxTasks=2"], 0, "succeeded"],
  ["one task too many", ["--limit", "maxTasks=1"], 1, "max-tasks"],
  ["an output that is too large", ["--limit", "maxOutputBytes=50"], 1, "output-too-large"],
  ["a document that is too large", ["--limit", "maxBytes=100"], 2, "maxBytes is 100"],
  ["a document limit raised", ["--limit", "maxBytes=20MiB"], 0, "succeeded"],
  ["an unknown limit", ["--limit", "maxTask=1"], 2, "maxTasks"],
  ["no amount", ["--limit", "maxTasks=many"], 2, "Expected a whole number from 1, or a size"],
  ["no name", ["--limit", "5"], 2, "Expected NAME=VALUE"],
])("run --limit: %s", async (_name, flags, code, said) => {
  const cwd = folderWith({ "a.yaml": SCENARIO });
  const result = await runCli(["run", "a.yaml", ...flags], { cwd });
  expect(result.code).toBe(code);
  expect(result.stdout + result.stderr).toContain(said);
});

test.each(["validate", "graph"])("%s takes limits of documents, and none of runs", async (verb) => {
  const cwd = folderWith({ "a.yaml": SCENARIO });
  const small = await runCli([verb, "a.yaml", "--limit", "maxDepth=2"], { cwd });
  expect(small.code).toBe(1);
  expect(small.stdout + small.stderr).toContain("maxDepth");
  const ofRuns = await runCli([verb, "a.yaml", "--limit", "maxTasks=1"], { cwd });
  expect(ofRuns.code).toBe(2);
});

test("a device without end is refused, not read", async () => {
  const { code, stdout } = await runCli(["validate", "/dev/zero"], { cwd: folderWith({}) });
  expect(code).toBe(1);
  expect(stdout).toContain("maxBytes");
});
