import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { componentModule, folderWith, GREET_MANIFEST } from "../support/folder.ts";
import { echoWasm, echoWasmWith, EMPTY_COMPONENT, requesting, TYPED_ECHO } from "../support/wasm.ts";

const WITH_ECHO = ["--call", "echo", "--with", '{"who":"Ada"}'];
const ALL = [...WITH_ECHO, "--call", "note", "--with", "{}", "--call", "noop", "--with", "{}"];
const HELLO = ["--call", "hello", "--with", '{"who":"Ada"}'];

describe("a component that conforms", () => {
  test("a .wasm, with an example of every call: each test is a line, exit 0", async () => {
    const cwd = folderWith({ "echo.wasm": echoWasmWith(TYPED_ECHO) });
    const { code, stdout, stderr } = await runCli(["component", "test", "echo.wasm", ...ALL], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`echo 1.0.0 (wasm, contained: ${join(cwd, "echo.wasm")})`);
    expect(stdout).toContain('✓ echo: --with {"who":"Ada"}');
    expect(stdout).not.toMatch(/^[✗-]/m);
    expect(stdout).toMatch(/\nconforms: \d+ passed, 0 failed\n$/);
  });

  test("a native one: the operator named it", async () => {
    const cwd = folderWith({ "greet.mjs": componentModule({ executeAction: EXECUTE }) });
    const { code, stdout } = await runCli(["component", "test", "greet.mjs", ...HELLO], { cwd });
    expect(stdout).toContain(`greet 1.0.0 (native, not contained: ${join(cwd, "greet.mjs")})`);
    expect(stdout).not.toMatch(/^✗/m);
    expect(code).toBe(0);
  });

  test("without examples nothing is carried out, and what was left out says so", async () => {
    const execute = "() => { writeFileSync('it-ran', ''); return { status: 'succeeded' }; }";
    const cwd = folderWith({
      "greet.mjs": `import { writeFileSync } from "node:fs";\n${componentModule({ executeAction: `(action) => action.call.endsWith("hello") ? (${execute})() : { status: "failed", error: { code: "unknown-call", message: "no", retryable: false, causes: [] } }` })}`,
    });
    const { code, stdout } = await runCli(["component", "test", "greet.mjs"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("- every call has an example, every example a call\n    no example of: hello.");
    expect(stdout).toMatch(/conforms, as far as it was tested: \d+ passed, 0 failed, \d+ left out/);
    expect(existsSync(join(cwd, "it-ran"))).toBe(false);
  });

  test("as json", async () => {
    const cwd = folderWith({ "echo.wasm": echoWasm() });
    const { code, stdout } = await runCli(["component", "test", "echo.wasm", ...WITH_ECHO, "-f", "json"], { cwd });
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ kind: "wasm", contained: true, name: "echo", ok: true, summary: { failed: 0 } });
    expect(result.tests).toHaveLength(result.summary.passed + result.summary.skipped);
    expect(result.tests).toContainEqual({
      group: "manifest",
      name: "every call has an example, every example a call",
      status: "skipped",
      reason: expect.stringContaining("no example of: noop, note"),
      durationMs: 0,
    });
  });
});

/** Says no to a call that it does not offer. */
const EXECUTE =
  '(action) => action.call.endsWith(".hello") ? { status: "succeeded", output: { text: "Hello" } } : { status: "failed", error: { code: "unknown-call", message: "no such call", retryable: false, causes: [] } }';

