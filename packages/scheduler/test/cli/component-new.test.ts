import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

const BUILD_TIMEOUT_MS = 300_000;
const ROOT = join(import.meta.dirname, "../../../..");
/** Where the build scripts of the examples put what they install; see `examples/components/tools.sh`. */
const INSTALLED =
  process.env["TOOLS_FOLDER"] ??
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "scheduler-components/tools");
const PLACES = [
  join(ROOT, "node_modules/.bin"),
  join(ROOT, ".tools/bin"),
  join(INSTALLED, "cargo/bin"),
  join(INSTALLED, "componentize-py/bin"),
  process.env["PATH"] ?? "",
];
const env = { ...process.env, PATH: PLACES.join(delimiter) };

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
    // Every tool reads all of `wit`, whether the world uses it or not.
    expect(listed).toContain("wit/deps/actions-http/actions-http.wit");
    expect(texts.join("")).not.toMatch(/^ *(?:import|export|use) wasi:/m);
    expect(await runCli(["validate", "greet/scenario.yaml"], { cwd })).toMatchObject({ code: 0 });
  });
});

describe("a component in TypeScript that calls out by client, made as its README says", () => {
  const CALL = `
    status: {
      parameters: { type: "object", properties: { url: { type: "string" } }, required: ["url"], additionalProperties: false },
    },
`;

  test(
    "is built, and reaches what it is granted",
    async () => {
      const cwd = folderWith({});
      await runCli(["component", "new", "greet"], { cwd });
      const folder = join(cwd, "greet");
      const edit = (file: string, found: string, text: string): void => {
        const before = readFileSync(join(folder, file), "utf8");
        expect(before).toContain(found);
        writeFileSync(join(folder, file), before.replace(found, text));
      };
      const readme = readFileSync(join(folder, "README.md"), "utf8");
      const [wit = "", status = "", wish = ""] = [...readme.matchAll(/```(?:wit|ts)\n(.*?)```/gs)].map(
        ([, block]) => block,
      );
      let requests = 0;
      const server = createServer((_request, response) => {
        requests += 1;
        response.writeHead(204).end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      writeFileSync(join(folder, "wit/world.wit"), wit);
      writeFileSync(join(folder, "src/status.ts"), status);
      edit("src/manifest.ts", "  calls: {\n", `${wish.replace("https://api.example.com", origin)}  calls: {${CALL}`);
      edit("src/component.ts", "import { manifest }", 'import { status } from "./status.ts";\nimport { manifest }');
      edit(
        "src/component.ts",
        '    if (operation === "hello")',
        '    if (operation === "status") return status(JSON.parse(action.parameters));\n    if (operation === "hello")',
      );
      edit("scenario.yaml", "greet.hello", "greet.status");
      edit("scenario.yaml", "{ name: Ada }", `{ url: "${origin}/" }`);
      edit("scenario.yaml", "outcome.output.greeting", "outcome.output.status");
      try {
        for (const script of ["types", "build"]) {
          const built = await build("npm", ["run", script], folder);
          expect(built).toEqual({ code: 0, said: built.said });
        }
        const inspected = await runCli(["inspect", "greet.wasm"], { cwd: folder });
        expect(inspected.stdout).toContain(`needs    --allow greet=http:${origin}\n`);
        const run = ["run", "scenario.yaml", "--format", "json"];
        const denied = await runCli(run, { cwd: folder });
        expect(JSON.parse(denied.stdout)).toMatchObject({
          run: { status: "failed" },
          tasks: { hello: { status: "failed" } },
        });
        expect(requests).toBe(0);
        const granted = await runCli([...run, "--allow", `greet=http:${origin}`], { cwd: folder });
        expect(JSON.parse(granted.stdout)).toMatchObject({ run: { status: "succeeded" }, exports: { said: 204 } });
        expect(requests).toBe(1);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
    BUILD_TIMEOUT_MS,
  );
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
