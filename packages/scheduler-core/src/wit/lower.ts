import type { Native } from "../json/native.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import { compactJson } from "../json/text.ts";
import type { JsonValue } from "../json/value.ts";
import { fieldsOf } from "./lift.ts";
import type { Shape } from "./shape.ts";

/**
 * From the native form to the one that crosses a component's boundary: JSON values become compact JSON text, and what is
 * absent has no key. The values must be JSON (see `measureJson`); of `-0`, which JSON numbers do not know, `0` is left.
 */
export function lower<T>(shape: Shape | undefined, value: Native<T>): T {
  // The shape is generated from the declaration of T.
  return lowerValue(shape, value) as T;
}

/** A value as JSON text. */
export function lowerJson(value: JsonValue): string {
  return compactJson(value);
}

function lowerValue(shape: Shape | undefined, value: unknown): unknown {
  if (shape === "json") return lowerJson(value as JsonValue);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: unknown) => lowerValue(Array.isArray(shape) ? shape[0] : undefined, item));
  const record = value as { readonly [field: string]: unknown };
  const fields = fieldsOf(shape, record);
  const lowered: MutableJsonObject = {};
  for (const field of Object.keys(record)) {
    const part = record[field];
    if (part === undefined) continue;
    const inner = fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
    setOwn(lowered, field, lowerValue(inner, part) as JsonValue);
  }
  return lowered;
}
