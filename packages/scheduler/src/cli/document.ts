import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readDocument, type JsonValue } from "@scheduler-components/core";
import { messageOf, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";

/** A file as it was named on the command line. */
export interface InputFile {
  /** As named; `-` is stdin. */
  readonly name: string;
  /** What relative paths in it start from. */
  readonly folder: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a file, or stdin for `-`. Of one that is larger than `maxBytes` just enough is read for the reader of documents to
 * refuse it: a file may be a device without end. Throws `UsageError` where it cannot be read.
 */
export async function readInput(io: Io, name: string, maxBytes: number): Promise<InputFile> {
  if (name === "-") return { name: "<stdin>", folder: io.cwd, bytes: await readStdin(io, maxBytes) };
  const path = resolve(io.cwd, name);
  try {
    return { name, folder: dirname(path), bytes: readUpTo(path, maxBytes + 1) };
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${messageOf(error)}.`, { cause: error });
  }
}

function readUpTo(path: string, most: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    let bytes = Buffer.allocUnsafe(Math.min(most, 64 * 1024));
    let size = 0;
    for (;;) {
      const read = readSync(file, bytes, size, bytes.length - size, null);
      size += read;
      if (read === 0 || size === most) return bytes.subarray(0, size);
      if (size < bytes.length) continue;
      const grown = Buffer.allocUnsafe(Math.min(most, 4 * bytes.length));
      bytes.copy(grown);
      bytes = grown;
    }
  } finally {
    closeSync(file);
  }
}

async function readStdin(io: Io, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

/** Reads the value of a YAML or JSON file that an option names. Throws `UsageError`. */
export async function readValueFile(path: string, option: string): Promise<JsonValue | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(`Cannot read the file of ${option}: ${messageOf(error)}.`, { cause: error });
  }
  const document = readDocument(bytes);
  const problem = document.problems[0];
  if (problem) throw new UsageError(`${option} ${path}: ${problem.message}`);
  return document.value;
}
