import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { componentize } from "componentize-qjs";
import { root } from "../wit/assemble.ts";

const folder = join(root, "compose/host");

/** Builds the host of `compose/host/`: an engine of QuickJS around a few lines of JavaScript. It imports core's parser and no more. */
export async function buildMyHost(): Promise<Uint8Array> {
  const work = await mkdtemp(join(tmpdir(), "my-host-"));
  try {
    await cp(join(folder, "my-host.wit"), join(work, "my-host.wit"));
    await cp(join(root, "wit/core-libs"), join(work, "deps/core-libs"), { recursive: true });
    const jsSource = await readFile(join(folder, "my-host.js"), "utf8");
    return (await componentize({ witPath: work, jsSource, world: "my-host", sync: true, stubWasi: true })).component;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
