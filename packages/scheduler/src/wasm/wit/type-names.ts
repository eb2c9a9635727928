import { sameTypes, type Form, type Type } from "./types.ts";

/** Where a type was first given a name. */
export interface Owner {
  /** Of the interface. */
  readonly id: string;
  readonly name: string;
}

/** Forms that are the same type only if they are the same definition. Of the others, a list of bytes is a list of bytes. */
const NOMINAL: ReadonlySet<Form["kind"]> = new Set<Form["kind"]>(["record", "variant", "flags", "enum", "resource"]);

/** Which names types have, in each interface and beyond it. */
export class TypeNames {
  readonly #owners = new Map<Type, Owner>();
  readonly #local = new Map<string, Map<Type, string>>();

  /** The name of a type in an interface. */
  nameIn(id: string, type: Type): string | undefined {
    const local = this.#local.get(id);
    for (const same of sameTypes(type)) {
      const name = local?.get(same);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** Who named it first, if anybody did. */
  ownerOf(type: Type): Owner | undefined {
    for (const same of sameTypes(type)) {
      const owner = this.#owners.get(same);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  /** Gives a type, and what it is the same as, a name in an interface, as far as they have none there. */
  give(id: string, name: string, type: Type): void {
    let local = this.#local.get(id);
    if (local === undefined) this.#local.set(id, (local = new Map()));
    for (const same of sameTypes(type)) {
      if (same.form.kind !== "same" && !NOMINAL.has(same.form.kind)) return;
      if (!local.has(same)) local.set(same, name);
      if (!this.#owners.has(same)) this.#owners.set(same, { id, name });
    }
  }
}
