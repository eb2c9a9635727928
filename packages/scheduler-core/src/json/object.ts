import type { JsonObject, JsonValue } from "./value.ts";

/** A JSON object while it is made. */
export interface MutableJsonObject {
  [key: string]: JsonValue;
}

/** Sets an own property, `__proto__` included, which an assignment would take for the prototype. */
export function setOwn(target: MutableJsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The own property, or `undefined`. */
export function getOwn(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** `over` laid over `base`, key by key at the top level: how a node's `with` meets its action's. */
export function mergeObjects(base: JsonObject | undefined, over: JsonObject | undefined): JsonObject {
  if (over === undefined) return base ?? {};
  if (base === undefined) return over;
  const merged: MutableJsonObject = {};
  for (const key of Object.keys(base)) setOwn(merged, key, base[key] as JsonValue);
  for (const key of Object.keys(over)) setOwn(merged, key, over[key] as JsonValue);
  return merged;
}
