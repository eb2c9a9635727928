import { readFileSync } from "node:fs";
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

/** More than this is not read from stdin; files are bounded by the reader of documents. */
const MAX_STDIN_BYTES = 64 * 1024 * 1024;

/** Reads a file, or stdin for `-`. Throws `UsageError` where it cannot be read. */
export async function readInput(io: Io, name: string): Promise<InputFile> {
  if (name === "-") return { name: "<stdin>", folder: io.cwd, bytes: await readStdin(io) };
  const path = resolve(io.cwd, name);
  try {
    return { name, folder: dirname(path), bytes: readFileSync(path) };
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${messageOf(error)}.`, { cause: error });
  }
}

async function readStdin(io: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    size += chunk.byteLength;
    if (size > MAX_STDIN_BYTES) throw new UsageError(`Cannot read <stdin>: more than ${MAX_STDIN_BYTES} bytes.`);
    chunks.push(chunk);
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
