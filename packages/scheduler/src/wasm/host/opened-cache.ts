/**
 * Which files have passed the gates before, with which bounds, and where what came of them is kept: a file that is met again is hashed
 * and not read through again.
 */
import type { ComponentLimits } from "../../policy/limits.ts";
import type { ComponentFacts } from "../binary/types.ts";
import { Cache, cacheKey } from "../transpile/cache.ts";
import { cacheFolder } from "../transpile/cache-folder.ts";
import { TRANSPILER } from "../transpile/generate-options.ts";
import { keptTranspiled } from "../transpile/transpile.ts";
import type { Transpiled } from "../transpile/types.ts";

/** Raised when a gate changes: then every file passes them anew. */
const GATES = "gates 4";

export interface KeptOpened {
  readonly facts: ComponentFacts;
  readonly transpiled: Transpiled;
}

export class OpenedCache {
  readonly #folder: string;
  readonly #key: string;

  private constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  /** For one file with its bounds; undefined where nothing is kept. */
  static of(
    sha256: string,
    { memory, tables }: ComponentLimits,
    folder: string | null = cacheFolder(),
  ): OpenedCache | undefined {
    if (folder === null) return undefined;
    return new OpenedCache(folder, cacheKey(GATES, TRANSPILER, sha256, `${memory} ${tables}`));
  }

  async read(): Promise<KeptOpened | undefined> {
    const kept = await new Cache(this.#folder).read(this.#key);
    if (kept === undefined) return undefined;
    // The cache gives an entry whole or not at all, and only `write` makes one.
    const { facts, key } = JSON.parse(kept.toString("utf8")) as {
      readonly facts: ComponentFacts;
      readonly key: string;
    };
    const transpiled = await keptTranspiled(key, this.#folder);
    return transpiled === undefined ? undefined : { facts, transpiled };
  }

  async write({ facts, transpiled }: KeptOpened): Promise<void> {
    const text = JSON.stringify({ facts, key: transpiled.key });
    await new Cache(this.#folder).write(this.#key, [Buffer.from(text)]);
  }
}
