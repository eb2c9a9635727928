/**
 * Builds the component of the package in whose folder it is run, by its `component.config.ts`, and checks it: the script
 * `build:component` of every package. Exits 1 and says why where the component is not what its world asks for.
 */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { assembleWit } from "../wit/assemble.ts";
import { bundleGuest } from "./bundle.ts";
import { checkComponent, exportsOf } from "./check.ts";
import { compileGuest } from "./compile.ts";
import { COMPONENT_FILE, RECORD_FILE, type BuildRecord, type ComponentBuild } from "./component.ts";
import { encloseComponent } from "./enclose.ts";
import { messageOf } from "./fits-world.ts";

const folder = process.cwd();

async function build(work: string): Promise<readonly string[]> {
  const started = performance.now();
  const config: { component: ComponentBuild } = await import(pathToFileURL(join(folder, "component.config.ts")).href);
  const { component } = config;
  const wit = await assembleWit(component.wit, work);
  const script = await bundleGuest(join(folder, component.entry), component.engine);
  const compiled = await compileGuest(script, wit, component);
  const bytes = component.engine === "quickjs" ? await withoutEngineExports(compiled) : compiled;
  const problems = await checkComponent(bytes, wit, component.world);
  if (problems.length > 0) return problems;
  const record: BuildRecord = {
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    tookMs: Math.round(performance.now() - started),
    builtAt: Date.now(),
  };
  await mkdir(dirname(join(folder, COMPONENT_FILE)), { recursive: true });
  await writeFile(join(folder, COMPONENT_FILE), bytes);
  await writeFile(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
  return [];
}

/** Keeps the interfaces and hides the functions that componentize-qjs leaves at the root. */
async function withoutEngineExports(component: Uint8Array): Promise<Uint8Array> {
  return encloseComponent(
    component,
    (await exportsOf(component)).filter((name) => /^[a-z0-9-]+:[^ ]+$/.test(name)),
  );
}

const work = await mkdtemp(join(tmpdir(), "component-wit-"));
try {
  const problems = await build(work);
  for (const problem of problems) process.stderr.write(`The component ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`The component does not build: ${messageOf(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(work, { recursive: true, force: true });
}
