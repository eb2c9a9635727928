/**
 * Generates TypeScript from `wit/` into every package's `src/generated/`.
 *
 *   pnpm codegen           writes
 *   pnpm codegen --check   writes nothing; exits 1 where what is committed differs
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { assembleWit, root } from "../wit/assemble.ts";
import { targets, type Target } from "./plan.ts";
import { shapesOf } from "./shapes.ts";

const jco = join(root, "node_modules/@bytecodealliance/jco");
const banner = "// Generated from wit/ by `pnpm codegen`. Do not edit.\n";

/** `json` is branded, so that mapped types can tell JSON text from any other string. */
function brandJson(text: string): string {
  return text.replace(/^export type Json = string;$/m, 'export type Json = string & { readonly __wit: "json" };');
}

async function generate(target: Target, work: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const spec of target.worlds) {
    const [folder = "", world = ""] = spec.split("/");
    const out = join(work, target.package, world);
    execFileSync(
      process.execPath,
      [join(jco, "dist/jco.js"), "types", join(work, folder), "-n", world, "-o", out, "--quiet"],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    for (const name of (await readdir(join(out, "interfaces"))).sort()) {
      if (name.startsWith("wasi-") && !target.wasi) continue;
      const text = banner + brandJson(await readFile(join(out, "interfaces", name), "utf8"));
      // An imported interface and the same one exported differ only in doc comments of resources; the first stands.
      if (!files.has(name)) files.set(name, text);
    }
  }
  const shapes = shapesOf(files);
  if (target.package === "scheduler-core") files.set("shapes.ts", banner + shapes);
  return files;
}

async function read(dir: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of await readdir(dir).catch(() => [])) files.set(name, await readFile(join(dir, name), "utf8"));
  return files;
}

/** Writes the folder anew; with `check` only says whether it would differ. */
async function place(dir: string, files: ReadonlyMap<string, string>, check: boolean): Promise<string[]> {
  const present = await read(dir);
  const names = new Set([...present.keys(), ...files.keys()]);
  const differing = [...names].filter((name) => present.get(name) !== files.get(name));
  if (!check && differing.length > 0) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    for (const [name, text] of files) await writeFile(join(dir, name), text);
  }
  return differing.map((name) => join(dir.slice(root.length + 1), name));
}

const check = process.argv.includes("--check");
const work = await mkdtemp(join(tmpdir(), "codegen-"));
const differing: string[] = [];
try {
  for (const folder of await readdir(join(root, "wit"))) await assembleWit(folder, work);
  for (const target of targets) {
    const generated = join(root, "packages", target.package, "src/generated");
    differing.push(...(await place(generated, await generate(target, work), check)));
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
if (check && differing.length > 0) {
  process.stderr.write(`Not what \`pnpm codegen\` writes:\n${differing.map((name) => `  ${name}\n`).join("")}`);
  process.exitCode = 1;
} else {
  process.stdout.write(check ? "Generated files are up to date.\n" : `${differing.length} generated files changed.\n`);
}
