import { readFile, realpath } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import type { Refusal } from "../policy/refusal.ts";
import type { Located } from "./locate.ts";
import { isWithin } from "./within.ts";

/**
 * Reads the `"scheduler": { "component", "manifest" }` field of a package's `package.json`. Both paths stay within the package.
 * `folder` is real. Runs nothing.
 */
export async function readActionPackage(folder: string, name?: string): Promise<Located> {
  const shown = name ?? folder;
  let field: unknown;
  try {
    const parsed = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      readonly scheduler?: unknown;
    } | null;
    field = parsed?.scheduler;
  } catch (error) {
    return unusable(`${shown} has no readable package.json: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof field !== "object" || field === null || !("component" in field) || typeof field.component !== "string") {
    return unusable(`${shown} is no action package: its package.json lacks "scheduler": { "component": "./…" }`);
  }
  const file = await inside(folder, field.component);
  if (file === undefined)
    return unusable(`${shown} names the component ${field.component}, which is not a file of the package`);
  const written = "manifest" in field && typeof field.manifest === "string" ? field.manifest : undefined;
  const manifest = written === undefined ? undefined : await inside(folder, written);
  if (written !== undefined && manifest === undefined)
    return unusable(`${shown} names the manifest ${written}, which is not a file of the package`);
  return {
    ok: true,
    component: {
      kind: extname(file) === ".wasm" ? "wasm" : "module",
      file,
      ...(manifest === undefined ? {} : { manifest }),
      ...(name === undefined ? {} : { package: name }),
    },
  };
}

async function inside(folder: string, path: string): Promise<string | undefined> {
  if (path.includes("\0")) return undefined;
  const real = await realpath(resolve(folder, path)).catch(() => undefined);
  return real !== undefined && isWithin(folder, real) ? real : undefined;
}

function unusable(message: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code: "component-unusable", message } };
}
