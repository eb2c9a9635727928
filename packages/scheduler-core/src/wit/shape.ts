/**
 * Where JSON text lies inside a WIT value: at this place, in every item of a list, in fields of a record, or in the value of
 * a variant, by its tag. Fields without JSON are left out.
 */
export type Shape =
  | "json"
  | readonly [Shape]
  | { readonly $cases: { readonly [tag: string]: Shape } }
  | { readonly [field: string]: Shape };
