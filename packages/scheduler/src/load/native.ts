import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { ActionComponent } from "@scheduler-components/executor";
import type { Refusal } from "../policy/refusal.ts";

export type LoadedModule =
  | { readonly ok: true; readonly component: ActionComponent }
  | { readonly ok: false; readonly refusal: Refusal };

/** The refusal where a file is not the one that was written down. The hash is of this file alone, not of what it imports. */
export async function whyChanged(file: string, sha256: string): Promise<Refusal | undefined> {
  const found = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  if (found === sha256.toLowerCase()) return undefined;
  return { code: "component-changed", message: `${file} has the SHA-256 ${found}; the scenario expects ${sha256}` };
}

/**
 * Loads the code of a native component into this process: from here on it has all rights of the process. The module exports
 * `component`: an `ActionComponent`, or a function that makes one.
 */
export async function importComponent(file: string): Promise<LoadedModule> {
  let exported: unknown;
  try {
    const module = (await import(pathToFileURL(file).href)) as { readonly component?: unknown };
    exported = module.component;
    if (typeof exported === "function") exported = await (exported as () => unknown)();
  } catch (error) {
    return unusable(`${file} could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isActionComponent(exported)) {
    return unusable(`${file} exports no component: expected \`export const component\` with ${METHODS.join(", ")}`);
  }
  return { ok: true, component: exported };
}

const METHODS = ["describe", "initComponent", "executeAction", "releaseComponent"] as const;

function isActionComponent(value: unknown): value is ActionComponent {
  if (typeof value !== "object" || value === null) return false;
  return METHODS.every((name) => typeof (value as { readonly [name: string]: unknown })[name] === "function");
}

function unusable(message: string): LoadedModule {
  return { ok: false, refusal: { code: "component-unusable", message } };
}
