import { readFile, stat } from "node:fs/promises";
import type { Manifest } from "@scheduler-components/core";
import type { Refusal } from "../policy/refusal.ts";
import { whyNoManifest } from "./why-no-manifest.ts";

/** A larger manifest is refused. */
export const MAX_MANIFEST_BYTES: number = 4 * 1024 * 1024;

export type ReadManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads a static manifest (JSON). */
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

function invalid(file: string, why: string): ReadManifest {
  return { ok: false, refusal: { code: "manifest-invalid", message: `${file} is no manifest: ${why}` } };
}
