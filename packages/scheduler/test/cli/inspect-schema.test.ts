import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { componentModule, folderWith, GREET_MANIFEST } from "../support/folder.ts";

const files = {
  "greet.mjs": `import { writeFileSync } from "node:fs";\nwriteFileSync("it-ran", "");\n${componentModule()}`,
  "greet.manifest.json": JSON.stringify({ ...GREET_MANIFEST, requests: { env: ["GREETING"] } }),
};

describe("inspect", () => {
  test("a native component: what it offers and needs, not contained, without running it", async () => {
    const cwd = folderWith(files);
    const { code, stdout } = await runCli(["inspect", "greet.mjs"], { cwd });
    expect(code).toBe(0);
    for (const text of [
      "greet 1.0.0: Says hello.",
      "not contained",
      "hello: Greets someone.",
      "who: string",
      '{"env":["GREETING"]}',
    ])
      expect(stdout).toContain(text);
    expect(existsSync(join(cwd, "it-ran"))).toBe(false);
  });

  test("as json", async () => {
    const cwd = folderWith(files);
    const { stdout } = await runCli(["inspect", "greet.mjs", "--format", "json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "native",
      contained: false,
      file: join(cwd, "greet.mjs"),
      imports: [],
      manifest: { name: "greet" },
    });
  });

  test.each(["std", "http"])("the built-in %s", async (name) => {
    const { code, stdout } = await runCli(["inspect", name]);
    expect(code).toBe(0);
    expect(stdout).toContain("built-in");
  });

  test("what is not there: exit 2", async () => {
    expect(await runCli(["inspect", "./missing.js"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("schema", () => {
  test("is the published schema", async () => {
    const { code, stdout } = await runCli(["schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(readFileSync(join(import.meta.dirname, "../../../scheduler-core/scenario.schema.json"), "utf8")),
    );
  });

  test("--output writes it", async () => {
    const cwd = folderWith({});
    expect(await runCli(["schema", "--output", "s.json"], { cwd })).toMatchObject({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(join(cwd, "s.json"), "utf8"))).toHaveProperty("$schema");
  });

  test("with a component it knows the parameters of its calls", async () => {
    const cwd = folderWith(files);
    const { stdout } = await runCli(["schema", "--component", "greet=greet.mjs"], { cwd });
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(stdout));
    const check = (parameters: unknown): boolean =>
      validate({
        version: "1.0",
        name: "a",
        actions: { actions: [{ id: "hello", call: "greet.hello", with: parameters }] },
        workflows: { nodes: [{ id: "hello", type: "action", action: "hello" }] },
      });
    expect(check({ who: "world" })).toBe(true);
    expect(check({ who: "{{ inputs.who }}" })).toBe(true);
    expect(check({ whom: "world" })).toBe(false);
    expect(check({ who: 1 })).toBe(false);
  });
});
