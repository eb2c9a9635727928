import { plainComponent } from "../binary/cap.ts";
import { readComponent } from "../binary/read.ts";
import { keepDeadCode } from "../keep-dead-code.ts";
import { transpileComponent } from "../transpile/transpile.ts";
import { loadGuestModule } from "../worker/instance.ts";
import { interfaceName, isInterface } from "./interface-name.ts";
import type { Surface } from "./plan.ts";
import {
  LinkError,
  type LinkedExports,
  type LinkOptions,
  type LinkPart,
  type NativePart,
  type WasmPart,
} from "./types.ts";

/** A part that can be instantiated once what it imports is there. */
export interface LoadedPart extends Surface {
  readonly instantiate: (imports: { readonly [name: string]: object }) => LinkedExports;
}

/** Reads what a part imports and exports; compiles it where it is compiled code. Throws `LinkError`. */
export function loadPart(id: string, part: LinkPart, options: LinkOptions): Promise<LoadedPart> {
  return "wasm" in part ? loadWasm(id, part, options) : Promise.resolve(loadNative(id, part));
}

function loadNative(id: string, { native, imports = [], exports = [] }: NativePart): LoadedPart {
  if (typeof native === "function") return { id, imports, exports, instantiate: native };
  return { id, imports, exports: Object.keys(native).filter(isInterface), instantiate: () => native };
}

async function loadWasm(id: string, { wasm }: WasmPart, { cacheFolder }: LinkOptions): Promise<LoadedPart> {
  const read = readComponent(wasm);
  if (!read.ok) throw unusable(id, read.refusal.message, read.refusal);
  const result = await transpileComponent(plainComponent(read), cacheFolder === undefined ? {} : { cacheFolder });
  if (!result.ok) throw unusable(id, result.refusal.message, result.refusal);
  const { modules, imports, source } = result.transpiled;
  keepDeadCode();
  const module = await loadGuestModule(source);
  const compiled = new Map<string, WebAssembly.Module>();
  for (const [name, bytes] of modules) compiled.set(name, new WebAssembly.Module(bytes));
  const asked = new Set(imports);
  return {
    id,
    // An interface of types alone is imported, but never asked for.
    imports: read.facts.imports.map(({ name }) => name).filter((name) => asked.has(interfaceName(name).name)),
    exports: read.facts.exports.map(({ name }) => name).filter(isInterface),
    instantiate: (given) =>
      module.instantiate(
        (path) => {
          const core = compiled.get(path);
          if (core === undefined) throw new Error(`The transpiled module asks for ${path}, which is not there.`);
          return core;
        },
        given,
        (core, wanted) => new WebAssembly.Instance(core, wanted),
      ),
  };
}

function unusable(id: string, message: string, cause: unknown): LinkError {
  return new LinkError("unusable-component", `"${id}" cannot be loaded: ${message}`, { cause });
}
