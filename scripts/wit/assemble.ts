import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";

export const root: string = join(import.meta.dirname, "../..");

/** WASI's own WIT, as it ships in npm. */
const wasi = join(root, "node_modules/@bytecodealliance/jco/lib/wit/builtin/0.2.12");

/**
 * Copies a folder of `wit/` to where the component tools can read it: they resolve imports in `deps/` below the folder that they
 * are given. Gives the folder made, below `into`.
 */
export async function assembleWit(folder: string, into: string): Promise<string> {
  const dir = join(into, folder);
  await cp(join(root, "wit", folder), dir, { recursive: true });
  for (const other of await readdir(join(root, "wit"))) {
    if (other !== folder) await cp(join(root, "wit", other), join(dir, "deps", other), { recursive: true });
  }
  for (const name of await readdir(wasi)) await cp(join(wasi, name), join(dir, "deps", name), { recursive: true });
  return dir;
}
