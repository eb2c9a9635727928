/**
 * Writes the part of `packages/scheduler/src/index.ts` that passes on what the other three packages offer: an explicit list, so
 * that a reader sees every name, made from their own lists, so that none is forgotten. Run it after a public name was added; `--check` writes nothing and
 * exits 1 where a name is missing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const target = join(root, "packages/scheduler/src/index.ts");
const MARK = "// What follows is written by `node scripts/reexports/index.ts`. Do not edit.\n";

interface Names {
  readonly types: Set<string>;
  readonly values: Set<string>;
}

/** The names that an index exports, by their public names. */
function namesOf(folder: string): Names {
  const text = readFileSync(join(root, "packages", folder, "src/index.ts"), "utf8").replace(
    /\/\*[\s\S]*?\*\/|\/\/.*/g,
    "",
  );
  const names: Names = { types: new Set(), values: new Set() };
  for (const [, type, list = ""] of text.matchAll(/export (type )?\{([^}]*)\}/g)) {
    for (const item of list.split(",")) {
      const name = item.trim().split(" as ").at(-1)?.trim() ?? "";
      if (name === "") continue;
      (type === undefined ? names.values : names.types).add(name);
    }
  }
  return names;
}

function line(keyword: string, names: readonly string[], from: string): string {
  return names.length === 0
    ? ""
    : `export ${keyword}{\n${names.map((name) => `  ${name},\n`).join("")}} from "${from}";\n`;
}

const own = readFileSync(target, "utf8").split(MARK)[0] ?? "";
const taken = new Set(
  [...own.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = ""]) =>
    list.split(",").map((name) => name.trim()),
  ),
);
let text = own + MARK;
for (const [folder, from] of [
  ["scheduler-core", "@scheduler-components/core"],
  ["scheduler-executor", "@scheduler-components/executor"],
  ["scheduler-actions-http", "@scheduler-components/actions-http"],
] as const) {
  const { types, values } = namesOf(folder);
  // The executor passes on some of core's names itself: each is listed once.
  const fresh = (names: Set<string>): string[] => [...names].filter((name) => !taken.has(name)).sort();
  const freshTypes = fresh(types);
  const freshValues = fresh(values);
  for (const name of [...freshTypes, ...freshValues]) taken.add(name);
  text += line("type ", freshTypes, from) + line("", freshValues, from);
}

/** The formatter may break lines otherwise. */
const compact = (source: string): string => source.replace(/\s+/g, "").replaceAll(",}", "}");
const differs = compact(readFileSync(target, "utf8")) !== compact(text);
if (!process.argv.includes("--check")) {
  if (differs) writeFileSync(target, text);
} else if (differs) {
  process.stderr.write("packages/scheduler/src/index.ts is not what `node scripts/reexports/index.ts` writes.\n");
  process.exitCode = 1;
}
