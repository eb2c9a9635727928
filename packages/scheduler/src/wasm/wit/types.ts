/** The types of a component, as far as WIT can say them. */

/** A type as one definition, import or export made it. That it is this one, and no other of the same shape, is what names hang on. */
export interface Type {
  readonly form: Form;
}

export type Form =
  /** What an import, an export or an alias makes of another type: the same under a name of its own. */
  | { readonly kind: "same"; readonly of: Type }
  | { readonly kind: "primitive"; readonly name: string }
  | { readonly kind: "resource" }
  | { readonly kind: "record"; readonly fields: readonly Field[] }
  | { readonly kind: "variant"; readonly cases: readonly Case[] }
  | { readonly kind: "flags" | "enum"; readonly names: readonly string[] }
  /** `list<u8>`, `own<r>` and the like; undefined is `_`. `length` is that of a list whose length is fixed. */
  | { readonly kind: Generic; readonly of: readonly (Type | undefined)[]; readonly length?: number }
  | FunctionForm
  /** The type of an instance, read anew for each instance: its resources are its own. */
  | { readonly kind: "instance"; readonly make: () => Exports }
  /** Of no use to the printer. */
  | { readonly kind: "component" };

export type Generic = "list" | "tuple" | "option" | "result" | "own" | "borrow" | "stream" | "future" | "map";

export interface FunctionForm {
  readonly kind: "func";
  readonly async: boolean;
  readonly parameters: readonly Field[];
  readonly result: Type | undefined;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
}

export interface Case {
  readonly name: string;
  readonly type: Type | undefined;
}

/** What an import, an export or an argument is of. */
export type Item =
  | { readonly sort: "type" | "func"; readonly type: Type }
  | { readonly sort: "instance"; readonly exports: Exports }
  | { readonly sort: "other" };

/** By name, in order. */
export type Exports = ReadonlyMap<string, Item>;

/** A type, and all that it is the same as, the nearest first. */
export function* sameTypes(type: Type): Generator<Type> {
  let current = type;
  for (;;) {
    yield current;
    if (current.form.kind !== "same") return;
    current = current.form.of;
  }
}
