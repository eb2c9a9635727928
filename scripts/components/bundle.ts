import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../wit/assemble.ts";
import type { ComponentBuild } from "./component.ts";

const source = (folder: string): string => join(root, "packages", folder, "src/index.ts");

/** The workspace's packages are taken from their sources, so that no component waits for another package's build. */
const SOURCES: Readonly<Record<string, string>> = {
  "@scheduler-components/core": source("scheduler-core"),
  "@scheduler-components/executor": source("scheduler-executor"),
  "@scheduler-components/actions-http": source("scheduler-actions-http"),
};

/**
 * One module of all that `entry` reaches. What the component imports (`scheduler:…`, `wasi:…`) stays an import; a module of Node
 * does not resolve, and the error says who asked for it.
 */
export async function bundleGuest(entry: string, engine: ComponentBuild["engine"]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    alias: { ...SOURCES },
    inject: engine === "quickjs" ? [join(import.meta.dirname, "quickjs/globals.ts")] : [],
    external: ["scheduler:*", "wasi:*"],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
