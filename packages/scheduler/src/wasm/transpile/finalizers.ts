/** How the transpiler has a resource's destructor called once the collector has found that nobody holds the resource. */
const FINALIZER = "new FinalizationRegistry(unregister)";
const SAFE = "new FinalizationRegistry((handle) => { try { unregister(handle); } catch {} })";

/**
 * Code whose finalizers never throw. The destructor of an instance that has trapped does, and what a finalizer throws has nobody to catch it:
 * it ends the process, at a moment that the collector chooses.
 */
export function withSafeFinalizers(source: string): string {
  return source.replaceAll(FINALIZER, SAFE);
}
