import type { Manifest } from "@scheduler-components/core";
import { HTTP_MANIFEST } from "@scheduler-components/actions-http";
import { createStdComponent } from "@scheduler-components/executor";

/** The manifests of the components that every scenario has, by id. */
export async function builtinManifests(): Promise<Map<string, Manifest>> {
  return new Map([
    ["std", await createStdComponent().describe()],
    ["http", HTTP_MANIFEST],
  ]);
}
