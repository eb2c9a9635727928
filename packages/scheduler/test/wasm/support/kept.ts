/**
 * Where tests keep what is made of content alone: guests that were assembled, components that were transpiled. It belongs to this
 * checkout, and to its sources of `src/wasm` as they are: with any change there all of it is made anew.
 */
import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(import.meta.dirname, "../../../src/wasm");
const FOLDER = join(import.meta.dirname, "../../../../../node_modules/.cache/scheduler-guests");

function digestOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return hash(
    "sha256",
    files
      .sort()
      .map((name) => `${name}\n${readFileSync(join(folder, name), "utf8")}`)
      .join("\n"),
  );
}

function prepared(): string {
  const name = digestOf(SOURCES).slice(0, 16);
  mkdirSync(join(FOLDER, name), { recursive: true, mode: 0o700 });
  // What was made with other sources is not asked for again.
  for (const other of readdirSync(FOLDER))
    if (other !== name) rmSync(join(FOLDER, other), { recursive: true, force: true });
  return join(FOLDER, name);
}

export const KEPT: string = prepared();
