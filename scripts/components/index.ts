/**
 * Builds every package that has a `component.config.ts` as a component, through turbo's cache, and prints what came of it.
 *
 *   pnpm build:components                        all; exits 1 where one does not build or fails its check
 *   pnpm build:components --only core,executor   these packages
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../wit/assemble.ts";
import { COMPONENT_FILE, RECORD_FILE, type BuildRecord } from "./component.ts";

interface Buildable {
  /** The package's name without its scope. */
  readonly name: string;
  readonly fullName: string;
  readonly folder: string;
}

async function buildables(): Promise<Buildable[]> {
  const found: Buildable[] = [];
  for (const name of (await readdir(join(root, "packages"))).sort()) {
    const folder = join(root, "packages", name);
    if (!existsSync(join(folder, "component.config.ts"))) continue;
    const manifest: { name: string } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    found.push({ name: manifest.name.replace(/^.*\//, ""), fullName: manifest.name, folder });
  }
  return found;
}

function chosen(all: readonly Buildable[], only: string | undefined): readonly Buildable[] {
  if (only === undefined) return all;
  return only.split(",").map((name) => {
    const found = all.find((one) => one.name === name);
    if (found) return found;
    const names = all.map((one) => one.name).join(", ");
    throw new RangeError(`Invalid value for --only: ${name}. Expected some of: ${names}.`);
  });
}

async function rowOf(of: Buildable, started: number): Promise<string[]> {
  const record = await readFile(join(of.folder, RECORD_FILE), "utf8").catch(() => undefined);
  if (record === undefined) return [of.name, "-", "not built", ""];
  const { bytes, tookMs, builtAt }: BuildRecord = JSON.parse(record);
  const time = builtAt < started ? "unchanged" : `${(tookMs / 1000).toFixed(1)} s`;
  return [of.name, `${(bytes / 1e6).toFixed(1)} MB`, time, join(of.folder, COMPONENT_FILE).slice(root.length + 1)];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join("  ").trimEnd()}\n`);
  }
}

const { values } = parseArgs({ options: { only: { type: "string" } } });
const started = Date.now();
try {
  const builds = chosen(await buildables(), values.only);
  const filters = builds.map(({ fullName }) => `--filter=${fullName}`);
  const done = spawnSync("turbo", ["run", "build:component", "--output-logs=errors-only", ...filters], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.error) throw done.error;
  if (done.status !== 0) process.stderr.write(`${done.stdout}${done.stderr}\n`);
  printTable([
    ["component", "size", "time", "file"],
    ...(await Promise.all(builds.map((build) => rowOf(build, started)))),
  ]);
  if (done.status !== 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
