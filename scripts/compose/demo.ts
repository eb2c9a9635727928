/**
 * `pnpm compose:demo`, the quick start: builds core as a component, validates it, and prints where it lies and what it exports; then
 * composes all four, and runs a scenario in wasmtime against the demo server, with real HTTP calls.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { startDemoServer } from "../../packages/scheduler/src/demo-server/server.ts";
import { needTool } from "../tools/tools.ts";
import { root } from "../wit/assemble.ts";
import { COMPOSED_FOLDER, PARTS } from "./plan.ts";
import { surfaceOf } from "./surface.ts";
import { WASMTIME_RUN } from "./wasmtime.ts";

const SCENARIO = "examples/http-demo.yaml";

const say = (text: string): void => void process.stderr.write(`${text}\n`);

function step(command: string, args: readonly string[]): void {
  const words = [command === process.execPath ? "node" : command, ...args];
  say(`\n$ ${words.map((word) => word.replace(`${root}/`, "")).join(" ")}`);
  const { error, status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`The demo ends here: exit code ${status}.`);
}

async function showCore(wasmTools: string): Promise<void> {
  const core = PARTS["scheduler:core"] ?? "";
  step(process.execPath, ["scripts/components/index.ts", "--only", "core"]);
  step(wasmTools, ["validate", core]);
  const { imports, exports } = await surfaceOf(await readFile(core));
  say(`core is valid: ${relative(root, core)}`);
  say(`  imports ${imports.join(", ") || "nothing"}`);
  for (const name of exports) say(`  exports ${name}`);
}

async function runComposed(wasmtime: string): Promise<number> {
  const server = await startDemoServer();
  try {
    const composed = relative(root, join(COMPOSED_FOLDER, "scheduler-composed.wasm"));
    const args = [...WASMTIME_RUN, "-S", "http", "--dir", ".", composed, SCENARIO, "--input", `base=${server.url}`];
    say(`\n$ wasmtime ${args.join(" ")}`);
    const child = spawn(wasmtime, args, { cwd: root, stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    return code ?? 1;
  } finally {
    await server.close();
  }
}

try {
  const [wasmtime, wasmTools] = [needTool("wasmtime"), needTool("wasm-tools")];
  needTool("wac");
  await showCore(wasmTools);
  step(process.execPath, ["scripts/components/index.ts"]);
  step(process.execPath, ["scripts/compose/index.ts"]);
  process.exitCode = await runComposed(wasmtime);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
