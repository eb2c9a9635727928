/**
 * Checks of what a guest hands over. The types are the guest's own claim: the transpiler's code lifts what the component
 * *declares* its imports to take, and nothing compares that with the real interface. So any argument may be anything that
 * lifting can make: a string, a number, a bigint, a list, a record, another resource, or nothing.
 */
import { invalidUse } from "./world.ts";

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : wrong("a string", value);
}

/** A fresh copy already: lifting copied it out of the guest's memory. */
export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : wrong("list<u8>", value);
}

export function u64Of(value: unknown): bigint {
  return typeof value === "bigint" && value >= 0n && value <= MAX_U64 ? value : wrong("u64", value);
}

/** `max` inclusive. */
export function uintOf(value: unknown, max: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max
    ? value
    : wrong(`a whole number up to ${max}`, value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : wrong("a list", value);
}

export function pairOf(value: unknown): readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2 ? [value[0], value[1]] : wrong("a tuple of two", value);
}

/** A variant's case, as a copy: what the guest made is never kept. */
export function variantOf(value: unknown): { readonly tag: string; readonly val: unknown } {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "tag")) return wrong("a variant", value);
  const { tag, val } = value as { readonly tag: unknown; readonly val?: unknown };
  return { tag: textOf(tag), val };
}

export function optionOf<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

/** How many bytes are meant, at most `max`: a guest may ask for 2^64. */
export function lengthOf(value: unknown, max: number): number {
  const wanted = u64Of(value);
  return wanted > BigInt(max) ? max : Number(wanted);
}

const MAX_U64 = 0xffff_ffff_ffff_ffffn;

function wrong(expected: string, value: unknown): never {
  const found = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
  return invalidUse(`a function of WASI takes ${expected}, and the component declares it with ${found}`);
}
