/** `.wasm` components on the command line: checked, listed, run, refused, and what the report says of them. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { COMPONENT_LIMITS, LIMIT_NAMES, limitText, type LimitName } from "../../src/policy/limits.ts";
import { runCli } from "../support/cli.ts";
import { guest, type GuestParts } from "../wasm/support/guest.ts";
import { componentModule, folderWith, GREET_MANIFEST } from "../support/folder.ts";
import { echoScenario, echoWasm, echoWasmWith, EMPTY_COMPONENT, requesting, TYPED_ECHO } from "../support/wasm.ts";

const typed = echoWasmWith(TYPED_ECHO);
const broken = echoWasmWith({ '{"name"': '{"name' });

describe("validate", () => {
  test("checks parameters against what the component says of itself, with line and column", async () => {
    const cwd = folderWith({
      "echo.wasm": typed,
      "good.yaml": echoScenario("./echo.wasm"),
      "bad.yaml": echoScenario("./echo.wasm").replace("who: world", "whom: world"),
    });
    const { code, stdout } = await runCli(["validate", "good.yaml", "bad.yaml", "--format", "json"], { cwd });
    expect(code).toBe(1);
    const [good, bad] = JSON.parse(stdout);
    expect(good).toEqual({ file: "good.yaml", ok: true, callsChecked: true, diagnostics: [] });
    expect(bad.diagnostics).toMatchObject([{ code: "invalid-parameter", line: 7, column: 43, severity: "error" }]);
  });

  test("finds a call that it does not offer", async () => {
    const cwd = folderWith({
      "echo.wasm": typed,
      "a.yaml": echoScenario("./echo.wasm").replace("echo.echo", "echo.ecko"),
    });
    const { code, stdout } = await runCli(["validate", "a.yaml"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("unknown-call");
  });

  test.each([
    ["describes itself with no JSON", broken, "[manifest-invalid]"],
    ["is of another world", EMPTY_COMPONENT, "[component-unfit]"],
    ["is cut off", echoWasm().subarray(0, 100), "[component-malformed]"],
  ])("a component that %s is an error where the scenario names its file", async (_name, bytes, why) => {
    const cwd = folderWith({ "echo.wasm": bytes, "a.yaml": echoScenario("./echo.wasm") });
    const { code, stdout } = await runCli(["validate", "a.yaml", "--format", "json"], { cwd });
    const [{ ok, diagnostics }] = JSON.parse(stdout);
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(diagnostics).toMatchObject([
      { code: "component-refused", path: "/components/0/source", line: 4, column: 25 },
    ]);
    expect(diagnostics[0].message).toContain(`${why} The component echo `);
  });

  test("a file of the operator's that is no component: a warning, and its calls are not checked", async () => {
    const cwd = folderWith({ "other.wasm": EMPTY_COMPONENT, "a.yaml": echoScenario("./echo.wasm") });
    const told = await runCli(["validate", "a.yaml", "--component", "echo=other.wasm"], { cwd });
    expect(told).toMatchObject({ code: 0, stdout: "valid a.yaml (calls not checked)\n" });
    expect(told.stderr).toMatch(/\[component-unfit\] .*; its calls are not checked/);
  });

  test("--component ID=FILE.wasm stands for the scenario's source", async () => {
    const cwd = folderWith({ "other.wasm": typed, "a.yaml": echoScenario("./missing.wasm").replace("who:", "whom:") });
    const { code, stdout } = await runCli(["validate", "a.yaml", "--component", "echo=other.wasm"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("invalid-parameter");
  });
});

describe("schema", () => {
  test("--component ID=FILE.wasm: it knows the parameters of its calls", async () => {
    const cwd = folderWith({ "echo.wasm": typed });
    const { code, stdout } = await runCli(["schema", "--component", "echo=echo.wasm"], { cwd });
    expect(code).toBe(0);
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(stdout));
    const check = (parameters: unknown): boolean =>
      validate({
        version: "1.0",
        name: "a",
        actions: { actions: [{ id: "say", call: "echo.echo", with: parameters }] },
        workflows: { nodes: [{ id: "say", type: "action", action: "say" }] },
      });
    expect([check({ who: "world" }), check({ whom: "world" })]).toEqual([true, false]);
  });

  test("one that is refused: exit 2", async () => {
    const cwd = folderWith({ "echo.wasm": broken });
    const { code, stdout, stderr } = await runCli(["schema", "--component", "echo=echo.wasm"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("refused [manifest-invalid]");
  });
});

describe("run", () => {
  test.each([
    ["a source of the scenario", {}, "./echo.wasm", []],
    ["--component", {}, "./missing.wasm", ["--component", "echo=echo.wasm"]],
    [
      "a package",
      {
        "node_modules/@acme/echo/package.json": JSON.stringify({ scheduler: { component: "./echo.wasm" } }),
        "node_modules/@acme/echo/echo.wasm": typed,
      },
      "npm:@acme/echo",
      [],
    ],
  ])(
    "%s: it needs nobody's word, runs contained, and the report says what it used",
    async (_name, more, source, args) => {
      const cwd = folderWith({ "echo.wasm": typed, "a.yaml": echoScenario(source), ...more });
      const { code, stdout, stderr } = await runCli(["run", "a.yaml", "--format", "json", ...args], { cwd });
      expect(code).toBe(0);
      expect(stderr).not.toContain("not contained");
      const report = JSON.parse(stdout);
      expect(report.traces).toMatchObject([{ call: "echo.echo", status: "succeeded", output: { who: "world" } }]);
      const { limits, ...usage } = report.components.echo;
      const sha256 = createHash("sha256").update(typed).digest("hex");
      expect(usage).toEqual({ kind: "wasm", sha256, calls: 1, faults: 0, instances: 1 });
      expect(limits.output).toEqual({ used: '{"who":"world"}'.length, limit: 16 * 2 ** 20 });
      expect(limits.memory.used).toBeGreaterThanOrEqual(65_536);
    },
  );

  test.each([
    ["pretty", /^contained echo: 1 call, 1 instance\n {2}memory 64KiB\/256MiB, .*output 15B\/16MiB/m],
    ["junit", /<properties>[^]*<property name="component\.echo\.output" value="15B\/16MiB"\/>[^]*<\/properties>/],
    ["ndjson", /"type":"run-ended".*"components":\{"echo":\{"kind":"wasm"/],
  ])("--format %s says what was used", async (format, wanted) => {
    const cwd = folderWith({ "echo.wasm": typed, "a.yaml": echoScenario("./echo.wasm") });
    const { code, stdout } = await runCli(["run", "a.yaml", "--format", format], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(wanted);
  });

  test("every limit that a scenario requests, up to the default, is in force without a word", async () => {
    const half = (name: LimitName): number => COMPONENT_LIMITS[name].default / 2;
    const written = LIMIT_NAMES.map((name) => {
      const count = COMPONENT_LIMITS[name].unit === "count";
      return `${name}: ${count ? half(name) : limitText(name, half(name))}`;
    });
    const extra = `, requests: { ${written.join(", ")} }`;
    const cwd = folderWith({ "echo.wasm": typed, "a.yaml": echoScenario("./echo.wasm", extra) });
    const { code, stdout, stderr } = await runCli(["run", "a.yaml", "--format", "json"], { cwd });
    expect(code).toBe(0);
    expect(stderr).not.toContain("not granted");
    const { limits } = JSON.parse(stdout).components.echo;
    const inForce = LIMIT_NAMES.map((name) => [name, limits[name].limit]);
    expect(inForce).toEqual(LIMIT_NAMES.map((name) => [name, half(name)]));
  });

  test("--dry-run lists what is contained and what is not", async () => {
    const cwd = folderWith({
      "echo.wasm": typed,
      "greet.mjs": componentModule(),
      "greet.manifest.json": JSON.stringify(GREET_MANIFEST),
      "a.yaml": echoScenario("./echo.wasm").replace(
        "components:\n",
        'components:\n  - { id: greet, source: "./greet.mjs" }\n',
      ),
    });
    const args = ["run", "a.yaml", "--dry-run", "--allow-native", "greet"];
    const { code, stdout } = await runCli(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^greet +native +not contained +/m);
    expect(stdout).toMatch(/^echo +wasm +contained +/m);
    const json = JSON.parse((await runCli([...args, "--format", "json"], { cwd })).stdout);
    expect(json.components).toEqual([
      { id: "greet", kind: "native", contained: false, file: join(cwd, "greet.mjs") },
      { id: "echo", kind: "wasm", contained: true, file: join(cwd, "echo.wasm") },
    ]);
  });

  test.each([
    [
      "a sha256 that is another file's",
      typed,
      `, sha256: "${"0".repeat(64)}"`,
      "a.yaml:4:25: error[component-refused]: [component-changed]",
    ],
    ["a manifest that is none", broken, "", "a.yaml:4:25: error[component-refused]: [manifest-invalid]"],
    ["another world", EMPTY_COMPONENT, "", "a.yaml:4:25: error[component-refused]: [component-unfit]"],
    [
      "a file that is cut off",
      typed.subarray(0, 4000),
      "",
      "a.yaml:4:25: error[component-refused]: [component-malformed]",
    ],
  ])("%s: exit 2 before anything runs", async (_name, bytes, extra, why) => {
    const cwd = folderWith({ "echo.wasm": bytes, "a.yaml": echoScenario("./echo.wasm", extra) });
    const { code, stdout, stderr } = await runCli(["run", "a.yaml"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(why);
  });

  test("a sha256 that holds, in either case", async () => {
    const sha256 = createHash("sha256").update(typed).digest("hex").toUpperCase();
    const cwd = folderWith({ "echo.wasm": typed, "a.yaml": echoScenario("./echo.wasm", `, sha256: "${sha256}"`) });
    expect(await runCli(["run", "a.yaml", "--output", "report"], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "report"), "utf8")).toContain(`contained echo: 1 call`);
  });

  test("what its manifest requests and is not granted is printed as the flag that grants it", async () => {
    const cwd = folderWith({
      "echo.wasm": echoWasmWith(requesting('{"env":["A"]}')),
      "a.yaml": echoScenario("./echo.wasm"),
    });
    const { code, stderr } = await runCli(["run", "a.yaml"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain("not granted [capability-not-granted]: echo requests env A");
    expect(stderr).toContain("to allow it: --allow echo=env:A");
  });
});

describe("whatever a component does, the program ends", () => {
  const FILL = "(memory.fill (i32.const 0x10000) (i32.const 7) (i32.const 0xfff0000))";
  test.each<[string, GuestParts]>([
    ["a loop of tail calls", { more: "(func $on (return_call $on))", execute: "(call $on) (unreachable)" }],
    ["instructions that take long, one after another", { pages: 4096, execute: `${FILL.repeat(2000)} (unreachable)` }],
    ["a loop without end in its release", { release: "(loop $again (br $again)) (unreachable)" }],
  ])("%s", async (_, parts) => {
    const text = echoScenario("./guest.wasm", ", requests: { timeout: 300ms, memory: 300MiB }").replaceAll(
      "echo",
      "guest",
    );
    const cwd = folderWith({ "guest.wasm": await guest(parts), "a.yaml": text.replace("guest.guest", "guest.go") });
    const { code, signal, stdout } = await runCli(["run", "a.yaml", "--format", "json", "--allow-requested"], { cwd });
    const status = parts.release === undefined ? "timed-out" : "succeeded";
    expect({ code: code === 0, signal }).toEqual({ code: status === "succeeded", signal: null });
    expect(JSON.parse(stdout)).toMatchObject({ tasks: { say: { status } } });
  });
});
