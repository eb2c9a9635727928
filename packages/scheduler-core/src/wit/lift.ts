import { jsonFault } from "../json/fault.ts";
import { DEFAULT_JSON_DEPTH, measureJson } from "../json/measure.ts";
import type { Native } from "../json/native.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import { nestsDeeper } from "../json/scan.ts";
import type { JsonValue } from "../json/value.ts";
import type { Shape } from "./shape.ts";

/** A lifted value; not ok where a text is no JSON: `path` leads to it. */
export type Lifted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly path: readonly (string | number)[] };

/** Thrown inside this file only. */
class NotJson {
  readonly message: string;
  readonly path: (string | number)[] = [];
  constructor(message: string) {
    this.message = message;
  }
}

/**
 * From the form that crosses a component's boundary to the native one: JSON text becomes its value. An absent optional part
 * arrives as `undefined`, as `null` or not at all, depending on who made the guest; here it has no key. Nothing is lost:
 * `lower` gives the same value back, and `lift` of that the same again. Texts are refused that hold what the native form
 * cannot: numbers beyond a double, halves of surrogate pairs, nesting deeper than `DEFAULT_JSON_DEPTH`.
 */
export function lift<T>(shape: Shape | undefined, value: T): Lifted<Native<T>> {
  try {
    // The shape is generated from the declaration of T, so what it gives is the native form of T.
    return { ok: true, value: liftValue(shape, value) as Native<T> };
  } catch (thrown) {
    if (!(thrown instanceof NotJson)) throw thrown;
    return { ok: false, message: thrown.message, path: thrown.path.reverse() };
  }
}

/** A JSON text as its value. */
export function liftJson(text: string): Lifted<JsonValue> {
  if (nestsDeeper(text, DEFAULT_JSON_DEPTH)) return { ok: false, message: "nested too deeply", path: [] };
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { ok: false, message: `not JSON: ${jsonFault(text) ?? "it cannot be parsed"}`, path: [] };
  }
  const measured = measureJson(value, Number.POSITIVE_INFINITY);
  return measured.ok ? { ok: true, value } : { ok: false, message: measured.message, path: measured.path };
}

function liftValue(shape: Shape | undefined, value: unknown): unknown {
  if (shape === "json") {
    const lifted = typeof value === "string" ? liftJson(value) : undefined;
    if (lifted?.ok) return lifted.value;
    throw new NotJson(lifted === undefined ? "JSON text is expected" : lifted.message);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) =>
      below(index, () => liftValue(Array.isArray(shape) ? shape[0] : undefined, item)),
    );
  const record = value as { readonly [field: string]: unknown };
  const fields = fieldsOf(shape, record);
  const lifted: MutableJsonObject = {};
  for (const field of Object.keys(record)) {
    const part = record[field];
    if (part === undefined || part === null) continue;
    const inner = fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
    setOwn(lifted, field, below(field, () => liftValue(inner, part)) as JsonValue);
  }
  return lifted;
}

/** The shapes of a record's fields; of a variant, the shape of its value. */
export function fieldsOf(
  shape: Shape | undefined,
  record: { readonly [field: string]: unknown },
): { readonly [field: string]: Shape } | undefined {
  if (shape === undefined || shape === "json" || Array.isArray(shape)) return undefined;
  if (!("$cases" in shape)) return shape as { readonly [field: string]: Shape };
  const cases = (shape as { readonly $cases: { readonly [tag: string]: Shape } }).$cases;
  const tag = record["tag"];
  const value = typeof tag === "string" && Object.hasOwn(cases, tag) ? cases[tag] : undefined;
  return value === undefined ? undefined : { val: value };
}

function below<T>(key: string | number, convert: () => T): T {
  try {
    return convert();
  } catch (thrown) {
    if (thrown instanceof NotJson) thrown.path.push(key);
    throw thrown;
  }
}
