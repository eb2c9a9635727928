/**
 * Checks the packages as they would be published: packs each, lints the tarball, installs it alone in an empty folder
 * and uses it under the oldest Node that it promises, and compares its size, its dependencies and its public types with what is committed.
 *
 *   pnpm check:packages            exits 1 and says what is wrong
 *   pnpm check:packages --write    brings the READMEs' size lines and the snapshots in etc/ up to date
 */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPublicTypes } from "./api.ts";
import { whyComponentDiffers } from "./component.ts";
import { whyDependenciesDiffer } from "./dependencies.ts";
import { installAlone, oldestNode, use } from "./install.ts";
import { published, root, type Published } from "./plan.ts";
import { checkReadme } from "./readme.ts";
import { run } from "./run.ts";

const write = process.argv.includes("--write");
const problems: string[] = [];
const work = await mkdtemp(join(tmpdir(), "packages-"));

async function step(
  of: Published,
  name: string,
  check: () => Promise<string | undefined> | string | undefined,
): Promise<void> {
  try {
    const wrong = await check();
    if (wrong !== undefined) problems.push(`${of.name}: ${wrong}`);
    process.stdout.write(`${wrong === undefined ? "  ok     " : "  FAILED "} ${of.name}: ${name}\n`);
  } catch (error) {
    problems.push(`${of.name}: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.stdout.write(`  FAILED  ${of.name}: ${name}\n`);
  }
}

async function pack(of: Published): Promise<string> {
  const into = join(work, `packed-${of.folder}`);
  run("pnpm", ["pack", "--pack-destination", into], join(root, "packages", of.folder));
  const [tarball = ""] = await readdir(into);
  return join(into, tarball);
}

try {
  const tarballs = new Map<string, string>();
  for (const of of published) tarballs.set(of.name, await pack(of));
  const node = await oldestNode(work);
  for (const of of published) {
    const tarball = tarballs.get(of.name) ?? "";
    await step(of, "publint", () => void run("publint", ["run", tarball, "--strict"], root));
    await step(
      of,
      "are the types wrong",
      () =>
        void run(
          "attw",
          [tarball, "--profile", "esm-only", "--no-emoji", "--exclude-entrypoints", "./component.wasm"],
          root,
        ),
    );
    await step(of, "dependencies are used", () => whyDependenciesDiffer(of));
    await step(of, "public types", () => checkPublicTypes(of, write));
    await step(of, "installed alone and used", async () => {
      const installed = await installAlone(of, tarballs, work);
      const footprint = { tarballBytes: (await stat(tarball)).size, transitive: installed.transitive };
      process.stdout.write(`          ${of.name}: ${(footprint.tarballBytes / 1e6).toFixed(1)} MB packed\n`);
      await step(of, "size in the README", () => checkReadme(of, footprint, write));
      await step(of, "component", () => whyComponentDiffers(of, installed));
      await use(of, installed, node);
      return undefined;
    });
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
for (const problem of problems) process.stderr.write(`\n${problem}\n`);
process.stdout.write(problems.length > 0 ? `${problems.length} problems.\n` : "All packages are ready to publish.\n");
if (problems.length > 0) process.exitCode = 1;
