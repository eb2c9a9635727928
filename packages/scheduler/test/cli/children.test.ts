/** `scenario.run` on the command line: files that run files. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { componentModule, folderWith } from "../support/folder.ts";

const running = (parameters: string): string => `version: "1.0"
name: parent
inputs: { type: object, properties: { file: { type: string, default: ./child.yaml } } }
actions:
  actions:
    - { id: go, call: scenario.run, with: { ${parameters} } }
    - { id: sorry, call: std.log, with: { message: "{{ outcome.error.code }}" } }
workflows:
  nodes:
    - { id: go, type: action, action: go, edges: [{ to: sorry, trigger: { on: failed } }] }
    - { id: sorry, type: action, action: sorry }
`;

const child = (call: string): string => `version: "1.0"
name: child
inputs: { type: object, required: [who], properties: { who: { type: string } } }
actions:
  actions:
    - id: greet
      call: ${call}
      export: [{ type: variable, name: text, value: outcome.output.text }]
workflows:
  nodes: [{ id: greet, type: action, action: greet }]
`;

const GREETS = child('std.set\n      with: { text: "hello {{ inputs.who }}" }');
const FAILS = child("std.fail\n      with: { message: no }");

describe("a run that begins another", () => {
  test.each([
    ["has its exports, and its report among its own", GREETS, "succeeded", "skipped"],
    ["fails where it fails, which an edge handles", FAILS, "failed", "succeeded"],
  ])("%s", async (_name, text, status, sorry) => {
    const cwd = folderWith({ "parent.yaml": running("file: ./child.yaml, input: { who: ann }"), "child.yaml": text });
    const { code, stdout } = await runCli(["run", "parent.yaml", "--format", "json"], { cwd });
    const { tasks, children } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(tasks).toMatchObject({ go: { status }, sorry: { status: sorry } });
    expect(children).toMatchObject([{ task: "go", file: "./child.yaml", report: { run: { status } } }]);
    if (status === "succeeded") expect(children[0].report.exports).toEqual({ text: "hello ann" });
  });

  test("names it in the pretty report, and in a store", async () => {
    const cwd = folderWith({ "parent.yaml": running("file: ./child.yaml, input: { who: ann }"), "child.yaml": GREETS });
    const shown = await runCli(["run", "parent.yaml", "--run-id", "p"], { cwd });
    expect(shown.stdout).toMatch(/^p\/go\/1\/1 +\.\/child\.yaml +succeeded +1 /m);
    expect((await runCli(["run", "parent.yaml", "--run-id", "p", "--store", "r.db"], { cwd })).code).toBe(0);
    const listed = await runCli(["runs", "list", "--store", "r.db", "--format", "json"], { cwd });
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: "p/go/1/1", parent: "p", scenario: "child" }, { id: "p" }]);
  });
});

test.each([
  ["an input that is missing", "file: ./child.yaml, input: {}", GREETS, "6:72: error[invalid-parameter]"],
  [
    "what is wrong in the other file",
    "file: ./child.yaml, input: { who: ann }",
    "version: 1\n",
    "error[child-invalid]",
  ],
  ["a file that is not there", "file: ./chidl.yaml", GREETS, "6:51: error[child-unreadable]"],
  ["a file outside of the folder", "file: ../child.yaml", GREETS, "6:51: error[source-outside-folder]"],
  ["a file that runs itself", "file: ./parent.yaml", GREETS, "6:51: error[child-cycle]"],
])("before anything runs: %s", async (_name, parameters, text, found) => {
  const cwd = folderWith({ "parent.yaml": running(parameters), "child.yaml": text });
  expect((await runCli(["validate", "parent.yaml"], { cwd })).stdout).toContain(found);
  const ran = await runCli(["run", "parent.yaml"], { cwd });
  expect(ran).toMatchObject({ code: 2, stdout: "" });
  expect(ran.stderr).toContain(found);
});

test("before anything runs: the file that would undo it", async () => {
  const undo = "compensate: { call: scenario.run, with: { file: ./chidl.yaml } }";
  const text = running("file: ./child.yaml, input: { who: ann }").replace("ann } } }", `ann } }, ${undo} }`);
  const cwd = folderWith({ "parent.yaml": text, "child.yaml": GREETS });
  expect((await runCli(["validate", "parent.yaml"], { cwd })).stdout).toContain("6:136: error[child-unreadable]");
});

test.each([
  ["leads out of the folder", "../parent.yaml"],
  ["is absolute", "/etc/hostname"],
  ["is a link that leads out of the folder", "link.yaml"],
])("a file that is chosen when it runs and %s is not read", async (_name, file) => {
  const cwd = folderWith({ "parent.yaml": running('file: "{{ inputs.file }}", input: { who: ann }') });
  symlinkSync("/etc/hostname", join(cwd, "link.yaml"));
  const { stdout } = await runCli(["run", "parent.yaml", "--format", "json", "--input", `file=${file}`], { cwd });
  const { logs, children } = JSON.parse(stdout);
  expect(logs).toMatchObject([{ message: "child-unreadable" }]);
  expect(children).toBeUndefined();
});

test("what it may do is the operator's to say, for both files", async () => {
  const needs = `components: [{ id: greet, source: ./greet.mjs }]\n${child("greet.hello\n      with: { who: ann }")}`;
  const files = {
    "parent.yaml": running("file: ./child.yaml, input: { who: ann }"),
    "child.yaml": needs,
    "greet.mjs": componentModule(),
  };
  const cwd = folderWith(files);
  const refused = await runCli(["run", "parent.yaml", "--format", "json"], { cwd });
  expect(JSON.stringify([refused.stdout, refused.stderr])).toContain("--allow-native greet");
  expect(`${refused.stdout}${refused.stderr}`).toContain("greet");
});
