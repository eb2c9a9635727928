import { readFile, stat } from "node:fs/promises";
import type { Manifest } from "@scheduler-components/core";
import type { Refusal } from "../policy/refusal.ts";

/** A larger manifest is refused. */
export const MAX_MANIFEST_BYTES: number = 4 * 1024 * 1024;

export type ReadManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads a static manifest (JSON). Its schemas are checked by whoever compiles them. */
export async function readManifest(file: string): Promise<ReadManifest> {
  try {
    if ((await stat(file)).size > MAX_MANIFEST_BYTES) return invalid(file, `larger than ${MAX_MANIFEST_BYTES} bytes`);
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const why = whyNoManifest(value);
    return why === undefined ? { ok: true, manifest: value as Manifest } : invalid(file, why);
  } catch (error) {
    return invalid(file, error instanceof Error ? error.message : String(error));
  }
}

/** What a value lacks to be a manifest, or nothing. */
export function whyNoManifest(value: unknown): string | undefined {
  if (!isObject(value)) return "expected an object";
  for (const key of ["name", "version"]) if (typeof value[key] !== "string") return `${key}: expected a string`;
  const calls = value["calls"];
  if (!isObject(calls)) return "calls: expected an object";
  for (const [operation, call] of Object.entries(calls)) {
    if (!isObject(call) || !isObject(call["parameters"]))
      return `calls.${operation}.parameters: expected a JSON Schema`;
    if (call["output"] !== undefined && !isObject(call["output"]))
      return `calls.${operation}.output: expected a JSON Schema`;
  }
  for (const key of ["config", "requests"]) {
    if (value[key] !== undefined && !isObject(value[key])) return `${key}: expected an object`;
  }
  return undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(file: string, why: string): ReadManifest {
  return { ok: false, refusal: { code: "manifest-invalid", message: `${file} is no manifest: ${why}` } };
}
