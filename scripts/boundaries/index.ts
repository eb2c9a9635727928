/**
 * Checks that packages import only what they may, through their indexes, and that the core's folders depend on each
 * other in one direction.
 *
 *   pnpm boundaries       exits 1 and names every import that breaks a rule
 */
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import ts from "typescript";
import { checkBoundaries, type SourceFile } from "./rules.ts";

const packages = join(import.meta.dirname, "../../packages");

async function sourcesOf(name: string): Promise<SourceFile[]> {
  const source = join(packages, name, "src");
  const entries = await readdir(source, { recursive: true });
  const paths = entries.filter((path) => path.endsWith(".ts")).sort();
  return Promise.all(
    paths.map(async (path): Promise<SourceFile> => {
      const text = await readFile(join(source, path), "utf8");
      const imports = ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
      return { package: name, path: path.split(sep).join("/"), imports, text };
    }),
  );
}

const files = (await Promise.all((await readdir(packages)).map(sourcesOf))).flat();
const violations = checkBoundaries(files);
for (const { file, message } of violations) process.stderr.write(`${file}: ${message}\n`);
if (violations.length > 0) process.exitCode = 1;
else process.stdout.write(`Boundaries hold in ${files.length} files.\n`);
