/**
 * Makes a core module one that its thread can be told to end, whatever it does.
 *
 * V8 looks whether it is to stop where a function begins and where a loop begins again, with exceptions, and nowhere else. That
 * leaves out, each seen to run on for minutes after its thread was terminated:
 *   1. Loops of tail calls: an optimised function that calls nothing else is entered without a look.
 *   2. Instructions that take long by themselves (`memory.fill` of a gigabyte, `table.copy`, …). A function may have a million of them
 *      in a row; and V8's first compiler looks in a loop only after some megabytes of its code were run, which such a loop takes hours for.
 * So before each of these a function is called that does nothing but let V8 look. One such instruction alone is bounded by the limits
 * of memory and tables.
 */
import { readCode, type Body } from "./code.ts";
import { HEADER_BYTES } from "./header.ts";
import { readModule } from "./core-module.ts";
import { BINARY_LIMITS } from "./limits.ts";
import { Names } from "./names.ts";
import type { ModulePlan } from "./plan.ts";
import { Reader } from "./reader.ts";
import { Refused } from "./refused.ts";
import type { BinaryRefusal } from "./types.ts";
import { Writer } from "./writer.ts";

const SECTION = { type: 1, function: 3, global: 6, export: 7, start: 8, element: 9, code: 10, dataCount: 12 } as const;
const AFTER_GLOBALS: ReadonlySet<number> = new Set([
  SECTION.export,
  SECTION.start,
  SECTION.element,
  SECTION.dataCount,
  SECTION.code,
]);

export type Interruptible =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly refusal: BinaryRefusal };

/** Refuses instructions that are not known, and what is no module. The bytes themselves where nothing is to be done. */
export function interruptible(bytes: Uint8Array<ArrayBuffer>): Interruptible {
  try {
    const module = readModule(new Reader(bytes), new Names(BINARY_LIMITS));
    const code = sectionOf(bytes, module, SECTION.code);
    const bodies = code === undefined ? [] : readCode(code);
    if (bodies.every(({ long }) => long.length === 0)) return { ok: true, bytes };
    return { ok: true, bytes: write(bytes, module, bodies) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

function write(bytes: Uint8Array, module: ModulePlan, bodies: readonly Body[]): Uint8Array<ArrayBuffer> {
  const { types, functions, globals } = module.counts;
  const look = { function: functions.imported + functions.defined, global: globals.imported + globals.defined };
  const out = new Writer(bytes);
  out.copy({ start: module.start, end: module.start + HEADER_BYTES });
  const append = (id: number, count: number, fill: (body: Writer) => void): void => {
    const section = sectionOf(bytes, module, id);
    out.section(id, (body) => {
      body.unsigned(count + 1);
      if (section !== undefined) {
        section.u32();
        body.copy({ start: section.at, end: section.end });
      }
      fill(body);
    });
  };
  let hasGlobals = false;
  const writeGlobals = (): void => {
    hasGlobals = true;
    append(SECTION.global, globals.defined, (body) => body.write(...COUNTER));
  };
  for (const { id, range } of module.pieces) {
    if (!hasGlobals && AFTER_GLOBALS.has(id)) writeGlobals();
    switch (id) {
      case SECTION.type:
        append(id, types, (body) => body.write(...NOTHING_TO_NOTHING));
        break;
      case SECTION.function:
        append(id, functions.defined, (body) => body.unsigned(types));
        break;
      case SECTION.global:
        writeGlobals();
        break;
      case SECTION.code:
        out.section(id, (body) => {
          body.unsigned(bodies.length + 1);
          for (const each of bodies) writeBody(bytes, body, each, look.function);
          writeLook(bytes, body, look.global);
        });
        break;
      default:
        out.copy(range);
    }
  }
  return out.done();
}

function writeBody(bytes: Uint8Array, out: Writer, { start, end, long }: Body, look: number): void {
  if (long.length === 0) {
    out.unsigned(end - start);
    return out.copy({ start, end });
  }
  out.sized((body) => {
    let from = start;
    for (const at of long) {
      body.copy({ start: from, end: at });
      body.write(CALL);
      body.unsigned(look);
      from = at;
    }
    body.copy({ start: from, end });
  });
}

const CALL = 0x10;
/** A type of function without parameters and results. */
const NOTHING_TO_NOTHING = [0x60, 0x00, 0x00];
/** `(global (mut i32) (i32.const 0))` */
const COUNTER = [0x7f, 0x01, 0x41, 0x00, 0x0b];

/**
 * `(loop (global.set $counter (i32.add (global.get $counter) (i32.const 1))) (br_if 0 (i32.and (global.get $counter) (i32.const 7))))`
 *
 * It runs eight times, and a compiler cannot know it: it neither takes the loop apart nor leaves the look out, be the
 * function compiled as one or within its callers.
 */
function writeLook(bytes: Uint8Array, out: Writer, counter: number): void {
  const index = new Writer(bytes);
  index.unsigned(counter);
  const global = index.done();
  const body = [
    [0x00, 0x03, 0x40],
    [0x23, ...global, 0x41, 0x01, 0x6a, 0x24, ...global],
    [0x23, ...global, 0x41, 0x07, 0x71, 0x0d, 0x00],
    [0x0b, 0x0b],
  ].flat();
  out.unsigned(body.length);
  out.write(...body);
}

/** A reader of what a section holds, after its id and size. */
function sectionOf(bytes: Uint8Array, module: ModulePlan, id: number): Reader | undefined {
  const found = module.pieces.find((piece) => piece.id === id);
  if (found === undefined) return undefined;
  const reader = new Reader(bytes, found.range.start, found.range.end);
  reader.byte();
  return reader.part(reader.u32());
}
