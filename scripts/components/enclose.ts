import { componentOf, externName, section, SECTION, SORT, text, vector } from "./binary.ts";

/**
 * A component around `inner` that exports these instances of it and nothing else. Engines leave exports of their own at the root
 * (`init`, which could be called again by whoever holds the component). `inner` must import nothing.
 */
export function encloseComponent(inner: Uint8Array, instances: readonly string[]): Uint8Array {
  const instantiate = [0x00, 0x00, ...vector([])];
  // Instance 0 is that of `inner`; each alias makes the next one.
  const aliases = instances.map((name) => [...SORT.instance, 0x00, 0x00, ...text(name)]);
  const exports = instances.map((name, index) => [...externName(name), ...SORT.instance, index + 1, 0x00]);
  return componentOf([
    section(SECTION.component, inner),
    section(SECTION.instance, vector([instantiate])),
    section(SECTION.alias, vector(aliases)),
    section(SECTION.export, vector(exports)),
  ]);
}
