/**
 * Reads the types of a component: every form, since names stand in most of them. What a number refers to is for the transpiler
 * to check; here only that nothing is passed over.
 */
import type { Names } from "./names.ts";
import type { Reader } from "./reader.ts";
import { refuse } from "./refused.ts";
import type { ExternKind } from "./types.ts";

export interface TypeContext {
  readonly names: Names;
  /** Levels that are left. */
  readonly depth: number;
}

/** A name of an import or export, whose kind decides whether it suits, after the byte that once told two kinds apart. */
export function readExternName(reader: Reader, names: Names): string {
  const kind = reader.byte();
  if (kind > 0x01) reader.unknown("kind of name", kind);
  return names.extern(reader);
}

/** What an import or export is of, by its type. */
export function readExternType(reader: Reader): ExternKind {
  const kind = reader.byte();
  switch (kind) {
    case 0x00: {
      const sort = reader.byte();
      if (sort !== 0x11) reader.unknown("kind of core type", sort);
      reader.u32();
      return "module";
    }
    case 0x01:
      reader.u32();
      return "func";
    case 0x02: {
      const bound = reader.byte();
      if (bound === 0x00) reader.u32();
      else if (bound === 0x01) skipValueType(reader);
      else reader.unknown("bound of a value", bound);
      return "value";
    }
    case 0x03: {
      const bound = reader.byte();
      if (bound === 0x00) reader.u32();
      else if (bound !== 0x01) reader.unknown("bound of a type", bound);
      return "type";
    }
    case 0x04:
      reader.u32();
      return "component";
    case 0x05:
      reader.u32();
      return "instance";
    default:
      return reader.unknown("kind of extern", kind);
  }
}

/** One entry of a section of types. */
export function readType(reader: Reader, context: TypeContext): void {
  const form = reader.byte();
  switch (form) {
    case 0x3f:
      reader.byte();
      if (flag(reader)) reader.u32();
      return;
    case 0x40:
    case 0x43:
      return readFunction(reader, context.names);
    case 0x41:
    case 0x42:
      return readDeclarations(reader, deeper(context), form === 0x41);
    default:
      return readValueForm(reader, form, context.names);
  }
}

function readFunction(reader: Reader, names: Names): void {
  for (let left = reader.count(); left > 0; left--) readField(reader, names);
  const results = reader.byte();
  if (results === 0x00) return skipValueType(reader);
  if (results !== 0x01) return reader.unknown("kind of results", results);
  for (let left = reader.count(); left > 0; left--) readField(reader, names);
}

function readField(reader: Reader, names: Names): void {
  names.label(reader);
  skipValueType(reader);
}

/** Declarations within the type of an instance or a component; only the latter has imports. */
function readDeclarations(reader: Reader, context: TypeContext, component: boolean): void {
  for (let left = reader.count(); left > 0; left--) {
    const kind = reader.byte();
    if (kind === 0x00) readCoreType(reader);
    else if (kind === 0x01) readType(reader, context);
    else if (kind === 0x02) readAliasTarget(reader, context.names);
    else if (kind === 0x04 || (kind === 0x03 && component)) {
      const name = readExternName(reader, context.names);
      context.names.suits(name, readExternType(reader));
    } else reader.unknown("kind of declaration", kind);
  }
}

function readValueForm(reader: Reader, form: number, names: Names): void {
  switch (form) {
    case 0x72:
      for (let left = reader.count(); left > 0; left--) readField(reader, names);
      return;
    case 0x71:
      for (let left = reader.count(); left > 0; left--) {
        names.label(reader);
        if (flag(reader)) skipValueType(reader);
        // Once: which case this one refines. Always absent.
        const reserved = reader.byte();
        if (reserved !== 0x00) reader.unknown("kind of case", reserved);
      }
      return;
    case 0x70:
    case 0x6b:
      return skipValueType(reader);
    case 0x67:
      skipValueType(reader);
      reader.u32();
      return;
    case 0x63:
      skipValueType(reader);
      return skipValueType(reader);
    case 0x6f:
      for (let left = reader.count(); left > 0; left--) skipValueType(reader);
      return;
    case 0x6e:
    case 0x6d:
      for (let left = reader.count(); left > 0; left--) names.label(reader);
      return;
    case 0x6a:
      if (flag(reader)) skipValueType(reader);
      if (flag(reader)) skipValueType(reader);
      return;
    case 0x69:
    case 0x68:
      reader.u32();
      return;
    case 0x66:
    case 0x65:
      if (flag(reader)) skipValueType(reader);
      return;
    default:
      if (!isPrimitive(form)) reader.unknown("kind of type", form);
  }
}

const isPrimitive = (byte: number): boolean => (byte >= 0x73 && byte <= 0x7f) || byte === 0x64;

/** A primitive type in one byte, or the number of a type. */
function skipValueType(reader: Reader): void {
  const byte = reader.byte();
  if (isPrimitive(byte)) return;
  // A number of a type is signed where primitives are the negative ones.
  reader.at -= 1;
  reader.skipSigned(5);
}

function flag(reader: Reader): boolean {
  const byte = reader.byte();
  if (byte > 0x01) reader.unknown("flag", byte);
  return byte === 0x01;
}

function deeper(context: TypeContext): TypeContext {
  if (context.depth <= 0) return refuse("component-too-large", "Its types are nested too deeply.");
  return { ...context, depth: context.depth - 1 };
}

/** Sorts: of core definitions after 0x00, else of a component's. */
export function readSort(reader: Reader): ExternKind | "core" {
  const sort = reader.byte();
  switch (sort) {
    case 0x00: {
      const core = reader.byte();
      return core === 0x11 ? "module" : "core";
    }
    case 0x01:
      return "func";
    case 0x02:
      return "value";
    case 0x03:
      return "type";
    case 0x04:
      return "component";
    case 0x05:
      return "instance";
    default:
      return reader.unknown("sort", sort);
  }
}

/** What an alias stands for: an outer definition `levels` out, or something of an instance. */
export interface Alias {
  readonly sort: ExternKind | "core";
  readonly outer?: { readonly levels: number; readonly index: number };
}

export function readAliasTarget(reader: Reader, names: Names): Alias {
  const sort = readSort(reader);
  const target = reader.byte();
  if (target === 0x00) {
    reader.u32();
    names.suits(names.extern(reader), sort);
    return { sort };
  }
  if (target === 0x01) {
    reader.u32();
    names.core(reader);
    return { sort };
  }
  if (target !== 0x02) reader.unknown("target of an alias", target);
  return { sort, outer: { levels: reader.u32(), index: reader.u32() } };
}

/** A core type: of a function. Others are of no use to a component that is run here. */
export function readCoreType(reader: Reader): void {
  const form = reader.byte();
  if (form !== 0x60) {
    refuse(
      "component-unsupported",
      "It has the type of a core module, or of a structure in one, which is not run here.",
    );
  }
  for (let lists = 0; lists < 2; lists++) {
    for (let left = reader.count(); left > 0; left--) {
      const type = reader.byte();
      if (type === 0x63 || type === 0x64) reader.skipSigned(5);
    }
  }
}
