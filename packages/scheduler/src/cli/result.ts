import { accessSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Arguments } from "./arguments.ts";
import { messageOf, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";

/** `constants.W_OK`. */
const WRITABLE = 2;

/** Throws `UsageError` where `--output` cannot be written, before a run whose report would be lost. Writes nothing yet. */
export function checkOutput(args: Arguments, io: Io): void {
  const file = args.text("output");
  if (file === undefined) return;
  const path = resolve(io.cwd, file);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error("it is a directory");
    accessSync(found ? path : dirname(path), WRITABLE);
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${messageOf(error)}.`, { cause: error });
  }
}

/** Prints a verb's result: to stdout, or to `--output`. */
export async function writeResult(args: Arguments, io: Io, text: string): Promise<void> {
  const file = args.text("output");
  if (file === undefined) return io.stdout.write(text);
  try {
    writeFileSync(resolve(io.cwd, file), text);
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${messageOf(error)}.`, { cause: error });
  }
}

/** Whether the result may be coloured: it goes to a terminal. */
export function resultColour(args: Arguments, io: Io): boolean {
  return args.text("output") === undefined && io.stdout.colour;
}

/** JSON for people and programs alike, ending its line. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
