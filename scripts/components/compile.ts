import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { componentize as withStarlingMonkey } from "@bytecodealliance/componentize-js";
import { componentize as withQuickJs } from "componentize-qjs";
import type { ComponentBuild } from "./component.ts";

/** Compiles a bundled guest with its engine. `wit` is a folder that `assembleWit` made. */
export async function compileGuest(script: string, wit: string, build: ComponentBuild): Promise<Uint8Array> {
  if (build.engine === "quickjs") {
    const made = await withQuickJs({
      witPath: wit,
      jsSource: script,
      world: build.world,
      sync: true,
      // Without it the engine imports terminals and files, whatever the guest does. Every one of them becomes a trap.
      stubWasi: true,
    });
    return made.component;
  }
  const work = await mkdtemp(join(tmpdir(), "component-"));
  try {
    const sourcePath = join(work, "guest.js");
    await writeFile(sourcePath, script);
    const made = await withStarlingMonkey({
      witPath: wit,
      worldName: build.world,
      sourcePath,
      // What the engine would import for itself. A guest that needs WASI imports it through its world.
      disableFeatures: ["stdio", "random", "clocks", "http", "fetch-event"],
    });
    return made.component;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
