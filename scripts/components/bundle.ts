import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { root } from "../wit/assemble.ts";
import type { ComponentBuild } from "./component.ts";

const source = (folder: string): string => join(root, "packages", folder, "src/index.ts");

/** The workspace's packages are taken from their sources, so that no component waits for another package's build. */
const SOURCES: Readonly<Record<string, string>> = {
  "@scheduler-components/core": source("scheduler-core"),
  "@scheduler-components/executor": source("scheduler-executor"),
  "@scheduler-components/actions-http": source("scheduler-actions-http"),
};

/** A module of Node that is imported but not used, by code that is left out of the bundle, is no matter: it is left out too. */
const leftOutIfUnused: Plugin = {
  name: "left-out-if-unused",
  setup: (build) => build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false })),
};

/** Throws where the bundle needs a module of Node, and says which files ask for it. */
function needsNoNode({ inputs, outputs }: Metafile): void {
  const [output] = Object.values(outputs);
  const needed = output?.imports.map(({ path }) => path).filter((path) => path.startsWith("node:")) ?? [];
  const asking = Object.keys(output?.inputs ?? {}).flatMap((file) =>
    (inputs[file]?.imports ?? [])
      .filter(({ path }) => needed.includes(path))
      .map(({ path }) => `${file} imports ${path}`),
  );
  if (needed.length > 0) throw new Error(`A component has no modules of Node: ${asking.join("; ")}`);
}

/**
 * One module of all that `entry` uses. What the component imports (`scheduler:…`, `wasi:…`) stays an import; a module of Node is
 * refused, and the error says who asked for it.
 */
export async function bundleGuest(entry: string, engine: ComponentBuild["engine"]): Promise<string> {
  const { metafile, outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    alias: { ...SOURCES },
    inject: engine === "quickjs" ? [join(import.meta.dirname, "quickjs/globals.ts")] : [],
    external: ["scheduler:*", "wasi:*"],
    plugins: [leftOutIfUnused],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "silent",
  });
  needsNoNode(metafile);
  return outputFiles[0]?.text ?? "";
}
