import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { DEFAULT_DOCUMENT_LIMITS } from "@scheduler-components/core";
import { readRegular } from "./regular-file.ts";
import { isWithin } from "./within.ts";

/** Why a file that a scenario names is not read. */
export class ScenarioFileError extends Error {
  /** It is there, and leads out of the folder. */
  readonly outside: boolean;
  constructor(message: string, outside = false, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "ScenarioFileError";
    this.outside = outside;
  }
}

/**
 * Reads a scenario that another one names, from that one's folder. What leads out of the folder, by `..` or by a link, is refused, and so
 * is what is no regular file. Throws `ScenarioFileError`. `file` is its real path.
 */
export async function readScenario(
  folder: string,
  name: string,
  maxBytes: number = DEFAULT_DOCUMENT_LIMITS.maxBytes,
): Promise<{ readonly file: string; readonly text: string }> {
  const file = name.includes("\0") ? undefined : await realpath(resolve(folder, name)).catch(() => undefined);
  if (file === undefined)
    throw new ScenarioFileError(`There is no file ${JSON.stringify(name)} in the scenario's folder`);
  if (!isWithin(await realpath(folder), file)) {
    const message = `The file ${name} leads out of the folder of the scenario that names it; put it beside that scenario or below it`;
    throw new ScenarioFileError(message, true);
  }
  const bytes = await readRegular(file, maxBytes + 1).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioFileError(`The file ${name} cannot be read: ${why}`, false, { cause });
  });
  if (bytes === undefined) throw new ScenarioFileError(`${name} is no file that could hold a scenario`);
  if (bytes.length > maxBytes)
    throw new ScenarioFileError(`The file ${name} has more than ${maxBytes} bytes (the limit is maxBytes)`);
  return { file, text: bytes.toString("utf8") };
}
