/** The package as its users get it: packed, unpacked beside a scenario, and run by the command line. Build it first. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const here = join(import.meta.dirname, "..");
const scheduler = join(here, "node_modules/@scheduler-components/scheduler/dist/bin.js");
let folder = "";

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "greet-")));
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: here });
  const [tarball] = JSON.parse(packed.stdout) as readonly { readonly filename: string }[];
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@acme/scheduler-greet"), { recursive: true });
  await mkdir(join(modules, "@scheduler-components"));
  const unpack = ["-xzf", join(folder, tarball?.filename ?? ""), "--strip-components=1"];
  await run("tar", [...unpack, "-C", join(modules, "@acme/scheduler-greet")]);
  const executor = join(here, "node_modules/@scheduler-components/executor");
  await symlink(await realpath(executor), join(modules, "@scheduler-components/executor"));
  await cp(fileURLToPath(new URL("../greet.yaml", import.meta.url)), join(folder, "greet.yaml"));
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("it is valid by its manifest alone", async () => {
  const { stdout } = await run(process.execPath, [scheduler, "validate", "greet.yaml", "--format", "json"], {
    cwd: folder,
  });
  expect(JSON.parse(stdout)).toMatchObject([{ ok: true, callsChecked: true, diagnostics: [] }]);
});

test("with the operator's word it runs", async () => {
  const parameters = ["run", "greet.yaml", "--allow-native", "greet", "--format", "json"];
  const { stdout } = await run(process.execPath, [scheduler, ...parameters], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
    run: { status: "succeeded" },
    exports: { greeting: "Hello, Ada!" },
    tasks: { greet: { status: "succeeded" }, show: { status: "succeeded" } },
  });
});

test("without it nothing runs, and the refusal says which word is missing", async () => {
  const refused = run(process.execPath, [scheduler, "run", "greet.yaml"], { cwd: folder });
  await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("--allow-native greet") });
});
