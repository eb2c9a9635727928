import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { COMPOSED_FOLDER, PARTS } from "../../scripts/compose/plan.ts";
import { WASMTIME_RUN } from "../../scripts/compose/wasmtime.ts";
import { findTool } from "../../scripts/tools/tools.ts";
import { root } from "../../scripts/wit/assemble.ts";

export const CORE: string = PARTS["scheduler:core"] ?? "";
export const MY_HOST: string = join(COMPOSED_FOLDER, "my-host-composed.wasm");
export const SCHEDULER: string = join(COMPOSED_FOLDER, "scheduler-composed.wasm");

const wasmtime = findTool("wasmtime");

/** Why a check with these components is left out, and what would change that; undefined where it can be done. */
export function whyNot(...components: readonly string[]): string | undefined {
  if (wasmtime === undefined) return "wasmtime is not installed: npx -y pnpm@12 tools:install";
  if (components.every((path) => existsSync(path))) return undefined;
  return "the components are not built and composed: npx -y pnpm@12 compose";
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
}

/** `wasmtime run` with these arguments, in the project's folder. */
export function runWasmtime(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(wasmtime ?? "wasmtime", [...WASMTIME_RUN, ...args], options);
}

export async function run(
  command: string,
  args: readonly string[],
  { stdin = "", env = {} }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** `name("text")`, as `--invoke` reads it. */
export const call = (name: string, argument: string): string => `${name}(${JSON.stringify(argument)})`;
