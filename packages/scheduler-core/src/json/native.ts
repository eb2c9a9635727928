import type { Json } from "../generated/scheduler-core-libs-types.d.ts";
import type { JsonValue } from "./value.ts";

/**
 * The native form of a type generated from WIT: JSON text becomes the JSON value, everything else stays and is read-only.
 * Public types are derived with it, so they cannot drift from `wit/`.
 */
export type Native<T> = T extends Json
  ? JsonValue
  : T extends (...parameters: infer P) => infer R
    ? (...parameters: { [K in keyof P]: Native<P[K]> }) => Native<R>
    : T extends object
      ? { readonly [K in keyof T]: Native<T[K]> }
      : T;
