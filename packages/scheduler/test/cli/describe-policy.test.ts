/** A component that cannot even describe itself within the default limits: what looks at it takes the operator's word, as a run does. */
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";
import { guest } from "../wasm/support/guest.ts";

/** Beyond the 256 MiB that a component has without a grant. */
const LARGE = await guest({ pages: 8192 });

const scenario = (requests: string): string => `version: "1.0"
name: large
components:
  - { id: large, source: ./large.wasm${requests} }
actions:
  actions: [{ id: go, call: large.go }]
workflows:
  nodes: [{ id: go, type: action, action: go }]
`;

const FILES = {
  "large.wasm": LARGE,
  "plain.yaml": scenario(""),
  "requesting.yaml": scenario(", requests: { memory: 1GiB }"),
  "policy.yaml": "components: { large: { memory: 1GiB } }\n",
};

const run = (args: readonly string[]): ReturnType<typeof runCli> => runCli(args, { cwd: folderWith(FILES) });

const ALLOW = ["--allow", "large=memory:1GiB"];
const POLICY = ["--policy", "policy.yaml"];

describe("validate", () => {
  const validate = async (file: string, flags: readonly string[]): Promise<object> => {
    const { code, stdout, stderr } = await run(["validate", file, "--format", "json", ...flags]);
    return { code, callsChecked: JSON.parse(stdout)[0].callsChecked, stderr };
  };

  test.each([
    ["without a grant", "plain.yaml", []],
    ["that is requested and not granted", "requesting.yaml", []],
    ["with a grant to another", "plain.yaml", ["--allow", "other=memory:1GiB"]],
    ["with --allow-requested, where nothing is requested", "plain.yaml", ["--allow-requested"]],
  ])("%s: its calls are not checked, and the flag that would do is printed", async (_name, file, flags) => {
    const checked = await validate(file, flags);
    expect(checked).toMatchObject({ code: 0, callsChecked: false });
    expect(checked).toHaveProperty("stderr", expect.stringMatching(/\n {2}to allow it: --allow large=memory:512MiB\n/));
  });

  test.each([
    ["--allow", "plain.yaml", ALLOW],
    ["--policy", "plain.yaml", POLICY],
    ["--allow-requested", "requesting.yaml", ["--allow-requested"]],
  ])("with %s its calls are checked", async (_name, file, flags) => {
    expect(await validate(file, flags)).toEqual({ code: 0, callsChecked: true, stderr: "" });
  });
});

describe("schema", () => {
  const args = ["schema", "--component", "large=./large.wasm"];

  test("without a grant: exit 2, and the flag that would do is printed", async () => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/\n {2}to allow it: --allow large=memory:512MiB\n/);
  });

  test.each([
    ["--allow", ALLOW],
    ["--policy", POLICY],
  ])("with %s its calls are in it", async (_name, flags) => {
    const { code, stdout } = await run([...args, ...flags]);
    expect(code).toBe(0);
    expect(stdout).toContain('"large.go"');
  });
});

test.each(["validate", "schema", "inspect"])("the help of %s says so", async (verb) => {
  const { stdout } = await runCli([verb, "--help"]);
  for (const flag of ["--allow ID=WHAT:VALUE", "--allow-requested", "--policy FILE"]) expect(stdout).toContain(flag);
});
