import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { RECORD_FILE, type BuildRecord } from "../components/component.ts";
import type { Installed } from "./install.ts";
import { root, type Published } from "./plan.ts";

/** What is wrong with the component in an installed package: it is the one that was built and checked, with its WIT beside it. */
export async function whyComponentDiffers(of: Published, installed: Installed): Promise<string | undefined> {
  const resolve = createRequire(join(installed.folder, "use.ts")).resolve;
  const bytes = await readFile(resolve(`${of.name}/component.wasm`));
  const built: BuildRecord = JSON.parse(await readFile(join(root, "packages", of.folder, RECORD_FILE), "utf8"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== built.sha256)
    return `packs a component with the sha256 ${sha256}; built and checked was ${built.sha256}`;
  const wit = join(dirname(resolve(`${of.name}/package.json`)), "dist/wit");
  for (const name of await readdir(wit)) {
    const shipped = await readdir(join(wit, name));
    if (!shipped.some((file) => file.endsWith(".wit"))) return `ships no WIT in dist/wit/${name}`;
  }
  return undefined;
}
