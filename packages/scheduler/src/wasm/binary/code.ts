/**
 * Decodes the bodies of a core module's functions, each instruction with its immediates. Whether they fit together is for the engine to
 * say; an instruction that is not known here is refused, since where it ends is not known either.
 */
import type { Range } from "./plan.ts";
import type { Reader } from "./reader.ts";
import { refuse } from "./refused.ts";

/** The body of one function: its locals and instructions, and where in it an instruction stands that can keep the engine long. */
export interface Body extends Range {
  readonly long: readonly number[];
}

/** Kinds of immediates. */
const UNKNOWN = 0;
const NONE = 1;
/** One number, two numbers. */
const NUMBER = 2;
const NUMBERS = 3;
/** Alignment, maybe a memory, and an offset. */
const ADDRESS = 4;
const BLOCK = 5;
const BYTE = 6;
const BYTES_4 = 7;
const BYTES_8 = 8;
const BYTES_16 = 9;
const ADDRESS_LANE = 10;
const BRANCHES = 11;
const TYPES = 12;
const CATCHES = 13;
const CAST = 14;
const PREFIX = 15;

type Row = readonly [from: number, to: number, kind: number];

const table = (size: number, rows: readonly Row[]): Uint8Array => {
  const kinds = new Uint8Array(size);
  for (const [from, to, kind] of rows) kinds.fill(kind, from, to + 1);
  return kinds;
};

const PLAIN = table(0x100, [
  [0x00, 0x01, NONE], // unreachable, nop
  [0x02, 0x04, BLOCK], // block, loop, if
  [0x05, 0x05, NONE], // else
  [0x06, 0x06, BLOCK], // try
  [0x07, 0x09, NUMBER], // catch, throw, rethrow
  [0x0a, 0x0b, NONE], // throw_ref, end
  [0x0c, 0x0d, NUMBER], // br, br_if
  [0x0e, 0x0e, BRANCHES], // br_table
  [0x0f, 0x0f, NONE], // return
  [0x10, 0x10, NUMBER], // call
  [0x11, 0x11, NUMBERS], // call_indirect
  [0x12, 0x12, NUMBER], // return_call
  [0x13, 0x13, NUMBERS], // return_call_indirect
  [0x14, 0x15, NUMBER], // call_ref, return_call_ref
  [0x18, 0x18, NUMBER], // delegate
  [0x19, 0x1b, NONE], // catch_all, drop, select
  [0x1c, 0x1c, TYPES], // select with types
  [0x1f, 0x1f, CATCHES], // try_table
  [0x20, 0x26, NUMBER], // local.*, global.*, table.get, table.set
  [0x28, 0x3e, ADDRESS], // loads and stores
  [0x3f, 0x42, NUMBER], // memory.size, memory.grow, i32.const, i64.const
  [0x43, 0x43, BYTES_4], // f32.const
  [0x44, 0x44, BYTES_8], // f64.const
  [0x45, 0xc4, NONE], // arithmetic, conversions, sign extensions
  [0xd0, 0xd0, NUMBER], // ref.null
  [0xd1, 0xd1, NONE], // ref.is_null
  [0xd2, 0xd2, NUMBER], // ref.func
  [0xd3, 0xd4, NONE], // ref.eq, ref.as_non_null
  [0xd5, 0xd6, NUMBER], // br_on_null, br_on_non_null
  [0xfb, 0xfe, PREFIX],
]);

/** After 0xfb: what there is without types of structs and arrays, which no module may have. */
const REFERENCES = table(0x20, [
  [0x14, 0x17, NUMBER], // ref.test, ref.cast
  [0x18, 0x19, CAST], // br_on_cast, br_on_cast_fail
  [0x1a, 0x1e, NONE], // conversions between any and extern, i31
]);

/** After 0xfc. */
const BULK = table(0x12, [
  [0x00, 0x07, NONE], // saturating truncations
  [0x08, 0x08, NUMBERS], // memory.init
  [0x09, 0x09, NUMBER], // data.drop
  [0x0a, 0x0a, NUMBERS], // memory.copy
  [0x0b, 0x0b, NUMBER], // memory.fill
  [0x0c, 0x0c, NUMBERS], // table.init
  [0x0d, 0x0d, NUMBER], // elem.drop
  [0x0e, 0x0e, NUMBERS], // table.copy
  [0x0f, 0x11, NUMBER], // table.grow, table.size, table.fill
]);

/** After 0xfd: vectors, and the relaxed ones. */
const VECTORS = table(0x114, [
  [0x00, 0x0b, ADDRESS],
  [0x0c, 0x0d, BYTES_16], // v128.const, i8x16.shuffle
  [0x0e, 0x14, NONE],
  [0x15, 0x22, BYTE], // extract_lane, replace_lane
  [0x23, 0x53, NONE],
  [0x54, 0x5b, ADDRESS_LANE],
  [0x5c, 0x5d, ADDRESS],
  [0x5e, 0x113, NONE],
]);

/** After 0xfe. */
const ATOMICS = table(0x4f, [
  [0x00, 0x02, ADDRESS],
  [0x03, 0x03, BYTE], // atomic.fence
  [0x10, 0x4e, ADDRESS],
]);

