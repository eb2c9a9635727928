/**
 * The interfaces of a component, with the types of all that they hold. An exported instance has no type of its own: it is what a
 * nested component makes of what it is given. So components are followed as if they were instantiated, without their code.
 */
import { readExternName, readSort, readType } from "../binary/component-types.ts";
import { HEADER_BYTES } from "../binary/header.ts";
import { BINARY_LIMITS } from "../binary/limits.ts";
import { Names } from "../binary/names.ts";
import { Reader } from "../binary/reader.ts";
import { refuse } from "../binary/refused.ts";
import { readLifted } from "./canon.ts";
import type { Exports, Item, Type } from "./types.ts";
import { at, readForm, type TypeScope } from "./value-types.ts";

/** Imports and exports of the outermost component, in order. */
export interface Surface {
  readonly imports: Exports;
  readonly exports: Exports;
}

interface NestedComponent {
  readonly bytes: Reader;
  readonly parent: Scope;
}

/** What one component, or the type of an instance, can name so far. */
interface Scope extends TypeScope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  readonly functions: Type[];
  readonly instances: Exports[];
  readonly components: NestedComponent[];
  readonly imports: Map<string, Item>;
  readonly exports: Map<string, Item>;
  /** What its imports are given; the outermost component's are made of their types. */
  readonly given: Exports | undefined;
}

const OTHER: Item = { sort: "other" };

/** Of a component that `readComponent` accepts. Throws `Refused` on what it does not understand. */
export function readSurface(bytes: Uint8Array): Surface {
  const scope = scopeIn(undefined, new Names(BINARY_LIMITS), undefined);
  readComponentBody(new Reader(bytes), scope);
  return { imports: scope.imports, exports: scope.exports };
}

function scopeIn(parent: Scope | undefined, names: Names, given: Exports | undefined): Scope {
  const depth = parent === undefined ? 0 : parent.depth + 1;
  if (depth > BINARY_LIMITS.depth) refuse("component-too-large", "Its types are nested too deeply.");
  const [imports, exports] = [new Map<string, Item>(), new Map<string, Item>()];
  return { parent, depth, names, given, types: [], functions: [], instances: [], components: [], imports, exports };
}

function readComponentBody(reader: Reader, scope: Scope): void {
  reader.part(HEADER_BYTES);
  while (!reader.done) {
    const id = reader.byte();
    const body = reader.part(reader.u32());
    if (id === 4) scope.components.push({ bytes: body, parent: scope });
    else if (id === 8)
      for (const index of readLifted(body)) scope.functions.push(at(scope.types, index, "type of a function"));
    else if (id in ITEMS) for (let left = body.count(); left > 0; left--) ITEMS[id]?.(body, scope);
    // Core modules, their instances and types, custom sections: nothing of them shows.
  }
}

/** By the number of the section. */
const ITEMS: { readonly [section: number]: (reader: Reader, scope: Scope) => void } = {
  5: (reader, scope) => scope.instances.push(readInstance(reader, scope)),
  6: readAlias,
  7: readTypeDefinition,
  10: (reader, scope) => {
    const name = readExternName(reader, scope.names);
    const wanted = readExtern(reader, scope);
    // A nested component goes on with what it was given: that the types fit is for the engine to check.
    const item = scope.given === undefined ? wanted : (scope.given.get(name) ?? missing("import"));
    scope.imports.set(name, put(scope, named(item)));
  },
  11: (reader, scope) => {
    const name = readExternName(reader, scope.names);
    const item = readReference(reader, scope);
    const ascribed = reader.byte() === 0x00 ? undefined : readExtern(reader, scope);
    // Only a function gains by what an export says of it: it then refers to types by the names that were exported.
    scope.exports.set(name, put(scope, named(ascribed?.sort === "func" ? ascribed : item)));
  },
};

/** A type that is imported or exported is one that can have a name. */
function named(item: Item): Item {
  return item.sort === "type" ? { sort: "type", type: { form: { kind: "same", of: item.type } } } : item;
}

/** Gives it the next number of its sort. */
function put(scope: Scope, item: Item): Item {
  if (item.sort === "type") scope.types.push(item.type);
  else if (item.sort === "func") scope.functions.push(item.type);
  else if (item.sort === "instance") scope.instances.push(item.exports);
  return item;
}

