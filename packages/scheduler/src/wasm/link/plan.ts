import { interfaceName, standsFor } from "./interface-name.ts";
import { LinkError } from "./types.ts";

/** A part as far as linking looks at it: full names of interfaces. */
export interface Surface {
  readonly id: string;
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** Where an import comes from: another part, or what the caller gives; and the full name that it has there. */
export interface Source {
  readonly from: string | undefined;
  readonly name: string;
}

export interface PlannedPart {
  readonly id: string;
  /** By the name of the import without its version. */
  readonly sources: ReadonlyMap<string, Source>;
}

/** The parts in an order in which each comes after those that it imports from. Throws `LinkError`. */
export function planLinks(surfaces: readonly Surface[], given: readonly string[]): readonly PlannedPart[] {
  const planned = surfaces.map((part): PlannedPart => ({
    id: part.id,
    sources: new Map(part.imports.map((full) => [interfaceName(full).name, sourceOf(part, full, surfaces, given)])),
  }));
  return inOrder(planned);
}

function sourceOf(part: Surface, full: string, surfaces: readonly Surface[], given: readonly string[]): Source {
  const wanted = interfaceName(full);
  // What the caller gives goes before: it is how one part is kept from another.
  const own = given.map((name): Source => ({ from: undefined, name }));
  const others = surfaces
    .filter(({ id }) => id !== part.id)
    .flatMap(({ id, exports }) => exports.map((name): Source => ({ from: id, name })));
  for (const sources of [own, others]) {
    const named = sources.filter(({ name }) => interfaceName(name).name === wanted.name);
    const fitting = named.filter(({ name }) => standsFor(interfaceName(name).version, wanted.version));
    const [only, ...more] = fitting;
    if (only !== undefined && more.length === 0) return only;
    if (only !== undefined) {
      const names = fitting.map(({ from }) => `"${from ?? "imports"}"`).join(" and ");
      throw new LinkError("ambiguous-import", `"${part.id}" imports ${full}, which ${names} export.`);
    }
    const [other] = named;
    if (other === undefined) continue;
    const where = other.from === undefined ? '"imports" gives' : `"${other.from}" exports`;
    const message = `"${part.id}" imports ${full}; ${where} ${other.name}, which does not stand for that version.`;
    throw new LinkError("import-version", message);
  }
  const message = `"${part.id}" imports ${full}, which no part exports and "imports" does not give.`;
  throw new LinkError("missing-import", message);
}

function inOrder(parts: readonly PlannedPart[]): readonly PlannedPart[] {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const ordered: PlannedPart[] = [];
  const way: string[] = [];
  const visit = (part: PlannedPart): void => {
    if (ordered.includes(part)) return;
    const again = way.indexOf(part.id);
    if (again >= 0) {
      const circle = [...way.slice(again), part.id].map((id) => `"${id}"`).join(" → ");
      throw new LinkError("import-cycle", `The parts import from each other in a circle: ${circle}.`);
    }
    way.push(part.id);
    for (const { from } of part.sources.values()) {
      const source = from === undefined ? undefined : byId.get(from);
      if (source !== undefined) visit(source);
    }
    way.pop();
    ordered.push(part);
  };
  for (const part of parts) visit(part);
  return ordered;
}
