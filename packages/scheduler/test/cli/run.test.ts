import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { componentModule, folderWith, GREET_MANIFEST, greetScenario } from "../support/folder.ts";

function scenario(action: string, extra = ""): string {
  return `version: "1.0"
name: one
${extra}
actions:
  actions:
    - ${action}
workflows:
  nodes:
    - { id: only, type: action, action: act }
`;
}

const NOOP = scenario("{ id: act, call: std.noop }");
const FAIL = scenario("{ id: act, call: std.fail, with: { message: 'it <broke> & \"stopped\"' } }");

describe("exit codes and streams", () => {
  test("a run that succeeds: exit 0, the report on stdout, progress on stderr, no colour", async () => {
    const { code, stdout, stderr } = await runCli(["run", "-"], { stdin: NOOP });
    expect(code).toBe(0);
    expect(stdout).toContain("succeeded one");
    expect(stderr).toContain("succeeded only std.noop");
    expect(stdout + stderr).not.toContain("\u001b");
  });

  test("--quiet leaves only the result", async () => {
    const { code, stdout, stderr } = await runCli(["run", "-", "--quiet"], { stdin: NOOP });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("succeeded one");
  });

  test("--log-level debug says more, warn says less", async () => {
    expect((await runCli(["run", "-", "--log-level", "debug"], { stdin: NOOP })).stderr).toContain("started only");
    expect((await runCli(["run", "-", "--log-level", "warn"], { stdin: NOOP })).stderr).toBe("");
  });

  test("a run that fails: exit 1, with the error and its code", async () => {
    const { code, stdout } = await runCli(["run", "-"], { stdin: FAIL });
    expect(code).toBe(1);
    expect(stdout).toContain("failed one");
    expect(stdout).toContain("unhandled-failure");
  });

  test("a scenario that is not valid: exit 2, diagnostics on stderr", async () => {
    const cwd = folderWith({ "a.yaml": NOOP.replace("action: act }", "action: atc }") });
    const { code, stdout, stderr } = await runCli(["run", "a.yaml"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("a.yaml:9:");
  });

  test("--output takes the report", async () => {
    const cwd = folderWith({ "a.yaml": NOOP });
    expect(await runCli(["run", "a.yaml", "--format", "json", "-o", "report.json", "-q"], { cwd })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(JSON.parse(readFileSync(join(cwd, "report.json"), "utf8"))).toMatchObject({ run: { status: "succeeded" } });
  });
});

test.each([
  ["a directory", "."],
  ["a folder that is not there", "missing/report.json"],
])("an --output that cannot be written (%s) is said before anything runs", async (_name, output) => {
  const cwd = folderWith({ "a.yaml": NOOP });
  for (const format of ["json", "ndjson"]) {
    const { code, stderr } = await runCli(["run", "a.yaml", "--format", format, "-o", output], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`Cannot write ${output}`);
    expect(stderr).not.toContain("succeeded");
  }
});

describe("formats", () => {
  test("json is the documented report", async () => {
    const { stdout } = await runCli(["run", "-", "--format", "json"], { stdin: NOOP });
    const report = JSON.parse(stdout);
    expect(Object.keys(report).sort()).toEqual([
      "edits",
      "exports",
      "logs",
      "metrics",
      "run",
      "summary",
      "tasks",
      "traces",
    ]);
    expect(report.traces).toMatchObject([
      { seq: 1, task: "only", visit: 1, attempt: 1, action: "act", call: "std.noop", lane: 32, status: "succeeded" },
    ]);
    expect(report.tasks).toEqual({ only: { status: "succeeded", visits: 1 } });
  });

  test("ndjson is a stream of notifications that ends with the report", async () => {
    const { stdout } = await runCli(["run", "-", "--format", "ndjson"], { stdin: NOOP });
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.type)).toEqual(["run-started", "attempt-started", "attempt-ended", "run-ended"]);
    expect(lines.at(-1).report.run.status).toBe("succeeded");
  });

  test("ndjson to a file", async () => {
    const cwd = folderWith({ "a.yaml": NOOP });
    expect(await runCli(["run", "a.yaml", "--format", "ndjson", "--output", "out.ndjson"], { cwd })).toMatchObject({
      code: 0,
      stdout: "",
    });
    expect(readFileSync(join(cwd, "out.ndjson"), "utf8").trimEnd().split("\n")).toHaveLength(4);
  });

  test("junit escapes what it must, and counts", async () => {
    const { code, stdout } = await runCli(["run", "-", "--format", "junit"], { stdin: FAIL });
    expect(code).toBe(1);
    expect(stdout).toContain('tests="2" failures="1" errors="1" skipped="0"');
    expect(stdout).toContain("it &lt;broke&gt; &amp; &quot;stopped&quot;");
    expect(stdout).not.toContain("<broke>");
  });
});

describe("inputs", () => {
  const INPUTS = scenario(
    "{ id: act, call: std.set, with: { n: '{{ inputs.n }}', v: '{{ inputs.v }}' }, export: [{ type: variable, name: seen, value: outcome.output }] }",
    "inputs: { type: object, properties: { n: { type: integer, default: 1 }, v: { type: string, default: none } }, additionalProperties: false }",
  );
  const seen = async (args: readonly string[], files = {}): Promise<unknown> => {
    const cwd = folderWith({ "a.yaml": INPUTS, ...files });
    const { code, stdout, stderr } = await runCli(["run", "a.yaml", "--format", "json", ...args], { cwd });
    return code === 0 ? JSON.parse(stdout).exports.seen : `${code}: ${stderr}`;
  };

  test("defaults, JSON where it parses, text where the schema wants one", async () => {
    expect(await seen([])).toEqual({ n: 1, v: "none" });
    expect(await seen(["--input", "n=5", "--input", "v=1.0"])).toEqual({ n: 5, v: "1.0" });
    expect(await seen(["--input", "v=a=b"])).toEqual({ n: 1, v: "a=b" });
  });

  test("a file, and over it the options", async () => {
    const files = { "in.yaml": "n: 7\nv: file\n" };
    expect(await seen(["--input-file", "in.yaml", "--input", "v=option"], files)).toEqual({ n: 7, v: "option" });
  });

  test.each([
    ["of another type", ["--input", "n=x"], "/n"],
    ["that is not declared", ["--input", "m=1"], "m"],
  ])("one %s: exit 2", async (_name, args, where) => {
    const result = await seen(args);
    expect(result).toMatch(/^2: /);
    expect(result).toContain(where);
  });
});

describe("components", () => {
  const files = {
    "greet.mjs": componentModule(),
    "greet.manifest.json": JSON.stringify(GREET_MANIFEST),
    "a.yaml": greetScenario("./greet.mjs"),
  };

  test("native code without the operator's word: exit 2, with the line that allows it", async () => {
    const { code, stdout, stderr } = await runCli(["run", "a.yaml"], { cwd: folderWith(files) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("native-not-allowed");
    expect(stderr).toContain("to allow it: --allow-native greet");
    expect(stderr).toContain("not contained");
  });

  test.each([
    ["--allow-native", ["--allow-native", "greet"], {}],
    ["--component", ["--component", "greet=./greet.mjs"], {}],
    ["--policy", ["--policy", "policy.yaml"], { "policy.yaml": "components: { greet: { native: true } }\n" }],
  ])("with %s it runs, and is listed as not contained", async (_name, args, more) => {
    const { code, stdout, stderr } = await runCli(["run", "a.yaml", "--format", "json", ...args], {
      cwd: folderWith({ ...files, ...more }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).traces[0].output).toEqual({ text: "Hello, world" });
    expect(stderr).toContain("not contained");
  });

  test("one without a static manifest is asked, once it is allowed", async () => {
    const cwd = folderWith({
      "greet.mjs": componentModule(),
      "a.yaml": greetScenario("./greet.mjs").replace("hello, with", "helo, with"),
    });
    const { code, stderr } = await runCli(["run", "a.yaml", "--allow-native", "greet"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean");
  });

  test("one whose release fails: the run's result stands, and the report says so", async () => {
    const cwd = folderWith({
      ...files,
      "greet.mjs": componentModule({ releaseComponent: "() => { throw new Error('stuck door') }" }),
    });
    const { code, stdout } = await runCli(["run", "a.yaml", "--allow-native", "greet", "--format", "json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout).logs)).toContain("stuck door");
  });

  test("one whose manifest is none: exit 2", async () => {
    const cwd = folderWith({ ...files, "greet.manifest.json": "{}" });
    const { code, stderr } = await runCli(["run", "a.yaml", "--allow-native", "greet"], { cwd });
    expect(code).toBe(2);
    expect(stderr.match(/manifest-invalid/g)).toHaveLength(1);
  });

  test("one that cannot be found: exit 2, said once", async () => {
    const cwd = folderWith({ "a.yaml": greetScenario("./missing.mjs") });
    const { code, stderr } = await runCli(["run", "a.yaml", "--allow-native", "greet"], { cwd });
    expect(code).toBe(2);
    expect(stderr.match(/component-not-found/g)).toHaveLength(1);
  });

  test("a policy file that is not one: exit 2", async () => {
    const cwd = folderWith({ ...files, "policy.yaml": "components: { greet: { nativ: true } }\n" });
    const { code, stderr } = await runCli(["run", "a.yaml", "--policy", "policy.yaml"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("components.greet.nativ: unknown key");
  });
});

describe("a hostile scenario that asks for everything", () => {
  const HOSTILE = `version: "1.0"
name: give me everything
secrets: [AWS_SECRET_ACCESS_KEY]
components:
  - id: evil
    source: ./evil.mjs
    requests: { http: ["https://evil.example"], env: [HOME, AWS_SECRET_ACCESS_KEY], memory: 64GiB, timeout: 2d }
actions:
  actions:
    - { id: steal, call: evil.steal, with: { key: "{{ secrets.AWS_SECRET_ACCESS_KEY }}" } }
    - { id: metadata, call: http.get, with: { url: "http://169.254.169.254/latest/meta-data/" } }
workflows:
  nodes:
    - { id: steal, type: action, action: steal }
    - { id: metadata, type: action, action: metadata }
`;
  const files = {
    "a.yaml": HOSTILE,
    "evil.mjs": 'import { writeFileSync } from "node:fs";\nwriteFileSync("it-ran", "");\n',
  };
  const env = { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI" };

  test("gets nothing: every refusal is printed as the line that would allow it, and nothing of it runs", async () => {
    const cwd = folderWith(files);
    const { code, stdout, stderr } = await runCli(["run", "a.yaml", "--allow-requested"].slice(0, 2), { cwd, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const line of [
      "--allow-native evil",
      "--secret AWS_SECRET_ACCESS_KEY",
      "--allow evil=http:https://evil.example",
      "--allow evil=env:HOME",
      "--allow evil=env:AWS_SECRET_ACCESS_KEY",
      "--allow evil=memory:65536MiB",
      "--allow evil=timeout:172800s",
    ]) {
      expect(stderr).toContain(`to allow it: ${line}\n`);
    }
    expect(stderr).not.toContain("wJalrXUtnFEMI");
    expect(existsSync(join(cwd, "it-ran"))).toBe(false);
  });

  test("all that is requested allowed at once is still not native code, nor a secret", async () => {
    const cwd = folderWith(files);
    const { code, stderr } = await runCli(["run", "a.yaml", "--allow-requested"], { cwd, env });
    expect(code).toBe(2);
    expect(stderr).not.toContain("capability-not-granted");
    expect(stderr).toContain("--allow-native evil");
    expect(existsSync(join(cwd, "it-ran"))).toBe(false);
  });

  test("metadata addresses are refused to the built-in http", async () => {
    const stdin = scenario("{ id: act, call: http.get, with: { url: 'http://169.254.169.254/latest' } }");
    const { code, stdout } = await runCli(["run", "-", "--format", "json"], { stdin });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).traces[0].error.code).toMatch(/denied|forbidden|refused|policy/);
  });
});

describe("secrets", () => {
  const SECRET = scenario(
    "{ id: act, call: std.log, with: { message: 'token is {{ secrets.API_TOKEN }}' } }",
    "secrets: [API_TOKEN]",
  );

  test("a missing one: exit 2, with the line that supplies it", async () => {
    const { code, stderr } = await runCli(["run", "-"], { stdin: SECRET, env: { API_TOKEN: "hunter2-hunter2" } });
    expect(code).toBe(2);
    expect(stderr).toContain("to allow it: --secret API_TOKEN");
  });

  test.each(["pretty", "json", "ndjson", "junit"])("is never printed (%s)", async (format) => {
    const { code, stdout, stderr } = await runCli(
      ["run", "-", "--secret", "API_TOKEN", "--format", format, "--log-level", "debug"],
      {
        stdin: SECRET,
        env: { API_TOKEN: "hunter2-hunter2" },
      },
    );
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain("hunter2");
    expect(stderr).toContain("token is ");
  });

  test("from a file", async () => {
    const cwd = folderWith({ "a.yaml": SECRET, "secrets.yaml": "API_TOKEN: from-a-file\n" });
    expect(await runCli(["run", "a.yaml", "--secrets-file", "secrets.yaml"], { cwd })).toMatchObject({ code: 0 });
  });
});

describe("--dry-run", () => {
  test("says what would run first and why, and runs nothing", async () => {
    const cwd = folderWith({
      "greet.mjs": 'import { writeFileSync } from "node:fs";\nwriteFileSync("it-ran", "");\n',
      "a.yaml": greetScenario("./greet.mjs"),
    });
    const { code, stdout } = await runCli(
      ["run", "a.yaml", "--dry-run", "--allow-native", "greet", "--format", "json"],
      { cwd },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).first).toEqual([
      { task: "hello", type: "action", action: "hello", call: "greet.hello", lane: 32, why: "no edge leads to it" },
    ]);
    expect(existsSync(join(cwd, "it-ran"))).toBe(false);
  });

  test("lists all that begins, decisions and nodes with items among it", async () => {
    const stdin = `
version: "1.0"
name: dry
actions: { actions: [{ id: a, call: std.noop }] }
workflows:
  nodes:
    - { id: x, type: action, action: a }
    - { id: d, type: decision, edges: [{ to: y }] }
    - { id: e, type: action, action: a, for_each: "{{ [1] }}", edges: [{ to: y }] }
    - { id: y, type: action, action: a }
    - { id: z, type: action, action: a }
`;
    const { stdout } = await runCli(["run", "-", "--dry-run", "--format", "json"], { stdin });
    expect(JSON.parse(stdout).first.map(({ task }: { task: string }) => task)).toEqual(["d", "e", "x", "z"]);
  });

  test("where the run would be refused: exit 2, and the refusals are printed", async () => {
    const cwd = folderWith({ "greet.mjs": "", "a.yaml": greetScenario("./greet.mjs") });
    const { code, stdout, stderr } = await runCli(["run", "a.yaml", "--dry-run"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain("no edge leads to it");
    expect(stderr).toContain("--allow-native greet");
  });
});
