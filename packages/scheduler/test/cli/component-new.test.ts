import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

const BUILD_TIMEOUT_MS = 300_000;
const TOOLS = join(import.meta.dirname, "../../../../node_modules/.bin");
const env = { ...process.env, PATH: `${TOOLS}${delimiter}${process.env["PATH"] ?? ""}` };

async function build(program: string, args: readonly string[], cwd: string): Promise<{ code: number; said: string }> {
  const child = spawn(program, args, { cwd, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "close");
  return { code: code as number, said };
}

/** The first of these programs that is not here. */
const missing = (...programs: readonly string[]): string | undefined =>
  programs.find((program) => spawnSync("bash", ["-c", `command -v ${program}`], { env }).status !== 0);

/** A name that JSON escapes, and one beyond ASCII: the hand-written ones pass both on as they are. */
const NAMES = ["Ada", 'A"d\\a\n', "Ádá 🙂"];
const EXAMPLES = JSON.stringify({
  hello: NAMES.map((name) => ({
    name: `greets ${JSON.stringify(name)}`,
    parameters: { name },
    expect: { status: "succeeded", output: { greeting: `Hello, ${name}!` } },
  })),
});

interface Case {
  readonly language: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly needs: readonly string[];
}

const CASES: readonly Case[] = [
  { language: "ts", program: "npm", args: ["run", "build"], needs: [] },
  { language: "wat", program: "npm", args: ["run", "build"], needs: [] },
  { language: "c", program: "bash", args: ["build.sh"], needs: ["clang", "wasm-ld", "wit-bindgen", "wasm-tools"] },
  { language: "python", program: "bash", args: ["build.sh"], needs: ["componentize-py"] },
];

describe.each(CASES)("--language $language", ({ language, program, args, needs }) => {
  const without = missing(...needs);
  const title = without === undefined ? "" : ` (left out: ${without} is not on this machine)`;

  test.skipIf(without !== undefined)(
    `is built, conforms and runs${title}`,
    async () => {
      const cwd = folderWith({ "more.json": EXAMPLES });
      const made = await runCli(["component", "new", "my-greet", "--language", language], { cwd });
      expect(made).toMatchObject({ code: 0, stderr: "" });
      const folder = join(cwd, "my-greet");
      const built = await build(program, args, folder);
      expect(built).toEqual({ code: 0, said: built.said });
      const test = ["component", "test", "my-greet.wasm", "--examples"];
      for (const examples of ["examples.yaml", "../more.json"]) {
        const { code, stdout } = await runCli([...test, examples], { cwd: folder });
        expect(stdout).toMatch(/\nconforms: \d+ passed, 0 failed\n$/);
        expect(code).toBe(0);
      }
      const run = await runCli(["run", "scenario.yaml", "--format", "json"], { cwd: folder });
      expect(run.code).toBe(0);
      expect(JSON.parse(run.stdout).exports).toEqual({ said: "Hello, Ada!" });
    },
    BUILD_TIMEOUT_MS,
  );

  test("its files hold the name, and none is left out of the list", async () => {
    const cwd = folderWith({});
    const args = ["component", "new", "greet", "--language", language, "--name", "other-name"];
    const { code, stdout } = await runCli(args, { cwd });
    expect(code).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\S+)$/gm)].map(([, file = ""]) => file);
    expect(listed).toEqual(expect.arrayContaining([".gitignore", "README.md", "scenario.yaml", "wit/world.wit"]));
    const texts = listed.map((file) => readFileSync(join(cwd, "greet", file), "utf8"));
    expect(texts.join("")).toContain("other-name");
    expect(texts.join("")).not.toContain("__NAME__");
    expect(await runCli(["validate", "greet/scenario.yaml"], { cwd })).toMatchObject({ code: 0 });
  });
});

test("a build without its tools says which it needs", async () => {
  const cwd = folderWith({});
  for (const language of ["c", "python"]) {
    await runCli(["component", "new", language, "--language", language], { cwd });
    const { stderr, status } = spawnSync("/bin/bash", ["build.sh"], {
      cwd: join(cwd, language),
      env: { PATH: "/nonexistent" },
      encoding: "utf8",
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/needs (clang|componentize-py): /);
  }
});

test.each([
  ["a folder that is not empty", [".", "--name", "greet"], "is not an empty folder"],
  ["a file", ["file.txt", "--name", "greet"], "is not an empty folder"],
  ["a name that is none", ["Greet"], "Greet is no name of a component"],
  ["a name of the scheduler", ["http"], "http is no name of a component"],
  ["a name that leads elsewhere", ["greet", "--name", "../greet"], "../greet is no name of a component"],
  ["a language that there is not", ["greet", "--language", "cobol"], "Expected one of: ts, wat, c, python."],
  ["no folder", [], "component new needs DIR."],
])("%s: exit 2, and nothing is written", async (_name, args, why) => {
  const cwd = folderWith({ "file.txt": "" });
  const { code, stdout, stderr } = await runCli(["component", "new", ...args], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(why);
  expect(existsSync(join(cwd, "greet"))).toBe(false);
});
