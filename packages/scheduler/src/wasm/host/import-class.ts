import { knownWasi, type WasiClass } from "../wasi/known.ts";

/** The project's own interfaces that a guest may import, without their version: `types` interfaces hold no functions. */
const OWN: ReadonlyMap<string, WasiClass> = new Map([
  ["scheduler:core-libs/types", "always"],
  ["scheduler:executor/types", "always"],
  ["scheduler:executor/context", "always"],
  ["scheduler:actions-http/types", "always"],
  ["scheduler:actions-http/client", "grant"],
] as const);

/** How a guest is treated that imports the interface, named with or without its version; undefined for one that refuses the load. */
export function importClass(name: string): WasiClass | undefined {
  return knownWasi(name) ?? OWN.get(name.split("@")[0] ?? name);
}
