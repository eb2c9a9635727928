/** What may import what: between the packages, and between the folders of the core. */

/** One file of a package's `src`, and what it imports. */
export interface SourceFile {
  /** The package's folder below `packages/`. */
  readonly package: string;
  /** Path below `src`, with forward slashes. */
  readonly path: string;
  readonly imports: readonly string[];
  readonly text: string;
}

export interface Violation {
  readonly file: string;
  readonly message: string;
}

/** The packages that each package may import. */
export const PACKAGE_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  "scheduler-core": [],
  "scheduler-executor": ["@scheduler-components/core"],
  "scheduler-actions-http": ["@scheduler-components/executor"],
  scheduler: [
    "@scheduler-components/core",
    "@scheduler-components/executor",
    "@scheduler-components/executor/testing",
    "@scheduler-components/actions-http",
  ],
};

/**
 * The core's folders in layers: a file imports from its own layer and from those before it. A file that is named stands
 * where it is named, whatever its folder's place.
 */
export const CORE_LAYERS: readonly (readonly string[])[] = [
  ["json", "generated", "wit/shape.ts", "errors"],
  ["scenario", "outcome", "manifest", "diagnostics/codes.ts", "diagnostics/diagnostic.ts"],
  ["wit", "read", "diagnostics", "json-schema", "expression"],
  ["schema", "check"],
  ["wbs"],
  ["state"],
  ["workbook"],
  ["run"],
  ["index.ts", "guest.ts"],
];

type Rule = (file: SourceFile, report: (message: string) => void) => void;

const SCOPE = "@scheduler-components/";

const packageOnlyImportsWhatItMay: Rule = (file, report) => {
  const allowed = PACKAGE_IMPORTS[file.package];
  if (!allowed) return report(`The package ${file.package} has no row in PACKAGE_IMPORTS.`);
  for (const name of file.imports) {
    if (!name.startsWith(SCOPE) || allowed.includes(name)) continue;
    report(`imports ${name}; it may import ${allowed.length > 0 ? allowed.join(", ") : "no other package"}.`);
  }
};

const relativeImportStaysInPackage: Rule = (file, report) => {
  for (const name of file.imports) {
    // Below `src`, or a file beside it, such as the package's own package.json.
    if (name.startsWith(".") && resolveBelow(`src/${file.path}`, name) === undefined) {
      report(`imports ${name}, which lies outside the package.`);
    }
  }
};

const coreFolderImportsDownwards: Rule = (file, report) => {
  if (file.package !== "scheduler-core") return;
  const own = layerOf(file.path);
  if (own < 0) return report("lies in a folder without a place in CORE_LAYERS.");
  for (const name of file.imports) {
    const target = name.startsWith(".") ? resolveBelow(file.path, name) : undefined;
    if (target === undefined) continue;
    if (layerOf(target) > own) report(`imports ${target}, which stands above it.`);
  }
};

const coreIsPure: Rule = (file, report) => {
  if (file.package !== "scheduler-core") return;
  for (const name of file.imports) {
    if (name.startsWith("node:")) report(`imports ${name}; the core reads no clock, file, network or process.`);
  }
};

const exportsAreNamed: Rule = (file, report) => {
  if (/^\s*export\s+\*/m.test(file.text)) report("has an `export *`; list the names.");
};

const rules: readonly Rule[] = [
  packageOnlyImportsWhatItMay,
  relativeImportStaysInPackage,
  coreFolderImportsDownwards,
  coreIsPure,
  exportsAreNamed,
];

/** Every violation of every rule in these files. */
export function checkBoundaries(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const found: Violation[] = [];
    const name = `packages/${file.package}/src/${file.path}`;
    for (const rule of rules) rule(file, (message) => void found.push({ file: name, message }));
    return found;
  });
}

function layerOf(path: string): number {
  const named = CORE_LAYERS.findIndex((layer) => layer.includes(path));
  return named >= 0 ? named : CORE_LAYERS.findIndex((layer) => layer.includes(path.split("/")[0] ?? ""));
}

/** The path that a relative import of `from` names, or undefined where it leaves the folder that `from` starts in. */
function resolveBelow(from: string, relative: string): string | undefined {
  const parts = from.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
