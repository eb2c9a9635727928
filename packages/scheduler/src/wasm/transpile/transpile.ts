import { createHash } from "node:crypto";
import type { PlainComponent } from "../binary/cap.ts";
import { interruptible, type Interruptible } from "../binary/interruptible.ts";
import { Cache, cacheKey } from "./cache.ts";
import { cacheFolder } from "./cache-folder.ts";
import { whyNotPlain } from "./check-source.ts";
import { decodeEntry, encodeEntry, ENTRY_FORMAT } from "./entry.ts";
import { withSafeFinalizers } from "./finalizers.ts";
import { generateOptions, TRANSPILER } from "./generate-options.ts";
import type { Generated } from "./protocol.ts";
import { startThread } from "./thread.ts";
import type { Transpiled, TranspileOptions, TranspileRefusal, TranspileResult } from "./types.ts";

/**
 * A component as JavaScript and core modules. Memories and tables are expected to be capped already (`capComponent`).
 *
 * The transpiler runs in a thread made for it, which may be started before, or not at all where the cache has the result. Codes:
 * `component-malformed` where the transpiler refuses or fails, `component-too-large` where it takes too long or too much,
 * `component-unsafe` where what it made is not what a component is made into; `component-unsupported` where it has instructions that are not known. Never rejects.
 */
export async function transpileComponent(
  component: PlainComponent,
  options: TranspileOptions = {},
): Promise<TranspileResult> {
  const key = cacheKey(`${TRANSPILER} ${ENTRY_FORMAT} ${JSON.stringify(generateOptions)}`, component.bytes);
  const { cacheFolder: folder = cacheFolder(), timeoutMs, thread } = options;
  const cache = folder === null ? undefined : new Cache(folder, options.cacheBytes);
  const kept = await cache?.read(key);
  if (kept !== undefined) return { ok: true, transpiled: transpiledOf(key, decodeEntry(kept), true), notes: [] };
  const asked = (thread ?? startThread("transpile")).ask(component.bytes, timeoutMs);
  // While the transpiler works.
  const lookAt = lookAhead(component.modules());
  options.meanwhile?.();
  const result = await asked;
  if (!result.ok) return result;
  if (result.answer.job !== "transpile")
    return refuse("component-malformed", "The transpiler answered something else.");
  const modules: Generated["modules"][number][] = [];
  // What the transpiler adds is looked at too: all that will be compiled.
  for (const [name, module] of result.answer.generated.modules) {
    const made = lookAt(module);
    if (!made.ok) return made;
    modules.push([name, made.bytes]);
  }
  const source = withSafeFinalizers(result.answer.generated.source);
  const generated: Generated = { ...result.answer.generated, source, modules };
  const why = whyNotPlain(generated.source);
  if (why !== undefined)
    return refuse("component-unsafe", `The JavaScript made from it ${why}; no component needs that.`);
  const note = await cache?.write(key, encodeEntry(generated));
  return { ok: true, transpiled: transpiledOf(key, generated, false), notes: note === undefined ? [] : [note] };
}

/** What was kept under the key of an earlier result, if it is still there. */
export async function keptTranspiled(key: string, folder: string): Promise<Transpiled | undefined> {
  const kept = await new Cache(folder).read(key);
  return kept === undefined ? undefined : transpiledOf(key, decodeEntry(kept), true);
}

/** Looks at modules that the transpiler will most likely hand out as they are. What comes out is what `interruptible` gives. */
function lookAhead(modules: readonly Uint8Array<ArrayBuffer>[]): (module: Uint8Array<ArrayBuffer>) => Interruptible {
  const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  const made = new Map(modules.map((bytes) => [digest(bytes), interruptible(bytes)]));
  return (module) => made.get(digest(module)) ?? interruptible(module);
}

function transpiledOf(key: string, { source, modules, imports, exports }: Generated, cached: boolean): Transpiled {
  return {
    key,
    source,
    modules: new Map(modules),
    imports,
    exports: exports.map(([name, kind]) => ({ name, kind })),
    cached,
  };
}

function refuse(code: TranspileRefusal["code"], message: string): TranspileResult {
  return { ok: false, refusal: { code, message } };
}
