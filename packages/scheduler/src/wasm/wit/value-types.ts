/** Reads the definitions of types, with what they refer to. The bytes have been through the gate of names before. */
import type { Names } from "../binary/names.ts";
import type { Reader } from "../binary/reader.ts";
import { refuse } from "../binary/refused.ts";
import type { Field, Form, Type } from "./types.ts";

/** What a definition may refer to, and where names are read. */
export interface TypeScope {
  readonly names: Names;
  readonly types: Type[];
}

const PRIMITIVES: ReadonlyMap<number, Type> = new Map(
  Object.entries({
    0x7f: "bool",
    0x7e: "s8",
    0x7d: "u8",
    0x7c: "s16",
    0x7b: "u16",
    0x7a: "s32",
    0x79: "u32",
    0x78: "s64",
    0x77: "u64",
    0x76: "f32",
    0x75: "f64",
    0x74: "char",
    0x73: "string",
    0x64: "error-context",
  }).map(([byte, name]) => [Number(byte), { form: { kind: "primitive", name } }]),
);

export function at<Item>(items: readonly Item[], index: number, what: string): Item {
  return items[index] ?? refuse("component-malformed", `It uses a ${what} that does not exist.`);
}

/** A primitive type in one byte, or the number of a type. */
export function readValueType(reader: Reader, scope: TypeScope): Type {
  const primitive = PRIMITIVES.get(reader.byte());
  if (primitive !== undefined) return primitive;
  reader.at -= 1;
  // A number of a type is signed, where primitives are the negative ones: what is left is read the same.
  return at(scope.types, reader.u32(), "type");
}

/** All forms but those of instances and components, after their first byte. */
export function readForm(reader: Reader, form: number, scope: TypeScope): Form {
  const type = (): Type => readValueType(reader, scope);
  const maybe = (): Type | undefined => (reader.byte() === 0x00 ? undefined : type());
  const label = (): string => scope.names.label(reader);
  const field = (): Field => ({ name: label(), type: type() });
  switch (form) {
    case 0x3f:
      reader.byte();
      if (reader.byte() !== 0x00) reader.u32();
      return { kind: "resource" };
    case 0x40:
    case 0x43: {
      const parameters = many(reader, field);
      if (reader.byte() === 0x00) return { kind: "func", async: form === 0x43, parameters, result: type() };
      if (reader.count() > 0) refuse("component-unsupported", "It has a function with several results.");
      return { kind: "func", async: form === 0x43, parameters, result: undefined };
    }
    case 0x72:
      return { kind: "record", fields: many(reader, field) };
    case 0x71:
      return {
        kind: "variant",
        cases: many(reader, () => {
          const read = { name: label(), type: maybe() };
          reader.byte();
          return read;
        }),
      };
    case 0x70:
      return { kind: "list", of: [type()] };
    case 0x67:
      return { kind: "list", of: [type()], length: reader.u32() };
    case 0x63:
      return { kind: "map", of: [type(), type()] };
    case 0x6f:
      return { kind: "tuple", of: many(reader, type) };
    case 0x6e:
      return { kind: "flags", names: many(reader, label) };
    case 0x6d:
      return { kind: "enum", names: many(reader, label) };
    case 0x6b:
      return { kind: "option", of: [type()] };
    case 0x6a:
      return { kind: "result", of: [maybe(), maybe()] };
    case 0x69:
    case 0x68:
      return { kind: form === 0x69 ? "own" : "borrow", of: [at(scope.types, reader.u32(), "type")] };
    case 0x66:
    case 0x65:
      return { kind: form === 0x66 ? "stream" : "future", of: [maybe()] };
    default:
      return { kind: "same", of: PRIMITIVES.get(form) ?? reader.unknown("kind of type", form) };
  }
}

export function many<Item>(reader: Reader, read: () => Item): Item[] {
  return Array.from({ length: reader.count() }, read);
}
