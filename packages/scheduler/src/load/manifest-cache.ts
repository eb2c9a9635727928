import type { ManifestCache } from "../wasm/host/code.ts";
import { Cache, cacheKey } from "../wasm/transpile/cache.ts";
import { cacheFolder } from "../wasm/transpile/cache-folder.ts";

/** Raised when what a manifest is asked with changes. */
const FORMAT = "manifest 1";

/** Manifests of `.wasm` components by their content, kept where what was transpiled is kept; undefined where nothing is kept. */
export function manifestCache(folder: string | null = cacheFolder()): ManifestCache | undefined {
  if (folder === null) return undefined;
  const cache = new Cache(folder);
  const keyOf = (sha256: string): string => cacheKey(FORMAT, sha256);
  return {
    read: async (sha256) => {
      const kept = await cache.read(keyOf(sha256));
      // The cache gives an entry whole or not at all.
      return kept === undefined ? undefined : (JSON.parse(kept.toString("utf8")) as unknown);
    },
    write: async (sha256, manifest) => {
      await cache.write(keyOf(sha256), [Buffer.from(JSON.stringify(manifest))]);
    },
  };
}
