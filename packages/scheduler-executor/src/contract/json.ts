/** How deep a value given by a component may be nested. */
export const MAX_JSON_DEPTH = 512;

/**
 * Undefined where the value is JSON; else where and why it is not, as `.path[0]: reason`. Objects are plain (their prototype
 * is Object's or none), every value is there (`undefined` is none), numbers are finite, and nothing holds itself.
 */
export function whyNotJson(value: unknown, depth = 0): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `: ${value} is not a JSON number`;
    case "object":
      if (value === null) return undefined;
      if (depth === MAX_JSON_DEPTH) return `: nested deeper than ${MAX_JSON_DEPTH}, or in itself`;
      return Array.isArray(value) ? whyNotJsonList(value, depth) : whyNotJsonObject(value, depth);
    default:
      return `: ${value === undefined ? "undefined" : `a ${typeof value}`} is not a JSON value`;
  }
}

function whyNotJsonList(list: readonly unknown[], depth: number): string | undefined {
  for (let index = 0; index < list.length; index++) {
    const reason = whyNotJson(list[index], depth + 1);
    if (reason !== undefined) return `[${index}]${reason}`;
  }
  return undefined;
}

function whyNotJsonObject(object: object, depth: number): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  // An object of another realm (a vm context, a worker's message) is plain too: its prototype has none above it.
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    return `: an instance of ${object.constructor?.name ?? "a class"} is not a JSON value`;
  }
  for (const key of Object.keys(object)) {
    const reason = whyNotJson((object as { readonly [key: string]: unknown })[key], depth + 1);
    if (reason !== undefined) return `.${key}${reason}`;
  }
  return undefined;
}
