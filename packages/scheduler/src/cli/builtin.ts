import type { Manifest } from "@scheduler-components/core";
import { SCENARIO_MANIFEST } from "../child/manifest.ts";
import { createStdComponent } from "@scheduler-components/executor";

/** The manifests of the components that every scenario has, by id. */
export async function builtinManifests(): Promise<Map<string, Manifest>> {
  const manifests = await alwaysThere();
  const { HTTP_MANIFEST } = await import("./http-parts.ts");
  return manifests.set("http", HTTP_MANIFEST);
}

/**
 * The manifests that a scenario's text can have a use for. One that calls nothing but `std` and `scenario`, whose actions ask for no edits, needs
 * no other, and starts faster without: a text that cannot name another call holds none of these words, and no escape.
 */
export async function manifestsFor(text: string): Promise<Map<string, Manifest>> {
  return /http|get|head|post|put|patch|delete|options|components|\\/i.test(text) ? builtinManifests() : alwaysThere();
}

async function alwaysThere(): Promise<Map<string, Manifest>> {
  return new Map([
    ["std", await createStdComponent().describe()],
    ["scenario", SCENARIO_MANIFEST],
  ]);
}
