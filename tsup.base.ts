import { rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Options } from "tsup";

/** What differs from package to package. */
export interface PackageBuild {
  /** The public entries, by output name: each gets its JavaScript and its types. */
  readonly entry: Readonly<Record<string, string>>;
  /** Folders of `wit/` that the package implements or uses; they ship in `dist/wit`. */
  readonly wit: readonly string[];
  /** Programs, by output name: bundled with all they use, so that a process starts on few files. No types. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** Bundled CommonJS dependencies ask for Node's own modules through `require`. */
const requireForBundledCommonJs =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** The build of a package: ES modules and rolled-up types for Node, dependencies left as imports. */
export function packageBuild(build: PackageBuild): Options[] {
  // Here, not through tsup's `clean`: the builds of one package run side by side and would clean each other away.
  rmSync("dist", { recursive: true, force: true });
  const shared: Options = {
    format: "esm",
    target: "node22",
    platform: "node",
    tsconfig: "tsconfig.build.json",
    clean: false,
    splitting: true,
    silent: true,
    // Keeps `node:` before the names of modules that are part of Node.
    removeNodeProtocol: false,
  };
  const library: Options = {
    ...shared,
    entry: { ...build.entry },
    dts: true,
    // tsup runs this in the package's folder.
    onSuccess: async () => {
      for (const name of build.wit) {
        await cp(join("../../wit", name), join("dist/wit", name), { recursive: true });
      }
    },
  };
  if (!build.programs) return [library];
  const programs: Options = {
    ...shared,
    entry: { ...build.programs },
    dts: false,
    noExternal: [/./],
    banner: { js: requireForBundledCommonJs },
  };
  return [library, programs];
}
