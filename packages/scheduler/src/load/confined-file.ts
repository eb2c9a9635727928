import { readFile, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isWithin } from "./within.ts";

/** A file larger than this is not read into a request. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Reads files of one folder, for bodies that name them. What leads out of the folder, by `..` or by a link, is refused. */
export function confinedReader(folder: string): (path: string) => Promise<Uint8Array> {
  return async (path) => {
    const real = path.includes("\0") ? undefined : await realpath(resolve(folder, path)).catch(() => undefined);
    if (real === undefined) throw new Error(`There is no file ${JSON.stringify(path)} in the scenario's folder`);
    if (!isWithin(await realpath(folder), real)) throw new Error(`The file ${path} leads out of the scenario's folder`);
    const { size } = await stat(real);
    if (size > MAX_FILE_BYTES)
      throw new Error(`The file ${path} has ${size} bytes; at most ${MAX_FILE_BYTES} are read`);
    return readFile(real);
  };
}
