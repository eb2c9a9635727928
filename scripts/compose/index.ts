/**
 * Composes the components with wac by the `.wac` files in `compose/`, into `compose/dist/`, and checks what came of it.
 *
 *   pnpm compose                     builds the components first, as far as they changed; exits 1 where something is not as it should be
 *   node scripts/compose/index.ts    composes what has been built
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { needTool } from "../tools/tools.ts";
import { root } from "../wit/assemble.ts";
import { buildMyHost } from "./my-host.ts";
import { COMPOSED_FOLDER, COMPOSITIONS, PARTS, type Composition } from "./plan.ts";
import { surfaceOf, unlike } from "./surface.ts";

/** Why it cannot be composed; undefined where it was. */
function compose(wac: string, { source, file }: Composition): string | undefined {
  const text = join(root, "compose", source);
  const parts = Object.entries(PARTS).flatMap(([name, path]) => ["--dep", `${name}=${path}`]);
  const { error, status, stderr } = spawnSync(wac, ["compose", text, ...parts, "-o", join(COMPOSED_FOLDER, file)], {
    encoding: "utf8",
  });
  if (error) throw error;
  return status === 0 ? undefined : stderr.trim();
}

function validate(wasmTools: string, path: string): string[] {
  const { status, stderr } = spawnSync(wasmTools, ["validate", path], { encoding: "utf8" });
  return status === 0 ? [] : [`it does not validate: ${stderr.trim()}`];
}

async function make(wac: string, wasmTools: string, composition: Composition): Promise<boolean> {
  const started = performance.now();
  const path = join(COMPOSED_FOLDER, composition.file);
  const why = compose(wac, composition);
  if (why !== undefined) {
    process.stderr.write(`compose/${composition.source}: ${why}\n`);
    return false;
  }
  const bytes = await readFile(path);
  const problems = [...validate(wasmTools, path), ...unlike(await surfaceOf(bytes), composition)];
  for (const problem of problems) process.stderr.write(`${relative(root, path)}: ${problem}\n`);
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  process.stdout.write(
    `${relative(root, path).padEnd(40)} ${(bytes.length / 1e6).toFixed(1).padStart(6)} MB  ${took}\n`,
  );
  return problems.length === 0;
}

async function main(): Promise<boolean> {
  const [wac, wasmTools] = [needTool("wac"), needTool("wasm-tools")];
  await mkdir(COMPOSED_FOLDER, { recursive: true });
  await writeFile(PARTS["example:my-host"] ?? "", await buildMyHost());
  const missing = Object.values(PARTS).filter((path) => !existsSync(path));
  if (missing.length > 0)
    throw new Error(
      `Not built: ${missing.map((path) => relative(root, path)).join(", ")}. Build them: npx -y pnpm@12 build:components`,
    );
  let good = true;
  for (const composition of COMPOSITIONS) good = (await make(wac, wasmTools, composition)) && good;
  return good;
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