const AFTER: { readonly [prefix: number]: Uint8Array } = { 0xfb: REFERENCES, 0xfc: BULK, 0xfd: VECTORS, 0xfe: ATOMICS };

/** `return_call`, `return_call_indirect`, `return_call_ref`, `memory.grow`. */
const LONG = table(0x100, [
  [0x12, 0x13, 1],
  [0x15, 0x15, 1],
  [0x40, 0x40, 1],
]);
/** `memory.init`, `memory.copy`, `memory.fill`, `table.init`, `table.copy`, `table.grow`, `table.fill`. */
const LONG_BULK: ReadonlySet<number> = new Set([0x08, 0x0a, 0x0b, 0x0c, 0x0e, 0x0f, 0x11]);

/** All bodies of a section of code, after its id and size. */
export function readCode(section: Reader): readonly Body[] {
  const bodies: Body[] = [];
  for (let left = section.count(); left > 0; left--) bodies.push(readBody(section.part(section.u32())));
  section.expectDone("A section");
  return bodies;
}

function readBody(body: Reader): Body {
  const { bytes, at: start, end } = body;
  for (let left = body.count(); left > 0; left--) {
    body.u32();
    const type = body.byte();
    if (type === 0x63 || type === 0x64) body.skipSigned(5);
  }
  const long: number[] = [];
  let at = body.at;
  while (at < end) {
    const begin = at;
    const code = bytes[at++] ?? 0;
    let kind = PLAIN[code] ?? UNKNOWN;
    if (kind === PREFIX) {
      const second = numberAt(bytes, at);
      at = pastNumber(bytes, at);
      kind = AFTER[code]?.[second] ?? UNKNOWN;
      if (kind === UNKNOWN) return unknown(`0x${code.toString(16)} 0x${second.toString(16)}`, begin);
      if (code === 0xfc && LONG_BULK.has(second)) long.push(begin);
    } else if (LONG[code] === 1) long.push(begin);
    switch (kind) {
      case NONE:
        break;
      case NUMBER:
        at = pastNumber(bytes, at);
        break;
      case NUMBERS:
        at = pastNumber(bytes, pastNumber(bytes, at));
        break;
      case ADDRESS:
        at = pastAddress(bytes, at);
        break;
      case BLOCK:
        at = pastType(bytes, at);
        break;
      case BYTE:
        at += 1;
        break;
      case BYTES_4:
        at += 4;
        break;
      case BYTES_8:
        at += 8;
        break;
      case BYTES_16:
        at += 16;
        break;
      case ADDRESS_LANE:
        at = pastAddress(bytes, at) + 1;
        break;
      case BRANCHES: {
        const count = countAt(bytes, at, end);
        // And the one that is taken otherwise.
        for (let left = count + 2; left > 0; left--) at = pastNumber(bytes, at);
        break;
      }
      case TYPES: {
        const count = countAt(bytes, at, end);
        at = pastNumber(bytes, at);
        for (let left = count; left > 0; left--) at = pastType(bytes, at);
        break;
      }
      case CATCHES: {
        at = pastType(bytes, at);
        const count = countAt(bytes, at, end);
        at = pastNumber(bytes, at);
        for (let left = count; left > 0; left--) {
          // 0 and 1 name an exception and a label, 2 and 3 a label alone.
          const clause = bytes[at++] ?? 0;
          if (clause > 3) return unknown(`clause 0x${clause.toString(16)}`, begin);
          if (clause < 2) at = pastNumber(bytes, at);
          at = pastNumber(bytes, at);
        }
        break;
      }
      case CAST:
        at += 1;
        for (let left = 3; left > 0; left--) at = pastNumber(bytes, at);
        break;
      default:
        return unknown(`0x${code.toString(16)}`, begin);
    }
  }
  if (at !== end) refuse("component-malformed", `A function ends in the middle of an instruction at byte ${end}.`);
  return { start, end, long };
}

// Reading beyond the end gives zeros, and is seen when an instruction is over.

function pastNumber(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at++] ?? 0) >= 0x80);
  return at;
}

function numberAt(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from, shift = 0; shift < 32; at++, shift += 7) {
    const byte = bytes[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value >>> 0;
}

/** Each item takes at least a byte, so a count beyond what is left is a lie. */
function countAt(bytes: Uint8Array, at: number, end: number): number {
  const count = numberAt(bytes, at);
  if (count > end - at)
    return refuse("component-malformed", `${count} items are announced at byte ${at}, more than there are bytes.`);
  return count;
}

function pastAddress(bytes: Uint8Array, at: number): number {
  // Bit 6 of the alignment says that a memory is named.
  const named = ((bytes[at] ?? 0) & 0x40) !== 0;
  const offset = pastNumber(bytes, at);
  return pastNumber(bytes, named ? pastNumber(bytes, offset) : offset);
}

/** Of a value or a block: one byte, or one byte and what it refers to, or the number of a type. */
function pastType(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  return first === 0x63 || first === 0x64 ? pastNumber(bytes, at + 1) : pastNumber(bytes, at);
}

function unknown(instruction: string, at: number): never {
  return refuse("component-unsupported", `It has an instruction that is not known here: ${instruction} at byte ${at}.`);
}