describe("one that does not: exit 1, with the reason below its line", () => {
  test.each([
    [
      "describes itself differently each time",
      {
        describe: `() => ({ ...${JSON.stringify(GREET_MANIFEST)}, version: String(globalThis.n = (globalThis.n ?? 0) + 1) })`,
      },
      "✗ says the same every time, before init and after\n    describe() says something else",
    ],
    ["answers with no outcome", { executeAction: "() => 'hello'" }, "the answer is not an outcome"],
    ["succeeds at what it does not offer", {}, "✗ a call that it does not offer is no success"],
    ["throws at release", { releaseComponent: "() => { throw new Error('still busy') }" }, "it threw: still busy"],
    [
      "never ends init",
      { initComponent: "() => new Promise(() => {})" },
      "initComponent: it did not end within 50 ms.",
    ],
  ])("%s", async (_name, bodies, why) => {
    const cwd = folderWith({ "greet.mjs": componentModule(bodies) });
    const { code, stdout } = await runCli(["component", "test", "greet.mjs", "--within-ms", "50", ...HELLO], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain(why);
    expect(stdout).toMatch(/\ndoes not conform: \d+ passed, [1-9]\d* failed/);
  });

  test("a .wasm whose example is refused by its own schema", async () => {
    const cwd = folderWith({ "echo.wasm": echoWasmWith(TYPED_ECHO) });
    const { code, stdout } = await runCli(["component", "test", "echo.wasm", "--call", "echo", "--with", '{"who":1}'], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stdout).toContain("✗ the examples' parameters fit their schemas");
  });
});

test.each(["null", "'text'", "({ name: 1, version: [], calls: 5 })", "[]"])(
  "one that describes itself as %s does not conform either",
  async (manifest) => {
    const cwd = folderWith({ "greet.mjs": componentModule({ describe: `() => ${manifest}` }) });
    const { code, stdout, stderr } = await runCli(["component", "test", "greet.mjs"], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain("✗ is JSON with a name, a version and calls");
  },
);

test("--examples: names, parameters and what is expected", async () => {
  const examples = `
echo:
  - { name: the same, parameters: { who: Ada }, expect: { status: succeeded, output: { who: Ada } } }
  - { name: something else, parameters: {}, expect: { status: succeeded, output: { who: Bob } } }
`;
  const cwd = folderWith({ "echo.wasm": echoWasm(), "examples.yaml": examples });
  const { code, stdout } = await runCli(["component", "test", "echo.wasm", "--examples", "examples.yaml"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain("✓ echo: the same");
  expect(stdout).toContain(
    '✗ echo: something else\n    echo, "something else": expected the output {"who":"Bob"}, found {}',
  );
});

test("an example has the resources and exports that it names; a native component reads them as a contained one does", async () => {
  const execute = `(action, context) => ({ status: "succeeded", output: { text: context.getResource("api").port + context.getExport("n") } })`;
  const examples =
    "hello: [{ parameters: { who: Ada }, resources: { api: { port: 80 } }, exports: { n: 1 }, expect: { status: succeeded, output: { text: 81 } } }]";
  const cwd = folderWith({ "greet.mjs": componentModule({ executeAction: execute }), "examples.yaml": examples });
  const { stdout } = await runCli(["component", "test", "greet.mjs", "--examples", "examples.yaml"], { cwd });
  expect(stdout).toContain("✓ hello: example 1");
});

test("what a component requests and is not granted is printed as the flag that grants it", async () => {
  const cwd = folderWith({ "echo.wasm": echoWasmWith(requesting('{"env":["A"]}')) });
  const { code, stderr } = await runCli(["component", "test", "echo.wasm"], { cwd });
  expect(code).toBe(0);
  expect(stderr).toContain("to allow it: --allow echo=env:A");
  expect((await runCli(["component", "test", "echo.wasm", "--allow", "echo=env:A"], { cwd })).stderr).toBe("");
});

test.each([
  [
    "a secret that the environment does not have",
    ["echo.wasm", "--secret", "NO_SUCH"],
    "refused [secret-not-supplied]",
  ],
  ["a file that is not there", ["missing.wasm"], "refused [component-not-found]"],
  ["a component of another world", ["empty.wasm"], "refused [component-unfit]"],
  ["a module that exports none", ["none.mjs"], "exports no component"],
  ["a --with too few", ["echo.wasm", ...WITH_ECHO, "--call", "noop"], "There are 2 --call and 1 --with"],
  [
    "parameters that are no JSON",
    ["echo.wasm", "--call", "echo", "--with", "{who}"],
    "Invalid value for --with: {who}",
  ],
  ["parameters that are no object", ["echo.wasm", "--call", "echo", "--with", "[]"], "Expected a JSON object"],
  [
    "a call that it does not offer",
    ["echo.wasm", "--call", "ecko"],
    "The component offers no call ecko. Expected one of: noop, echo, note.",
  ],
  ["examples that are none", ["echo.wasm", "--examples", "bad.yaml"], "bad.yaml: echo[0]: unknown key expects"],
  ["no file at all", [], "component test needs FILE."],
])("%s: exit 2", async (_name, args, why) => {
  const cwd = folderWith({
    "echo.wasm": echoWasm(),
    "empty.wasm": EMPTY_COMPONENT,
    "none.mjs": "export const x = 1;",
    "bad.yaml": "echo: [{ expects: failed }]",
  });
  const { code, stdout, stderr } = await runCli(["component", "test", ...args], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(why);
});
