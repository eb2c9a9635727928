import type { Names } from "../expression/references.ts";

/** Of more names only so many are compared with a mistyped one: a hostile document has many of both. */
const MOST_COMPARED = 1000;

/** The same names; only the first of them are offered as suggestions. */
export function suggestible(names: Names): Names {
  return {
    has: (name) => names.has(name),
    *keys() {
      let left = MOST_COMPARED;
      for (const name of names.keys()) {
        if (left-- === 0) return;
        yield name;
      }
    },
  };
}
