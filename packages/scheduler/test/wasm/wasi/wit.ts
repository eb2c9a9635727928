/** What the WIT texts of WASI declare, read as far as names go. */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface WitResource {
  readonly constructor: boolean;
  readonly methods: string[];
  readonly statics: string[];
}

export interface WitInterface {
  readonly functions: string[];
  readonly resources: Map<string, WitResource>;
}

// The package gives no path to its texts; its main file lies one folder below its root.
export const WIT_ROOT: string = join(
  dirname(createRequire(import.meta.url).resolve("@bytecodealliance/jco")),
  "../lib/wit/builtin/0.2.12",
);

/** By `wasi:package/interface`, names as the transpiler writes them. Every package of WASI 0.2.12. */
export async function readWasiWit(): Promise<Map<string, WitInterface>> {
  const found = new Map<string, WitInterface>();
  for (const folder of await readdir(WIT_ROOT))
    parsePackage(await readFile(join(WIT_ROOT, folder, "package.wit"), "utf8"), found);
  return found;
}

export function camel(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

export function pascal(kebab: string): string {
  const name = camel(kebab);
  return name[0]!.toUpperCase() + name.slice(1);
}

function parsePackage(text: string, found: Map<string, WitInterface>): void {
  const name = /^package ([a-z:-]+)@/m.exec(text)![1]!;
  let current: WitInterface | undefined;
  let resource: WitResource | undefined;
  for (const line of text.split("\n").map((each) => each.replace(/\/\/.*$/, "").trim())) {
    const opened = /^interface ([a-z0-9-]+) \{/.exec(line);
    if (opened) {
      found.set(`${name}/${opened[1]}`, (current = { functions: [], resources: new Map() }));
      resource = undefined;
    } else if (line.startsWith("world ")) {
      current = undefined;
    }
    if (!current) continue;
    const declared = /^resource ([a-z0-9-]+)\s*([{;])/.exec(line);
    if (declared) {
      const made: WitResource = { constructor: false, methods: [], statics: [] };
      current.resources.set(pascal(declared[1]!), made);
      resource = declared[2] === "{" ? made : undefined;
    } else if (line === "}") {
      resource = undefined;
    } else if (resource && line.startsWith("constructor(")) {
      Object.assign(resource, { constructor: true });
    } else {
      const func = /^%?([a-z0-9-]+): (static )?func\(/.exec(line);
      if (!func) continue;
      const target = resource ? (func[2] ? resource.statics : resource.methods) : current.functions;
      target.push(camel(func[1]!));
    }
  }
}
