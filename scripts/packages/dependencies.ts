import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, type Published } from "./plan.ts";

/** The modules that a package's build imports, static or not, its program's bundle aside. */
async function importsOf(dist: string): Promise<Set<string>> {
  const files = (await readdir(dist, { recursive: true })).filter(
    (path) => path.endsWith(".js") || path.endsWith(".d.ts"),
  );
  const texts = await Promise.all(files.map((path) => readFile(join(dist, path), "utf8")));
  const found = texts.flatMap((text) => [...text.matchAll(/\b(?:from|import\()\s*["']([^"'\n]+)["']/g)]);
  return new Set(found.map(([, name = ""]) => name));
}

/** A dependency that the build never names would be dragged in for nothing. */
export async function whyDependenciesDiffer(of: Published): Promise<string | undefined> {
  const folder = join(root, "packages", of.folder);
  const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  const imports = await importsOf(join(folder, "dist"));
  const used = (name: string): boolean => [...imports].some((from) => from === name || from.startsWith(`${name}/`));
  const unused = Object.keys(dependencies).filter((name) => !used(name));
  return unused.length > 0 ? `depends on ${unused.join(", ")}, which nothing of it imports` : undefined;
}
