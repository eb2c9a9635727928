import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { folderWith, GREET_MANIFEST, greetScenario } from "../support/folder.ts";

const FIELDS = ["code", "severity", "message", "path", "line", "column", "endLine", "endColumn"];
const VALID = `version: "1.0"
name: valid
actions:
  actions:
    - { id: hello, call: std.noop }
workflows:
  nodes:
    - { id: greet, type: action, action: hello }
`;
const INVALID = VALID.replace("action: hello }", "action: helo }").replace("std.noop", "std.nop");

test("a valid file: exit 0", async () => {
  const cwd = folderWith({ "a.yaml": VALID });
  expect(await runCli(["validate", "a.yaml"], { cwd })).toMatchObject({
    code: 0,
    stdout: "valid a.yaml\n",
    stderr: "",
  });
});

test("all problems at once, as code frames on stdout: exit 1", async () => {
  const cwd = folderWith({ "a.yaml": INVALID });
  const { code, stdout } = await runCli(["validate", "a.yaml"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain("a.yaml:5:");
  expect(stdout).toContain("a.yaml:8:");
  expect(stdout).toContain("^");
  expect(stdout).toContain("not valid a.yaml: 2 problems");
  expect(stdout).not.toContain("\u001b");
});

test("several files as JSON: the documented fields, nothing else", async () => {
  const cwd = folderWith({ "a.yaml": VALID, "b.yaml": INVALID });
  const { code, stdout } = await runCli(["validate", "--format", "json", "a.yaml", "b.yaml"], { cwd });
  expect(code).toBe(1);
  const [good, bad] = JSON.parse(stdout);
  expect(good).toEqual({ file: "a.yaml", ok: true, callsChecked: true, diagnostics: [] });
  expect(bad).toMatchObject({ file: "b.yaml", ok: false, callsChecked: true });
  expect(bad.diagnostics).toHaveLength(2);
  for (const diagnostic of bad.diagnostics) {
    expect(Object.keys(diagnostic).filter((key) => key !== "hint")).toEqual(FIELDS);
  }
});

test("one file that cannot be read: exit 2, the others are still checked", async () => {
  const cwd = folderWith({ "a.yaml": VALID });
  const { code, stdout, stderr } = await runCli(["validate", "missing.yaml", "a.yaml"], { cwd });
  expect(code).toBe(2);
  expect(stdout).toBe("valid a.yaml\n");
  expect(stderr).toContain("Cannot read missing.yaml");
});

test("- is stdin", async () => {
  expect(await runCli(["validate", "-"], { stdin: VALID })).toMatchObject({ code: 0, stdout: "valid <stdin>\n" });
  expect(await runCli(["validate", "-"], { stdin: INVALID })).toMatchObject({ code: 1 });
});

test("--output writes the result to a file and nothing to stdout", async () => {
  const cwd = folderWith({ "a.yaml": VALID });
  expect(await runCli(["validate", "a.yaml", "--output", "result.txt"], { cwd })).toMatchObject({
    code: 0,
    stdout: "",
  });
  expect(readFileSync(join(cwd, "result.txt"), "utf8")).toBe("valid a.yaml\n");
});

test("--output that cannot be written: exit 2", async () => {
  const cwd = folderWith({ "a.yaml": VALID });
  const { code, stderr } = await runCli(["validate", "a.yaml", "--output", "missing/result.txt"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("Cannot write missing/result.txt");
});

test("no native component runs: its manifest is read, and its parameters are checked", async () => {
  const cwd = folderWith({
    "greet.js": 'import { writeFileSync } from "node:fs";\nwriteFileSync("it-ran", "");\n',
    "greet.manifest.json": JSON.stringify(GREET_MANIFEST),
    "good.yaml": greetScenario("./greet.js"),
    "bad.yaml": greetScenario("./greet.js").replace("who: world", "whom: world"),
  });
  const { code, stdout } = await runCli(["validate", "good.yaml", "bad.yaml", "--format", "json"], { cwd });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([{ ok: true, callsChecked: true }, { ok: false }]);
  expect(existsSync(join(cwd, "it-ran"))).toBe(false);
});

test("a component without a manifest: its calls are not checked, and the result says so", async () => {
  const cwd = folderWith({ "greet.js": "", "a.yaml": greetScenario("./greet.js") });
  expect(await runCli(["validate", "a.yaml"], { cwd })).toMatchObject({
    code: 0,
    stdout: "valid a.yaml (calls not checked)\n",
  });
});
