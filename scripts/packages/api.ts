/**
 * A snapshot of a package's public types, committed in `etc/`: each exported declaration, and what these refer to within
 * the package, in the order of their names. Comments and the bundler's file layout are no part of it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { root, type Published } from "./plan.ts";

const printer = ts.createPrinter({ removeComments: true });

/** The entries of `exports` that have types, as `[subpath, file]`. */
async function typedEntries(of: Published): Promise<[string, string][]> {
  const folder = join(root, "packages", of.folder);
  const manifest: { exports: Record<string, unknown> } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  return Object.entries(manifest.exports).flatMap(([subpath, target]): [string, string][] => {
    const types = target !== null && typeof target === "object" && "types" in target ? String(target.types) : undefined;
    return types === undefined ? [] : [[subpath, join(folder, types)]];
  });
}

function describe(entry: string, dist: string): string {
  const program = ts.createProgram([entry], { module: ts.ModuleKind.NodeNext, noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!source || !module) throw new Error(`${entry} exports nothing.`);
  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const own = (node: ts.Node): boolean => node.getSourceFile().fileName.startsWith(dist);

  const exported = new Map<ts.Symbol, string>();
  for (const symbol of checker.getExportsOfModule(module)) exported.set(resolve(symbol), symbol.name);
  const inner = new Set<ts.Symbol>();
  const textOf = (symbol: ts.Symbol): string =>
    (symbol.declarations ?? [])
      .map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node))
      .filter((node) => own(node))
      .map((node) => printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()))
      .join("\n");
  const visit = (symbol: ts.Symbol): void => {
    const walk = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const found = checker.getSymbolAtLocation(node);
        const target = found && resolve(found);
        const declaration = target?.declarations?.[0];
        const topLevel = declaration && ts.isSourceFile(declaration.parent) && own(declaration);
        if (target && topLevel && !exported.has(target) && !inner.has(target)) {
          inner.add(target);
          visit(target);
        }
      }
      ts.forEachChild(node, walk);
    };
    for (const declaration of symbol.declarations ?? []) if (own(declaration)) walk(declaration);
  };
  for (const symbol of exported.keys()) visit(symbol);

  const byName = (a: readonly [string, string], b: readonly [string, string]): number => (a[0] < b[0] ? -1 : 1);
  const publicParts = [...exported].map(([symbol, name]): [string, string] => {
    const text = textOf(symbol);
    return [name, text === "" ? "// of another package" : text];
  });
  const innerParts = [...inner].map((symbol): [string, string] => [symbol.name, textOf(symbol)]);
  const print = (parts: [string, string][]): string =>
    parts
      .sort(byName)
      .map(([name, text]) => `// ${name}\n${text.replace(/^export /gm, "")}\n`)
      .join("\n");
  return `${print(publicParts)}${innerParts.length > 0 ? `\n// ── not exported, but referred to ──\n\n${print(innerParts)}` : ""}`;
}

/** Compares a package's public types with its snapshot; with `write` makes the snapshot anew. */
export async function checkPublicTypes(of: Published, write: boolean): Promise<string | undefined> {
  const parts: string[] = [];
  for (const [subpath, entry] of await typedEntries(of))
    parts.push(`// ═══ ${subpath}\n\n${describe(entry, join(root, "packages", of.folder, "dist/"))}`);
  const text = `// The public types of ${of.name}. Written by \`pnpm check:packages --write\`.\n\n${parts.join("\n")}`;
  const file = join(root, "etc", `${of.folder}.api.txt`);
  const committed = await readFile(file, "utf8").catch(() => "");
  if (committed === text) return undefined;
  if (write) await writeFile(file, text);
  return write
    ? undefined
    : `public types differ from etc/${of.folder}.api.txt from line ${firstDifference(committed, text)} on`;
}

function firstDifference(a: string, b: string): number {
  const other = b.split("\n");
  const index = a.split("\n").findIndex((line, i) => line !== other[i]);
  return (index < 0 ? other.length : index) + 1;
}
