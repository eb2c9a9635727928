import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMPONENT_LIMITS } from "../../src/policy/limits.ts";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";
import { CORE_MODULE, echoWasm, echoWasmWith, EMPTY_COMPONENT, requesting, TYPED_ECHO } from "../support/wasm.ts";

const PACKAGE = JSON.stringify({ name: "@acme/echo", version: "1.0.0", scheduler: { component: "./echo.wasm" } });

test("a .wasm component: contained, its hash, imports with their classes, calls, limits and WIT", async () => {
  const cwd = folderWith({ "echo.wasm": echoWasmWith(TYPED_ECHO) });
  const { code, stdout, stderr } = await runCli(["inspect", "echo.wasm"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const text of [
    "echo 1.0.0: Gives back what it is given.",
    "kind     wasm, contained",
    `file     ${join(cwd, "echo.wasm")}`,
    `sha256   ${createHash("sha256").update(echoWasmWith(TYPED_ECHO)).digest("hex")}`,
    "scheduler:executor/context@0.1.0  always",
    "exports  scheduler:executor/component-api@0.1.0",
    "needs    nothing beyond the defaults",
    "memory      256MiB",
    "  who?: string",
    "export scheduler:executor/lifecycle@0.1.0;",
    "    init-component: func(config: json) -> result<_, string>;",
  ])
    expect(stdout).toContain(text);
});

test("as json", async () => {
  const cwd = folderWith({ "echo.wasm": echoWasm() });
  const { stdout } = await runCli(["inspect", "./echo.wasm", "--format", "json"], { cwd });
  const inspected = JSON.parse(stdout);
  expect(inspected).toMatchObject({
    component: "./echo.wasm",
    kind: "wasm",
    contained: true,
    id: "echo",
    sizeBytes: echoWasm().length,
    exports: ["scheduler:executor/component-api@0.1.0", "scheduler:executor/lifecycle@0.1.0"],
    manifest: { name: "echo", calls: { noop: { idempotent: true } } },
    needs: [],
  });
  expect(inspected.imports).toContainEqual({ name: "scheduler:executor/context@0.1.0", class: "always" });
  expect(Object.keys(inspected.limits)).toEqual(Object.keys(COMPONENT_LIMITS));
  expect(inspected.limits.memory).toMatchObject({ limit: 2 ** 28, default: 2 ** 28, unit: "bytes" });
});

test.each([
  ["a folder", ["inspect", "./node_modules/@acme/echo"]],
  ["a package", ["inspect", "npm:@acme/echo"]],
])("%s whose package.json points to a .wasm", async (_name, args) => {
  const cwd = folderWith({
    "node_modules/@acme/echo/package.json": PACKAGE,
    "node_modules/@acme/echo/echo.wasm": echoWasm(),
  });
  const { code, stdout } = await runCli([...args, "--format", "json"], { cwd });
  expect(code).toBe(0);
  const file = realpathSync(join(cwd, "node_modules/@acme/echo/echo.wasm"));
  expect(JSON.parse(stdout)).toMatchObject({ kind: "wasm", contained: true, file, id: "echo" });
});

test("what it requests is printed as the flags that grant it, less what they grant", async () => {
  const cwd = folderWith({ "my.echo.wasm": echoWasmWith(requesting('{"env":["A"],"memory":"1GiB"}')) });
  const { stdout } = await runCli(["inspect", "my.echo.wasm"], { cwd });
  expect(stdout).toContain("needs    --allow my-echo=env:A\n         --allow my-echo=memory:1GiB\n");
  const granted = await runCli(["inspect", "my.echo.wasm", "--allow", "my-echo=memory:1GiB"], { cwd });
  expect(granted.stdout).toContain("needs    --allow my-echo=env:A\nlimits   memory      1024MiB");
  expect(granted.stdout).toContain("(default 256MiB)");
});

test.each([
  ["a core module", CORE_MODULE, "refused [component-malformed]"],
  ["a file cut off", echoWasm().subarray(0, 3000), "refused [component-malformed]"],
  ["no WebAssembly", Buffer.from("hello"), "refused [component-malformed]"],
  ["a component of another world", EMPTY_COMPONENT, "refused [component-unfit]"],
  ["one that describes itself with no JSON", echoWasmWith({ '{"name"': '{"name' }), "refused [manifest-invalid]"],
  [
    "one with a schema that is none",
    echoWasmWith({ '"parameters":{"type":"object"}': '"parameters":{"type":"objekt"}' }),
    'calls.echo.parameters/type: no type is called "objekt"',
  ],
])("%s is refused with its code: exit 2", async (_name, bytes, why) => {
  const cwd = folderWith({ "bad.wasm": bytes });
  const { code, stdout, stderr } = await runCli(["inspect", "bad.wasm"], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(why);
  expect(stderr).not.toContain("    at ");
});

test("texts of a component do not drive the terminal", async () => {
  const cwd = folderWith({ "echo.wasm": echoWasmWith({ "Gives back what": "\\u001b[2J back" }) });
  const { code, stdout } = await runCli(["inspect", "echo.wasm"], { cwd });
  expect(code).toBe(0);
  expect(stdout).not.toContain("\u001b");
});
