/** Wiring components to each other in this process: what one exports is what another imports, compiled or native in any mix. */
import { interfaceName, isInterface } from "./interface-name.ts";
import { loadPart, type LoadedPart } from "./load-part.ts";
import { missingWasi } from "./missing-wasi.ts";
import { planLinks, type Source } from "./plan.ts";
import { LinkError, type LinkedExports, type LinkOptions, type LinkPart, type LinkWasi } from "./types.ts";

/**
 * Instantiates components, each with the exports of the others as its imports, and gives what each exports: interfaces under their
 * names with and without version, functions of the root in camelCase. Who imports from whom is found by the names of interfaces; a
 * version stands for an older one of the same line (0.1.2 for 0.1.0). Resources cross: a handle that one part makes can be given to
 * another, and back.
 *
 * WASI that nobody gives is there and denied, but for clocks, random numbers, and what `wasi` says.
 *
 * The parts run in this thread with nothing between them and the process but what they import: link only what is trusted. Components
 * of others belong to a scheduler, which contains them.
 *
 * Rejects with `LinkError`.
 *
 * @example
 * const { core, host } = await linkComponents({
 *   core: { wasm: await readFile("core.wasm") },
 *   host: {
 *     imports: ["scheduler:core-libs/parser@0.1.0"],
 *     native: (imports) => ({ "example:host/names": { nameOf: (yaml) => imports["scheduler:core-libs/parser"].parseScenario(yaml).name } }),
 *   },
 * });
 */
export async function linkComponents<Id extends string>(
  parts: { readonly [id in Id]: LinkPart },
  options: LinkOptions = {},
): Promise<{ readonly [id in Id]: LinkedExports }> {
  const loaded = new Map<string, LoadedPart>();
  for (const [id, part] of Object.entries<LinkPart>(parts)) loaded.set(id, await loadPart(id, part, options));
  const surfaces = [...loaded.values()];
  const imports = options.imports ?? {};
  const given = { ...(await wasiFor(missingWasi(surfaces, imports), options.wasi)), ...imports };
  const linked: { [id: string]: LinkedExports } = {};
  for (const { id, sources } of planLinks(surfaces, Object.keys(given))) {
    const wanted: { [name: string]: object } = {};
    for (const [name, source] of sources) wanted[name] = taken(id, name, source, linked, given);
    linked[id] = withoutVersions(instantiate(loaded.get(id), id, wanted));
  }
  // Every part has been planned, and so linked.
  return linked as { readonly [id in Id]: LinkedExports };
}

/** Loaded when first needed: WASI is most of what linking is made of, and most parts import none of it. */
async function wasiFor(names: readonly string[], wasi: LinkWasi = {}): Promise<LinkedExports> {
  return names.length === 0 ? {} : (await import("./link-wasi.ts")).linkedWasi(names, wasi);
}

function taken(
  id: string,
  wanted: string,
  { from, name }: Source,
  linked: { readonly [id: string]: LinkedExports },
  given: LinkedExports,
): object {
  const found = from === undefined ? given[name] : linked[from]?.[name];
  if (typeof found === "object" && found !== null) return found;
  const where = from === undefined ? '"imports"' : `"${from}"`;
  throw new LinkError("missing-import", `"${id}" imports ${wanted}, which is no object of functions in ${where}.`);
}

function instantiate(
  part: LoadedPart | undefined,
  id: string,
  imports: { readonly [name: string]: object },
): LinkedExports {
  try {
    return part?.instantiate(imports) ?? {};
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new LinkError("instantiation-failed", `"${id}" could not be instantiated: ${message}`, { cause });
  }
}

function withoutVersions(exports: LinkedExports): LinkedExports {
  const names: { [name: string]: unknown } = {};
  for (const [full, value] of Object.entries(exports)) {
    names[full] = value;
    if (isInterface(full)) names[interfaceName(full).name] ??= value;
  }
  return names;
}
