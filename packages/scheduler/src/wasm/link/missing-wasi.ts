import { knownWasi } from "../wasi/known.ts";
import { interfaceName } from "./interface-name.ts";
import type { Surface } from "./plan.ts";
import type { LinkedExports } from "./types.ts";

/**
 * The interfaces of WASI 0.2 that the parts import and that none of them exports. None where the caller gives any: their resources
 * refer to each other, so one implementation has all of them.
 */
export function missingWasi(parts: readonly Surface[], given: LinkedExports): readonly string[] {
  const plain = (full: string): string => interfaceName(full).name;
  if (Object.keys(given).some((name) => knownWasi(name) !== undefined)) return [];
  const exported = new Set(parts.flatMap(({ exports }) => exports).map(plain));
  const wanted = parts.flatMap(({ imports }) => imports).filter((full) => knownWasi(full) !== undefined);
  return [...new Set(wanted.map(plain))].filter((name) => !exported.has(name));
}
