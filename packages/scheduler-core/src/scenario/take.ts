/**
 * Careful reading of values whose shape may be wrong: what is not of the kind asked for counts as not there, so that a
 * document with problems can still be looked at for more.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";

const EMPTY: JsonObject = Object.freeze({});
const NONE: readonly JsonValue[] = Object.freeze([]);

export function get(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function takeObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : EMPTY;
}

export function takeList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : NONE;
}

export function takeText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function takeNumber(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function takeOne<T extends string>(value: JsonValue | undefined, allowed: readonly T[], fallback: T): T {
  return allowed.find((one) => one === value) ?? fallback;
}
