import type { JsonValue } from "./value.ts";

/** `bytes` of the JSON text in UTF-8. Not ok: larger than the limit, or not a JSON value (`path` says where, `message` why). */
export type Measured =
  | { readonly ok: true; readonly bytes: number }
  | {
      readonly ok: false;
      readonly tooLarge: boolean;
      readonly message: string;
      readonly path: readonly (string | number)[];
    };

export const DEFAULT_JSON_DEPTH = 1_000;

class Unmeasurable {
  readonly message: string;
  readonly tooLarge: boolean;
  readonly path: (string | number)[] = [];
  constructor(message: string, tooLarge: boolean) {
    this.message = message;
    this.tooLarge = tooLarge;
  }
}

/**
 * The size of a value's JSON text, without making it. Stops at `limit` bytes, so shared parts and cycles cost no more than
 * that. Also the check that an unknown value is JSON: refused are `undefined`, functions, symbols, bigints, NaN and infinities,
 * lone surrogates, holes, instances of classes, `toJSON`, accessors, and nesting deeper than `depth`.
 */
export function measureJson(value: unknown, limit: number, depth: number = DEFAULT_JSON_DEPTH): Measured {
  try {
    return { ok: true, bytes: measure(value, limit, depth) };
  } catch (thrown) {
    if (!(thrown instanceof Unmeasurable)) throw thrown;
    return { ok: false, tooLarge: thrown.tooLarge, message: thrown.message, path: thrown.path.reverse() };
  }
}

/** Whether an unknown value is JSON, of at most `limit` bytes. */
export function isJson(value: unknown, limit: number = Number.POSITIVE_INFINITY): value is JsonValue {
  return measureJson(value, limit).ok;
}

function measure(value: unknown, limit: number, depth: number): number {
  switch (typeof value) {
    case "string":
      return within(stringBytes(value, limit), limit);
    case "boolean":
      return within(value ? 4 : 5, limit);
    case "number":
      if (!Number.isFinite(value)) throw new Unmeasurable(`${value} is not a JSON number`, false);
      return within(Object.is(value, -0) ? 1 : String(value).length, limit);
    case "object":
      if (value === null) return within(4, limit);
      if (depth <= 0) throw new Unmeasurable("nested too deeply", true);
      return Array.isArray(value) ? arrayBytes(value, limit, depth) : objectBytes(value, limit, depth);
    default:
      throw new Unmeasurable(
        `${typeof value === "undefined" ? "undefined" : `a ${typeof value}`} is not a JSON value`,
        false,
      );
  }
}

function arrayBytes(items: readonly unknown[], limit: number, depth: number): number {
  let total = within(2 + Math.max(0, items.length - 1), limit);
  for (let index = 0; index < items.length; index += 1) {
    try {
      total += measure(items[index], limit - total, depth - 1);
    } catch (thrown) {
      throw located(thrown, index);
    }
  }
  return total;
}

function objectBytes(object: object, limit: number, depth: number): number {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    throw new Unmeasurable("an instance of a class is not a JSON value", false);
  }
  if ("toJSON" in object && typeof object.toJSON === "function")
    throw new Unmeasurable("a value with toJSON is not a JSON value", false);
  const keys = Object.keys(object);
  let total = within(2 + Math.max(0, keys.length - 1), limit);
  for (const key of keys) {
    try {
      total = within(total + 1 + stringBytes(key, limit - total), limit);
      total += measure((object as { readonly [key: string]: unknown })[key], limit - total, depth - 1);
    } catch (thrown) {
      throw located(thrown, key);
    }
  }
  return total;
}

function located(thrown: unknown, key: string | number): unknown {
  // A value that is too large is too large everywhere: its path would only cost time.
  if (thrown instanceof Unmeasurable && !thrown.tooLarge) thrown.path.push(key);
  return thrown;
}

function within(bytes: number, limit: number): number {
  if (bytes > limit) throw new Unmeasurable("larger than allowed", true);
  return bytes;
}

/** Bytes of a string as JSON text with its quotes, as `JSON.stringify` escapes it. */
function stringBytes(text: string, limit: number): number {
  let bytes = within(text.length + 2, limit);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      if (unit === 0x22 || unit === 0x5c) bytes += 1;
      else if (unit < 0x20) bytes += unit === 8 || unit === 9 || unit === 10 || unit === 12 || unit === 13 ? 1 : 5;
    } else if (unit < 0x800) bytes += 1;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 2;
    else {
      const next = text.charCodeAt(index + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff))
        throw new Unmeasurable("a string holds half of a surrogate pair", false);
      index += 1;
      bytes += 2;
    }
  }
  return bytes;
}
