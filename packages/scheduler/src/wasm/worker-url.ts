/**
 * Where the entry of a worker thread lies: a source file while this file is one, else a file of the build. There, every chunk that
 * this code may end up in lies in `dist` itself.
 */
const ENTRIES = {
  transpile: { source: "./transpile/source-worker.ts", built: "./transpiler/worker.js" },
  guest: { source: "./worker/entry.ts", built: "./guest-worker.js" },
} as const;

export function workerUrl(name: keyof typeof ENTRIES): URL {
  const { source, built } = ENTRIES[name];
  return new URL(import.meta.url.endsWith(".ts") ? source : built, import.meta.url);
}
