/**
 * Reads a core module: the names of its imports and exports, and where its memories and tables state their limits. Code and data
 * are passed over; that they are valid is for the engine to say.
 */
import { HEADER_BYTES } from "./header.ts";
import type { Names } from "./names.ts";
import type { Limited, ModulePiece, ModulePlan, Range } from "./plan.ts";
import type { Reader } from "./reader.ts";
import { refuse } from "./refused.ts";

const FUNCTION = 0x60;
const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  tag: 13,
  last: 13,
} as const;
const IMPORTED = { function: 0x00, table: 0x01, memory: 0x02, global: 0x03, tag: 0x04 } as const;

/** `reader` stands at the header, which was looked at. */
export function readModule(reader: Reader, names: Names): ModulePlan {
  const begin = reader.at;
  reader.part(HEADER_BYTES);
  const pieces: ModulePiece[] = [];
  const memories: Limited[] = [];
  const tables: Limited[] = [];
  const types: FunctionType[] = [];
  const functions = { imported: 0, defined: 0 };
  const globals = { imported: 0, defined: 0 };
  while (!reader.done) {
    const start = reader.at;
    const id = reader.byte();
    const body = reader.part(reader.u32());
    if (id === SECTION.custom) continue;
    if (id > SECTION.last) reader.unknown("section of a core module", id);
    if (id === SECTION.memory || id === SECTION.table) {
      const definitions = id === SECTION.memory ? readAll(body, readMemory) : readAll(body, readTable);
      (id === SECTION.memory ? memories : tables).push(...definitions);
      pieces.push({ kind: "limited", id, range: { start, end: reader.at }, definitions });
    } else {
      if (id === SECTION.type) types.push(...readAll(body, readFunctionType));
      if (id === SECTION.import) {
        const kinds = readAll(body, () => readImport(body, names, types));
        functions.imported += kinds.filter((kind) => kind === IMPORTED.function).length;
        globals.imported += kinds.filter((kind) => kind === IMPORTED.global).length;
      }
      if (id === SECTION.function) functions.defined += body.count();
      if (id === SECTION.global) globals.defined += body.count();
      if (id === SECTION.tag) readAll(body, () => readTag(body, types));
      if (id === SECTION.export) readAll(body, () => readExport(body, names));
      pieces.push({ kind: "section", id, range: { start, end: reader.at } });
    }
  }
  return { start: begin, pieces, memories, tables, counts: { types: types.length, functions, globals } };
}

function readAll<Item>(body: Reader, read: (body: Reader) => Item): Item[] {
  const items: Item[] = [];
  for (let left = body.count(); left > 0; left--) items.push(read(body));
  body.expectDone("A section");
  return items;
}

/** Gives what kind of thing it is. */
function readImport(body: Reader, names: Names, types: readonly FunctionType[]): number {
  names.core(body);
  names.core(body);
  const kind = body.byte();
  switch (kind) {
    case IMPORTED.function:
      body.u32();
      return kind;
    case IMPORTED.table:
      skipReferenceType(body);
      readLimits(body);
      return kind;
    case IMPORTED.memory:
      readLimits(body);
      return kind;
    case IMPORTED.global:
      skipValueType(body);
      body.byte();
      return kind;
    case IMPORTED.tag:
      readTag(body, types);
      return kind;
    default:
      return body.unknown("kind of import", kind);
  }
}

function readExport(body: Reader, names: Names): void {
  names.core(body);
  body.byte();
  body.u32();
}

function readMemory(body: Reader): Limited {
  const start = body.at;
  return { before: { start, end: start }, ...readLimits(body), after: { start: body.at, end: body.at } };
}

