/**
 * Reads a component and what is nested in it: every section in which a name can stand, and what is instantiated.
 *
 * Modules and components are followed by their numbers, so that it is known how often each comes into being. Those that are
 * imported, or taken out of an instance, cannot be followed; they are refused, and no toolchain makes them.
 */
import {
  readAliasTarget,
  readCoreType,
  readExternName,
  readExternType,
  readSort,
  readType,
} from "./component-types.ts";
import { CORE_MODULE, COMPONENT, hasHeader, HEADER_BYTES } from "./header.ts";
import { readModule } from "./core-module.ts";
import type { BinaryLimits } from "./limits.ts";
import { Names } from "./names.ts";
import type { ComponentPlan, ModulePlan, Piece } from "./plan.ts";
import type { Reader } from "./reader.ts";
import { refuse } from "./refused.ts";
import type { ComponentExtern, ExternKind } from "./types.ts";

const SECTION = {
  custom: 0,
  coreModule: 1,
  coreInstance: 2,
  coreType: 3,
  component: 4,
  instance: 5,
  alias: 6,
  type: 7,
  canon: 8,
  start: 9,
  import: 10,
  export: 11,
} as const;

/** What one component can name so far, and what was found in it. */
interface Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  readonly modules: ModulePlan[];
  readonly components: ComponentPlan[];
  readonly pieces: Piece[];
  readonly modulesMade: ModulePlan[];
  readonly componentsMade: ComponentPlan[];
  readonly imports: ComponentExtern[];
  readonly exports: ComponentExtern[];
}

/** One reading of one binary. */
export class ComponentReader {
  /** In the order in which they end, the outermost last: what is made in a component stands before it. */
  readonly components: ComponentPlan[] = [];
  readonly modules: ModulePlan[] = [];
  readonly #limits: BinaryLimits;
  readonly #names: Names;
  #definitions = 0;
  #made = 0;

  constructor(limits: BinaryLimits) {
    this.#limits = limits;
    this.#names = new Names(limits);
  }

  /** `reader` stands at the header of a component, whose first bytes were looked at. */
  read(reader: Reader, parent?: Scope): Scope {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    if (depth > this.#limits.depth) {
      refuse("component-too-large", `Components are nested deeper than ${this.#limits.depth} levels.`);
    }
    const begin = reader.at;
    reader.part(HEADER_BYTES);
    const scope: Scope = {
      parent,
      depth,
      modules: [],
      components: [],
      pieces: [],
      modulesMade: [],
      componentsMade: [],
      imports: [],
      exports: [],
    };
    while (!reader.done) {
      const start = reader.at;
      const id = reader.byte();
      const body = reader.part(reader.u32());
      const piece = this.#section(id, body, scope);
      if (piece === "copy") scope.pieces.push({ kind: "section", range: { start, end: reader.at } });
      else if (piece !== undefined) scope.pieces.push(piece);
    }
    const { pieces, modulesMade, componentsMade } = scope;
    this.components.push({ start: begin, pieces, modulesMade, componentsMade });
    return scope;
  }

