import { realpath, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import type { Refusal, RefusalCode } from "../policy/refusal.ts";
import { readActionPackage } from "./action-package.ts";
import { isWithin } from "./within.ts";

/** Where a component's source lies. All paths are real: no symbolic link is left in them. */
export interface LocatedComponent {
  readonly kind: "module" | "wasm";
  readonly file: string;
  /** The static manifest, where there is one. */
  readonly manifest?: string;
  /** The package's name, where it came from one. */
  readonly package?: string;
}

export type Located =
  | { readonly ok: true; readonly component: LocatedComponent }
  | { readonly ok: false; readonly refusal: Refusal };

export interface LocateOptions {
  /** Relative sources start here; packages are looked for from here upwards. */
  readonly folder: string;
  /** Whether the source must lie within `folder`: true for what a scenario names, false for what the operator names. */
  readonly confined: boolean;
}

const MODULES = new Set([".js", ".mjs", ".cjs", ".ts", ".mts"]);

/** Finds a component: `npm:NAME`, a folder with a `package.json`, an ES module, or a `.wasm` file. Runs nothing. */
export async function locateComponent(source: string, options: LocateOptions): Promise<Located> {
  if (source.includes("\0")) return refuse("component-not-found", `The source ${JSON.stringify(source)} is no path`);
  if (source.startsWith("npm:")) return locatePackage(source.slice(4), options);
  if (/^[a-z][a-z0-9+.-]+:/i.test(source)) {
    return refuse(
      "component-unsupported",
      `The source ${source} is not supported; expected a file, a folder, or npm:NAME`,
    );
  }
  let path: string;
  try {
    path = await realpath(resolve(options.folder, source));
  } catch {
    return refuse("component-not-found", `There is no file ${source} in ${options.folder}`);
  }
  if (options.confined && !isWithin(await realpath(options.folder), path)) {
    return refuse(
      "component-outside-folder",
      `The source ${source} leads out of the scenario's folder; only the operator can name such a file`,
    );
  }
  if ((await stat(path)).isDirectory()) return readActionPackage(path);
  const extension = extname(path).toLowerCase();
  if (extension === ".wasm") return { ok: true, component: { kind: "wasm", file: path } };
  if (!MODULES.has(extension)) {
    return refuse(
      "component-unsupported",
      `${source} is no component; expected .wasm or one of: ${[...MODULES].join(", ")}`,
    );
  }
  const manifest = await manifestBeside(path, options);
  return { ok: true, component: { kind: "module", file: path, ...(manifest === undefined ? {} : { manifest }) } };
}

async function locatePackage(name: string, options: LocateOptions): Promise<Located> {
  if (!/^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/.test(name)) {
    return refuse("component-not-found", `npm:${name} is no name of a package`);
  }
  for (let folder = resolve(options.folder); ; folder = dirname(folder)) {
    const path = await realpath(join(folder, "node_modules", name)).catch(() => undefined);
    if (path !== undefined) return readActionPackage(path, name);
    if (dirname(folder) === folder) break;
  }
  return refuse(
    "component-not-found",
    `The package ${name} is not installed in ${options.folder} or above it: npm install ${name}`,
  );
}

/** `greet.manifest.json` beside `greet.js`, else `manifest.json`; a link that leads out of the folder is not followed. */
async function manifestBeside(file: string, options: LocateOptions): Promise<string | undefined> {
  const base = file.slice(0, -extname(file).length);
  for (const candidate of [`${base}.manifest.json`, join(dirname(file), "manifest.json")]) {
    const path = await realpath(candidate).catch(() => undefined);
    if (path !== undefined && (!options.confined || isWithin(await realpath(options.folder), path))) return path;
  }
  return undefined;
}

function refuse(code: RefusalCode, message: string): Located {
  return { ok: false, refusal: { code, message } };
}