function readTable(body: Reader): Limited {
  const start = body.at;
  const first = body.byte();
  // 0x40 0x00 announces an expression that every element begins with.
  const hasStart = first === 0x40;
  if (hasStart) {
    const reserved = body.byte();
    if (reserved !== 0) body.unknown("kind of table", reserved);
  } else body.at = start;
  skipReferenceType(body);
  const before: Range = { start, end: body.at };
  const limits = readLimits(body);
  const after = body.at;
  if (hasStart) skipConstant(body);
  return { before, ...limits, after: { start: after, end: body.at } };
}

/** Bits of the byte before limits. */
export const LIMIT = { maximum: 1, shared: 2, wide: 4, pageSize: 8 } as const;

function readLimits(body: Reader): Pick<Limited, "flags" | "minimum" | "maximum"> {
  const flags = body.byte();
  if (flags & LIMIT.shared) {
    refuse("component-unsupported", "It shares a memory or table between threads, which is not run here.");
  }
  if (flags & LIMIT.pageSize)
    refuse("component-unsupported", "It has a memory with pages of its own size, which is not run here.");
  if (flags > (LIMIT.maximum | LIMIT.wide)) body.unknown("kind of limits", flags);
  const read = (): number => (flags & LIMIT.wide ? body.u64() : body.u32());
  const minimum = read();
  return { flags, minimum, maximum: flags & LIMIT.maximum ? read() : undefined };
}

const MAX_EXCEPTION_VALUES = 16;
/** Of value types, those of numbers and vectors are this or more; the others are references. */
const FIRST_NUMBER = 0x7b;

/** What is asked of a function's type. */
interface FunctionType {
  readonly parameters: number;
  /** Whether a parameter is a reference. */
  readonly references: boolean;
}

/**
 * Functions are the only types that are taken. Objects of structs and arrays live in the engine's own heap, where nothing bounds
 * them: not the limit of memory, not that of the thread's heap; and a loop that makes them cannot be ended.
 */
function readFunctionType(body: Reader): FunctionType {
  if (body.byte() !== FUNCTION) {
    const message = "It has objects of the engine's own (a type that is no function), which nothing here could bound.";
    refuse("component-unsupported", message);
  }
  const parameters = body.count();
  let references = false;
  for (let left = parameters; left > 0; left--) references = skipValueType(body) || references;
  for (let left = body.count(); left > 0; left--) skipValueType(body);
  return { parameters, references };
}

/** An exception is an object of the engine's heap too: it stays small, and holds no other. */
function readTag(body: Reader, types: readonly FunctionType[]): void {
  body.byte();
  const type = types[body.u32()];
  if (type === undefined) refuse("component-malformed", "An exception has a type that is not there.");
  if (type.references || type.parameters > MAX_EXCEPTION_VALUES) {
    const message = `It has exceptions that hold references, or more than ${MAX_EXCEPTION_VALUES} numbers, which is not run here.`;
    refuse("component-unsupported", message);
  }
}

const isReference = (byte: number): boolean => byte === 0x63 || byte === 0x64;

/** `funcref` and its like in one byte, or one byte and what it refers to. */
function skipReferenceType(body: Reader): void {
  skipValueType(body);
}

/** Gives whether it is a reference. */
function skipValueType(body: Reader): boolean {
  const byte = body.byte();
  if (isReference(byte)) body.skipSigned(5);
  return byte < FIRST_NUMBER;
}

/** Moves past a constant expression and its end. */
function skipConstant(body: Reader): void {
  for (;;) {
    const code = body.byte();
    switch (code) {
      case 0x0b:
        return;
      case 0x23:
      case 0xd2:
        body.u32();
        break;
      case 0x41:
      case 0xd0:
        body.skipSigned(5);
        break;
      case 0x42:
        body.skipSigned(10);
        break;
      case 0x43:
        body.part(4);
        break;
      case 0x44:
        body.part(8);
        break;
      case 0x6a:
      case 0x6b:
      case 0x6c:
      case 0x7c:
      case 0x7d:
      case 0x7e:
        break;
      default:
        body.unknown("instruction of a constant", code);
    }
  }
}
