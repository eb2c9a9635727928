import { basename, extname } from "node:path";

/** The built-in components' own. */
const RESERVED = new Set(["std", "http", "scenario"]);

/** An id for a component that no scenario names yet, from its source: `./dist/greet.wasm` and `npm:@acme/greet` are `greet`. */
export function componentIdOf(source: string): string {
  const last = source.startsWith("npm:") ? (source.split("/").at(-1) ?? "").replace(/^npm:/, "") : basename(source);
  const name = source.startsWith("npm:") ? last : last.slice(0, last.length - extname(last).length);
  const id = name.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z_]+/, "");
  return id === "" || RESERVED.has(id) ? "component" : id;
}
