/** The packages' compiled components, run in this process. They are our own: what others wrote is never loaded like this. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transpile } from "@bytecodealliance/jco";
import { withSafeFinalizers } from "../../packages/scheduler/src/wasm/transpile/finalizers.ts";

const root = join(import.meta.dirname, "../..");
const cache = join(root, "node_modules/.cache/components");

/** Makes instances of one component: each call a fresh one. What it gives is named as in the WIT, in camelCase. */
export type Instantiate<Exports> = (imports?: object) => Exports;

/** What jco writes: it asks for the core modules by name. */
interface Transpiled<Exports> {
  readonly instantiate: (module: (name: string) => WebAssembly.Module, imports: object) => Exports;
}

/** The component of a package, as `pnpm build:components` left it. */
export function componentFile(folder: string): string {
  const file = join(root, "packages", folder, "component/component.wasm");
  if (!existsSync(file)) throw new Error(`${file} is not built; \`pnpm build:components\` builds it.`);
  return file;
}

/** Transpiles a component, or takes what an earlier run transpiled from the same bytes. */
export async function loadComponent<Exports>(file: string): Promise<Instantiate<Exports>> {
  const bytes = await readFile(file);
  const folder = join(cache, createHash("sha256").update(bytes).update(String(withSafeFinalizers)).digest("hex"));
  if (!existsSync(folder)) await transpileInto(bytes, folder);
  const { instantiate }: Transpiled<Exports> = await import(pathToFileURL(join(folder, "component.mjs")).href);
  const names: string[] = JSON.parse(await readFile(join(folder, "modules.json"), "utf8"));
  const modules = new Map<string, WebAssembly.Module>();
  for (const name of names)
    modules.set(name, new WebAssembly.Module(Uint8Array.from(await readFile(join(folder, name)))));
  const module = (name: string): WebAssembly.Module => {
    const found = modules.get(name);
    if (!found) throw new Error(`There is no core module ${name}.`);
    return found;
  };
  return (imports = {}) => instantiate(module, imports);
}

async function transpileInto(bytes: Uint8Array, folder: string): Promise<void> {
  const { files } = await transpile(bytes, {
    name: "component",
    instantiation: "sync",
    quiet: true,
    // An error of the WIT is thrown as an Error with its payload.
    noComponentErrorWrapping: false,
  });
  await mkdir(dirname(folder), { recursive: true });
  // Elsewhere first: another process may be doing the same.
  const work = await mkdtemp(`${folder}-`);
  const modules = Object.keys(files).filter((name) => name.endsWith(".wasm"));
  for (const name of modules) await writeFile(join(work, name), files[name] ?? "");
  const source = withSafeFinalizers(Buffer.from(files["component.js"] ?? "").toString("utf8"));
  await writeFile(join(work, "component.mjs"), source);
  await writeFile(join(work, "modules.json"), JSON.stringify(modules));
  await rename(work, folder).catch(() => rm(work, { recursive: true, force: true }));
}

/** JSON with the keys of every object sorted: records have no order, and `none` has no key. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** What a call came to: its value, or the string of its `result::err`. Anything else that is thrown is a trap or a bug. */
export function outcomeOf(call: () => unknown): { readonly value: unknown } | { readonly err: string } {
  try {
    return { value: call() };
  } catch (thrown) {
    // A native guest throws the string itself, a compiled one an Error around it.
    if (typeof thrown === "string") return { err: thrown };
    if (thrown instanceof Error && "payload" in thrown && typeof thrown.payload === "string")
      return { err: thrown.payload };
    throw thrown;
  }
}
