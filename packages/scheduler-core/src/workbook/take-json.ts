/**
 * Takes a value that a component made. What comes out is a copy of our own: later writes, getters and proxies of the
 * component cannot reach the run any more.
 */
import type { JsonValue } from "../json/value.ts";
import { DEFAULT_JSON_DEPTH, measureJson } from "../json/measure.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";

export type TakenJson =
  | { readonly ok: true; readonly value: JsonValue; /** As compact JSON. */ readonly bytes: number }
  /** `too-large`: beyond the limit, by how much is not known. `not-json`: the message says where and what was found. */
  | { readonly ok: false; readonly reason: "too-large" | "not-json"; readonly message: string };

/** How much of a path a message shows: a value that holds itself has a path as long as its depth may be. */
const MAX_PLACE = 12;

class Refused extends Error {
  readonly reason: "too-large" | "not-json";
  constructor(reason: "too-large" | "not-json", message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Items of a list for which room is made at once. */
const SHORT_LIST = 64;

class Taker {
  bytes = 0;
  readonly limit: number;
  readonly path: (string | number)[] = [];
  constructor(limit: number) {
    this.limit = limit;
  }

  spend(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.limit) throw new Refused("too-large", `larger than ${this.limit} bytes as JSON`);
  }

  spendText(text: string): void {
    const bytes = plainTextBytes(text);
    if (bytes >= 0) {
      this.spend(bytes);
      return;
    }
    const measured = measureJson(text, this.limit);
    if (measured.ok) this.spend(measured.bytes);
    else if (measured.tooLarge) this.spend(this.limit + 1);
    else this.refuse(measured.message);
  }

  refuse(found: string): never {
    const shown = this.path.slice(0, MAX_PLACE).join("/");
    const place = this.path.length === 0 ? "" : ` at /${shown}${this.path.length > MAX_PLACE ? "/…" : ""}`;
    throw new Refused("not-json", `not a JSON value${place}: ${found}`);
  }

  take(value: unknown): JsonValue {
    return typeof value === "object" && value !== null ? this.takeHolder(value) : this.takeScalar(value);
  }

  takeScalar(value: unknown): JsonValue {
    switch (typeof value) {
      case "string":
        this.spendText(value);
        return value;
      case "number":
        if (!Number.isFinite(value)) this.refuse(String(value));
        this.spend(value >= 0 && value < 10 && Number.isInteger(value) ? 1 : String(value).length);
        return value;
      case "boolean":
        this.spend(value ? 4 : 5);
        return value;
      case "object":
        this.spend(4);
        return null;
      default:
        return this.refuse(`a value of type ${typeof value}`);
    }
  }

  takeHolder(value: object): JsonValue {
    if (this.path.length >= DEFAULT_JSON_DEPTH) this.refuse(`more than ${DEFAULT_JSON_DEPTH} levels`);
    return Array.isArray(value) ? this.takeArray(value) : this.takeObject(value);
  }

  takeArray(value: readonly unknown[]): JsonValue {
    this.spend(2);
    const { length } = value;
    // Exact where it is short: a list that grows has room for 16 items from its first, and what is taken is kept for long.
    const copy: JsonValue[] = length <= SHORT_LIST ? Array<JsonValue>(length) : [];
    for (let i = 0; i < length; i++) {
      if (i > 0) this.spend(1);
      this.path.push(i);
      copy[i] = this.take(value[i]);
      this.path.pop();
    }
    return copy;
  }

  takeObject(value: object): JsonValue {
    // Also a plain object of another realm; a class instance (Date, Map, Buffer) would lose what it is.
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
      this.refuse("an object that is not plain");
    }
    this.spend(2);
    const copy: MutableJsonObject = {};
    let first = true;
    for (const key of Object.keys(value)) {
      const item = (value as { readonly [key: string]: unknown })[key];
      // As JSON.stringify does: an object made with optional parts left `undefined` is ordinary JavaScript.
      if (item === undefined) continue;
      this.spend(first ? 1 : 2);
      this.spendText(key);
      first = false;
      this.path.push(key);
      setOwn(copy, key, this.take(item));
      this.path.pop();
    }
    return copy;
  }
}

/** The bytes of a text of plain ASCII as JSON, as nearly all are; or -1. */
function plainTextBytes(text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return -1;
  }
  return length + 2;
}

/** Copies a JSON value of at most `limit` bytes (as compact JSON in UTF-8). Never throws, whatever it is given. */
export function takeJson(value: unknown, limit: number): TakenJson {
  const taker = new Taker(limit);
  try {
    const taken = taker.take(value);
    return { ok: true, value: taken, bytes: taker.bytes };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.reason, message: error.message };
    return { ok: false, reason: "not-json", message: "not a JSON value: reading it threw an exception" };
  }
}
