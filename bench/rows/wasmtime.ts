import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
// @boundaries-ignore What is composed, and with which tools, the workspace says in one place.
import { COMPOSED_FOLDER } from "../../scripts/compose/plan.ts";
// @boundaries-ignore As above.
import { findTool } from "../../scripts/tools/tools.ts";
import { schedulerGets, temporaryFolder } from "../fixtures/files.ts";
import { timeProcess } from "../harness/child.ts";
import { schedulerProgram } from "../harness/programs.ts";
import { alternate } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";
import { startServer } from "../harness/server.ts";

const REQUESTS = 200;
const COMPOSED = join(COMPOSED_FOLDER, "scheduler-composed.wasm");

/** Both sides run the same file. The composition is compiled beforehand, as an operator would who runs it often. */
export async function measure(): Promise<Measurement[]> {
  const wasmtime = findTool("wasmtime");
  if (wasmtime === undefined) return [{ name: "wasmtime", leftOut: "wasmtime is not installed: pnpm tools:install" }];
  if (!existsSync(COMPOSED)) return [{ name: "wasmtime", leftOut: "there is no composition: pnpm compose" }];
  await using server = await startServer();
  await using folder = await temporaryFolder();
  const file = await folder.write("scenario.yaml", schedulerGets(REQUESTS, server.origin));
  const compiled = join(file, "../composed.cwasm");
  execFileSync(wasmtime, ["compile", COMPOSED, "-o", compiled], { stdio: ["ignore", "ignore", "inherit"] });
  const run = [
    "run",
    "--allow-precompiled",
    "-S",
    "http",
    "--dir",
    `${join(file, "..")}::/`,
    compiled,
    "/scenario.yaml",
  ];
  const figures = await alternate(
    {
      ours: () => timeProcess(wasmtime, run),
      peer: () => timeProcess(process.execPath, [schedulerProgram, "run", file]),
    },
    { rounds: 3, warmup: 1 },
  );
  return [{ name: "wasmtime", ours: figures.ours, peer: figures.peer, note: "compiled by wasmtime beforehand" }];
}