function readTypeDefinition(reader: Reader, scope: Scope): void {
  const start = reader.at;
  const form = reader.byte();
  if (form !== 0x41 && form !== 0x42) {
    scope.types.push({ form: readForm(reader, form, scope) });
    return;
  }
  reader.at = start;
  readType(reader, { names: scope.names, depth: BINARY_LIMITS.depth });
  const { bytes, at: end } = reader;
  let within = false;
  const make = (): Exports => {
    // By its number it could name itself, which a type that is read once cannot.
    if (within) missing("type");
    within = true;
    const exports = readInstanceType(new Reader(bytes, start + 1, end), scope);
    within = false;
    return exports;
  };
  scope.types.push({ form: form === 0x41 ? { kind: "component" } : { kind: "instance", make } });
}

function readInstanceType(reader: Reader, parent: Scope): Exports {
  const scope = scopeIn(parent, parent.names, undefined);
  for (let left = reader.count(); left > 0; left--) {
    const kind = reader.byte();
    if (kind === 0x01) readTypeDefinition(reader, scope);
    else if (kind === 0x02) readAlias(reader, scope);
    else if (kind === 0x04) {
      const name = readExternName(reader, scope.names);
      scope.exports.set(name, put(scope, named(readExtern(reader, scope))));
    } else reader.unknown("kind of declaration", kind);
  }
  return scope.exports;
}

/** What an import or export is of, by its type. */
function readExtern(reader: Reader, scope: Scope): Item {
  const kind = reader.byte();
  switch (kind) {
    case 0x01:
      return { sort: "func", type: at(scope.types, reader.u32(), "type") };
    case 0x03: {
      const bounded = reader.byte() === 0x00;
      return { sort: "type", type: bounded ? at(scope.types, reader.u32(), "type") : { form: { kind: "resource" } } };
    }
    case 0x05: {
      const { form } = at(scope.types, reader.u32(), "type");
      return { sort: "instance", exports: form.kind === "instance" ? form.make() : missing("type of an instance") };
    }
    case 0x04:
      reader.u32();
      return OTHER;
    default:
      return reader.unknown("kind of extern", kind);
  }
}

/** What is exported or passed on, by its sort and number. */
function readReference(reader: Reader, scope: Scope): Item {
  const sort = readSort(reader);
  const index = reader.u32();
  if (sort === "type") return { sort, type: at(scope.types, index, "type") };
  if (sort === "func") return { sort, type: at(scope.functions, index, "function") };
  if (sort === "instance") return { sort, exports: at(scope.instances, index, "instance") };
  return OTHER;
}

function readInstance(reader: Reader, scope: Scope): Exports {
  const kind = reader.byte();
  const component = kind === 0x00 ? at(scope.components, reader.u32(), "component") : undefined;
  const given = new Map<string, Item>();
  for (let left = reader.count(); left > 0; left--) {
    const name = component === undefined ? readExternName(reader, scope.names) : scope.names.extern(reader);
    given.set(name, readReference(reader, scope));
  }
  if (component === undefined) return given;
  const { bytes, parent } = component;
  const inner = scopeIn(parent, scope.names, given);
  readComponentBody(new Reader(bytes.bytes, bytes.at, bytes.end), inner);
  return inner.exports;
}

function readAlias(reader: Reader, scope: Scope): void {
  const sort = readSort(reader);
  const target = reader.byte();
  if (target === 0x00) {
    const exports = at(scope.instances, reader.u32(), "instance");
    put(scope, exports.get(scope.names.extern(reader)) ?? missing("export"));
  } else if (target === 0x01) {
    reader.u32();
    scope.names.core(reader);
  } else if (target === 0x02) {
    let outer: Scope | undefined = scope;
    for (let levels = reader.u32(); levels > 0; levels--) outer = outer?.parent ?? missing("component");
    const index = reader.u32();
    if (sort === "type") scope.types.push(at(outer.types, index, "type"));
    else if (sort === "component") scope.components.push(at(outer.components, index, "component"));
  } else reader.unknown("target of an alias", target);
}

function missing(what: string): never {
  return refuse("component-malformed", `It uses a ${what} that does not exist.`);
}
