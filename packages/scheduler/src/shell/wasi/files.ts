import { messageOf } from "../refusal.ts";
import { joined } from "./streams.ts";
import { drop, type Descriptor } from "./types.ts";

type Folders = readonly (readonly [Descriptor, string])[];

const PIECE = 64 * 1024;

/** Reads a file in one of the folders given, no more than about `maxBytes`. Throws an `Error` that says why it cannot. */
export function readFileIn(folders: Folders, path: string, maxBytes: number): Uint8Array {
  const place = placeOf(folders, path);
  if (place === undefined) {
    const given = folders.map(([, name]) => name).join(", ");
    const what = given === "" ? "no folder was given" : `the folders given are ${given}`;
    throw new Error(`no folder that holds it was given (${what}); with wasmtime: --dir FOLDER`);
  }
  try {
    const file = place.folder.openAt({ symlinkFollow: true }, place.path, {}, { read: true });
    try {
      return readAll(file, maxBytes);
    } finally {
      drop(file);
    }
  } catch (error) {
    throw new Error(codeOf(error), { cause: error });
  }
}

function readAll(file: Descriptor, maxBytes: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let size = 0; size < maxBytes;) {
    const [piece, end] = file.read(BigInt(PIECE), BigInt(size));
    pieces.push(new Uint8Array(piece));
    size += piece.length;
    if (end || piece.length === 0) break;
  }
  return joined(pieces);
}

/** The folder whose name is the longest beginning of the path, and the path from there. */
export function placeOf<T>(
  folders: readonly (readonly [T, string])[],
  path: string,
): { readonly folder: T; readonly path: string } | undefined {
  const wanted = parts(path);
  let found: { readonly folder: T; readonly path: string } | undefined;
  let longest = -1;
  for (const [folder, name] of folders) {
    const own = parts(name);
    const begins = name.startsWith("/") === path.startsWith("/") && own.every((part, at) => wanted[at] === part);
    if (!begins || own.length <= longest || own.length >= wanted.length) continue;
    longest = own.length;
    found = { folder, path: wanted.slice(own.length).join("/") };
  }
  return found;
}

/** Without the parts that lead nowhere. `..` stays: whether it leaves the folder is the host's to say. */
function parts(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** An error code of the file system, such as `no-entry`, or what else was thrown. */
function codeOf(error: unknown): string {
  const payload = typeof error === "object" && error !== null && "payload" in error ? error.payload : undefined;
  return typeof payload === "string" ? payload : messageOf(error);
}