  #section(id: number, body: Reader, scope: Scope): Piece | "copy" | undefined {
    switch (id) {
      case SECTION.custom:
        return undefined;
      case SECTION.coreModule:
        return this.#module(body, scope);
      case SECTION.component:
        return this.#component(body, scope);
      case SECTION.canon:
      case SECTION.start:
        // Numbers alone.
        return "copy";
      default:
        if (id > SECTION.export) return body.unknown("section of a component", id);
        for (let left = body.count(); left > 0; left--) this.#item(id, body, scope);
        body.expectDone("A section");
        return "copy";
    }
  }

  #item(id: number, body: Reader, scope: Scope): void {
    const names = this.#names;
    switch (id) {
      case SECTION.coreInstance:
        return this.#coreInstance(body, scope);
      case SECTION.coreType:
        return readCoreType(body);
      case SECTION.instance:
        return this.#instance(body, scope);
      case SECTION.alias: {
        const { sort, outer } = readAliasTarget(body, names);
        if (sort === "module")
          scope.modules.push(outerOf(scope, outer).modules[outer?.index ?? 0] ?? missing("module"));
        if (sort === "component") {
          scope.components.push(outerOf(scope, outer).components[outer?.index ?? 0] ?? missing("component"));
        }
        return;
      }
      case SECTION.type:
        return readType(body, { names, depth: this.#limits.depth });
      case SECTION.import: {
        const name = readExternName(body, names);
        const kind = readExternType(body);
        names.suits(name, kind);
        if (kind === "module" || kind === "component") unfollowed(`imports a ${kind}`);
        scope.imports.push({ name, kind });
        return;
      }
      case SECTION.export: {
        const name = readExternName(body, names);
        const kind = readExported(body);
        names.suits(name, kind);
        if (body.byte() !== 0x00) readExternType(body);
        scope.exports.push({ name, kind });
        return;
      }
      default:
        body.unknown("section of a component", id);
    }
  }

  #module(body: Reader, scope: Scope): Piece {
    if (this.modules.length >= this.#limits.modules) {
      refuse("component-too-large", `It holds more than ${this.#limits.modules} core modules.`);
    }
    if (!hasHeader(body, CORE_MODULE)) refuse("component-malformed", `No core module begins at ${body.place()}.`);
    const module = readModule(body, this.#names);
    this.#definitions += module.memories.length + module.tables.length;
    if (this.#definitions > this.#limits.definitions) {
      refuse("component-too-large", `It defines more than ${this.#limits.definitions} memories and tables.`);
    }
    this.modules.push(module);
    scope.modules.push(module);
    return { kind: "module", module };
  }

  #component(body: Reader, scope: Scope): Piece {
    if (this.components.length >= this.#limits.components) {
      refuse("component-too-large", `It holds more than ${this.#limits.components} components.`);
    }
    if (!hasHeader(body, COMPONENT)) refuse("component-malformed", `No component begins at ${body.place()}.`);
    this.read(body, scope);
    const component = this.components.at(-1) ?? missing("component");
    scope.components.push(component);
    return { kind: "component", component };
  }

  #coreInstance(body: Reader, scope: Scope): void {
    const kind = body.byte();
    if (kind === 0x00) {
      const module = scope.modules[body.u32()] ?? missing("module");
      scope.modulesMade.push(module);
      this.#countMade();
      for (let left = body.count(); left > 0; left--) {
        this.#names.core(body);
        body.byte();
        body.u32();
      }
    } else if (kind === 0x01) {
      for (let left = body.count(); left > 0; left--) {
        this.#names.core(body);
        body.byte();
        body.u32();
      }
    } else body.unknown("kind of core instance", kind);
  }

  #instance(body: Reader, scope: Scope): void {
    const kind = body.byte();
    if (kind === 0x00) {
      const component = scope.components[body.u32()] ?? missing("component");
      scope.componentsMade.push(component);
      this.#countMade();
      for (let left = body.count(); left > 0; left--) {
        const name = this.#names.extern(body);
        this.#names.suits(name, readExported(body));
      }
    } else if (kind === 0x01) {
      for (let left = body.count(); left > 0; left--) {
        const name = readExternName(body, this.#names);
        this.#names.suits(name, readExported(body));
      }
    } else body.unknown("kind of instance", kind);
  }

  #countMade(): void {
    this.#made += 1;
    if (this.#made > this.#limits.instances) {
      refuse("component-too-large", `It makes more than ${this.#limits.instances} instances.`);
    }
  }
}

/** The sort and number of what is exported or passed on. */
function readExported(body: Reader): ExternKind {
  const sort = readSort(body);
  body.u32();
  if (sort === "module" || sort === "component") return unfollowed(`exports or passes on a ${sort}`);
  return sort === "core" ? body.unknown("sort of an export", 0) : sort;
}

function outerOf(scope: Scope, outer: { readonly levels: number } | undefined): Scope {
  if (outer === undefined) return unfollowed("takes a module or component out of an instance");
  let found: Scope | undefined = scope;
  for (let level = 0; level < outer.levels; level++) found = found?.parent;
  return found ?? missing("component");
}

function unfollowed(what: string): never {
  return refuse("component-unsupported", `It ${what}, which is not run here.`);
}

function missing(what: string): never {
  return refuse("component-malformed", `It uses a ${what} that does not exist.`);
}
