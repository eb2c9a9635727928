/**
 * Bounds what a component can ever hold in memories and tables, by writing maximums into its bytes: the engine enforces them, and
 * the guest sees an allocation fail.
 *
 * What is guaranteed, of the component that comes out:
 *   1. Memories of one instantiation of it have at most `maxMemoryBytes` together, however often a module or a nested component
 *      is instantiated in it; tables have at most `maxTableElements` elements together.
 *   2. No minimum is changed, and no maximum is raised.
 *   3. Nothing else changes but custom sections, which are left out: they mean nothing to the engine, and their names are not
 *      checked.
 * Imported memories and tables keep the limits of their import: a smaller maximum of the exporter fits every import that the
 * larger one fitted.
 */
import { allot } from "./allot.ts";
import { HEADER_BYTES } from "./header.ts";
import { LIMIT, readModule } from "./core-module.ts";
import type { Weighted } from "./instances.ts";
import { BINARY_LIMITS } from "./limits.ts";
import { Names } from "./names.ts";
import type { ComponentPlan, Limited, ModulePlan } from "./plan.ts";
import { PAGE_BYTES, type ReadComponent } from "./read.ts";
import { Reader } from "./reader.ts";
import type { BinaryRefusal, ComponentCaps } from "./types.ts";
import { Writer } from "./writer.ts";

type Maximums = ReadonlyMap<Limited, number>;
type Capped =
  | { readonly ok: true; readonly maximums: Maximums }
  | { readonly ok: false; readonly refusal: BinaryRefusal };

/** A component that was read, without custom sections. Only such a one reaches the transpiler. */
export class PlainComponent {
  readonly ok = true;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #read: ReadComponent;
  readonly #maximums: Maximums;

  constructor(read: ReadComponent, maximums: Maximums) {
    this.#read = read;
    this.#maximums = maximums;
    const out = new Writer(read.bytes);
    fillComponent(out, read.plan, maximums);
    this.bytes = out.done();
  }

  /** The core modules in it, at every depth, each a copy. */
  modules(): readonly Uint8Array<ArrayBuffer>[] {
    return modulesIn(this.#read.plan).map((module) => {
      const out = new Writer(this.#read.bytes);
      fillModule(out, module, this.#maximums);
      return out.done();
    });
  }
}

export type CapResult = PlainComponent | { readonly ok: false; readonly refusal: BinaryRefusal };

/** Refuses what begins beyond its caps. Takes time in proportion to the bytes. */
export function capComponent(read: ReadComponent, caps: ComponentCaps): CapResult {
  const { weighted } = read;
  const memories = maximumsOf(weighted, "memories", caps.maxMemoryBytes, PAGE_BYTES);
  if (!memories.ok) return memories;
  const tables = maximumsOf(weighted, "tables", caps.maxTableElements, 1);
  if (!tables.ok) return tables;
  return new PlainComponent(read, new Map([...memories.maximums, ...tables.maximums]));
}

/** With its own maximums. */
export function plainComponent(read: ReadComponent): PlainComponent {
  return new PlainComponent(read, new Map());
}

/**
 * The same for a single core module that is trusted, such as the transpiler's own. Each of its memories gets at most
 * `maxMemoryBytes`; throws where it is no module.
 */
export function capModule(bytes: Uint8Array, maxMemoryBytes: number): Uint8Array<ArrayBuffer> {
  const module = readModule(new Reader(bytes), new Names(BINARY_LIMITS));
  const most = Math.floor(maxMemoryBytes / PAGE_BYTES);
  const maximums = module.memories.map((limited) => [limited, Math.min(limited.maximum ?? most, most)] as const);
  const out = new Writer(bytes);
  fillModule(out, module, new Map(maximums));
  return out.done();
}

function modulesIn({ pieces }: ComponentPlan): readonly ModulePlan[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === "component") return modulesIn(piece.component);
    return piece.kind === "module" ? [piece.module] : [];
  });
}

function maximumsOf(weighted: Weighted, of: "memories" | "tables", cap: number, unit: number): Capped {
  const entries = [...weighted].flatMap(([module, times]) => module[of].map((limited) => ({ limited, times })));
  const claims = entries.map(({ limited, times }) => {
    const { minimum, maximum = mostOf(of, limited) } = limited;
    return { times, minimum, maximum };
  });
  const given = allot(claims, Math.floor(cap / unit));
  if (given !== undefined) {
    return { ok: true, maximums: new Map(entries.map(({ limited }, at) => [limited, given[at] ?? limited.minimum])) };
  }
  const atLeast = claims.reduce((sum, { times, minimum }) => sum + times * minimum * unit, 0);
  const limit = of === "memories" ? "memory" : "tables";
  const what = of === "memories" ? "bytes of memory" : "elements in tables";
  const message = `It begins with ${atLeast} ${what}; its limit for ${limit} is ${cap}.`;
  return { ok: false, refusal: { code: "component-over-limit", message, needs: { limit, atLeast } } };
}

/** The largest maximum that can be written where none is. */
function mostOf(of: "memories" | "tables", { flags }: Limited): number {
  if (flags & LIMIT.wide) return 2 ** 48;
  return of === "memories" ? 2 ** 16 : 2 ** 32 - 1;
}

function fillComponent(out: Writer, plan: ComponentPlan, maximums: Maximums): void {
  out.copy({ start: plan.start, end: plan.start + HEADER_BYTES });
  for (const piece of plan.pieces) {
    switch (piece.kind) {
      case "section":
        out.copy(piece.range);
        break;
      case "module":
        out.section(SECTION_MODULE, (body) => fillModule(body, piece.module, maximums));
        break;
      case "component":
        out.section(SECTION_COMPONENT, (body) => fillComponent(body, piece.component, maximums));
        break;
    }
  }
}

const SECTION_MODULE = 1;
const SECTION_COMPONENT = 4;

function fillModule(out: Writer, module: ModulePlan, maximums: Maximums): void {
  out.copy({ start: module.start, end: module.start + HEADER_BYTES });
  for (const piece of module.pieces) {
    if (piece.kind === "section") out.copy(piece.range);
    else {
      out.section(piece.id, (body) => {
        body.unsigned(piece.definitions.length);
        for (const limited of piece.definitions) fillLimited(body, limited, maximums.get(limited) ?? limited.maximum);
      });
    }
  }
}

function fillLimited(out: Writer, limited: Limited, maximum: number | undefined): void {
  out.copy(limited.before);
  out.write(maximum === undefined ? limited.flags : limited.flags | LIMIT.maximum);
  out.unsigned(limited.minimum);
  if (maximum !== undefined) out.unsigned(maximum);
  out.copy(limited.after);
}
