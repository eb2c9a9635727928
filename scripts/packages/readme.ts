import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, type Published } from "./plan.ts";

/** What a README states about its package. */
export interface Footprint {
  readonly tarballBytes: number;
  readonly transitive: number;
}

const LINE = /^<!-- size -->.*$/m;
const STATED = /Tarball: (\d+) kB\. Transitive dependencies: (\d+)\./;

/** Compressors differ a little; a README is wrong from this share of the size on. */
const TOLERANCE = 0.05;

export function footprintLine({ tarballBytes, transitive }: Footprint): string {
  return `<!-- size -->Tarball: ${Math.ceil(tarballBytes / 1000)} kB. Transitive dependencies: ${transitive}.`;
}

/** What is wrong with what a README states, or undefined. */
export function whyFootprintDiffers(readme: string, footprint: Footprint): string | undefined {
  const stated = STATED.exec(LINE.exec(readme)?.[0] ?? "");
  if (!stated) return `has no line "${footprintLine(footprint)}"`;
  const kilobytes = Number(stated[1]);
  const allowed = Math.max(1, kilobytes * TOLERANCE);
  const differs = Math.abs(kilobytes - footprint.tarballBytes / 1000) > allowed;
  if (!differs && Number(stated[2]) === footprint.transitive) return undefined;
  return `states "${stated[0]}", but it is "${footprintLine(footprint)}"`;
}

/** Compares a package's README with its footprint; with `write` puts the line right instead. */
export async function checkReadme(of: Published, footprint: Footprint, write: boolean): Promise<string | undefined> {
  const file = join(root, "packages", of.folder, "README.md");
  const readme = await readFile(file, "utf8").catch(() => "");
  const wrong = whyFootprintDiffers(readme, footprint);
  if (wrong === undefined || !write || !LINE.test(readme)) return wrong && `README.md ${wrong}`;
  await writeFile(file, readme.replace(LINE, footprintLine(footprint)));
  return undefined;
}
