import type { JsonObject, JsonValue } from "@scheduler-components/core";

/**
 * The TypeScript type of the values that a JSON Schema accepts, as far as `type`, `properties`, `required`, `items`, `enum`
 * and `const` say; whatever else a schema says makes it no wider than this, and an unknown schema is any JSON value.
 */
export type ValueOf<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly type: "string" }
      ? string
      : S extends { readonly type: "number" | "integer" }
        ? number
        : S extends { readonly type: "boolean" }
          ? boolean
          : S extends { readonly type: "null" }
            ? null
            : S extends { readonly type: "array" }
              ? S extends { readonly items: infer I }
                ? readonly ValueOf<I>[]
                : readonly JsonValue[]
              : S extends { readonly type: "object" }
                ? ObjectOf<S>
                : JsonValue;

/** The parameters of a call, always an object. */
export type ParametersOf<S> = S extends { readonly properties: object } ? ObjectOf<S> : JsonObject;

type ObjectOf<S> = S extends { readonly properties: infer P }
  ? { readonly [K in keyof P as K extends RequiredOf<S> ? K : never]: ValueOf<P[K]> } & {
      readonly [K in keyof P as K extends RequiredOf<S> ? never : K]?: ValueOf<P[K]>;
    }
  : JsonObject;

type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;
