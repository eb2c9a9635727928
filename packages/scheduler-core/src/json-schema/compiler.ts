import { didYouMean } from "../json/closest.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import type { SchemaLimits, SchemaProblem } from "./schema.ts";
import type { Check } from "./state.ts";

/** Compiles one keyword of a schema. `undefined`: it has nothing to check. */
export type Keyword = (argument: JsonValue, schema: JsonObject, compiler: Compiler) => Check | undefined;

const ACCEPT: Check = () => {};

const REFUSE: Check = (_value, state) => state.report("false", "nothing is allowed here");

/** Turns a schema into closures, without generating code. Problems are collected. */
export class Compiler {
  readonly limits: SchemaLimits;
  readonly problems: SchemaProblem[] = [];
  readonly #root: JsonValue;
  readonly #keywords: ReadonlyMap<string, Keyword | "annotation">;
  readonly #known = new Map<object, { check: Check }>();
  #path: (string | number)[] = [];

  constructor(root: JsonValue, keywords: ReadonlyMap<string, Keyword | "annotation">, limits: SchemaLimits) {
    this.#root = root;
    this.#keywords = keywords;
    this.limits = limits;
  }

  problem(message: string, hint?: string): undefined {
    if (this.problems.length < this.limits.issues)
      this.problems.push({ path: [...this.#path], message, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  }

  /** Compiles a subschema that stands under these keys. */
  sub(schema: JsonValue | undefined, ...keys: readonly (string | number)[]): Check {
    this.#path.push(...keys);
    const check = this.compile(schema);
    this.#path.length -= keys.length;
    return check;
  }

  /** Compiles the schema under another keyword of the same schema. */
  sibling(schema: JsonObject, keyword: string): Check {
    const own = this.#path.pop() as string;
    const check = this.sub(schema[keyword], keyword);
    this.#path.push(own);
    return check;
  }

  compile(schema: JsonValue | undefined): Check {
    if (schema === true) return ACCEPT;
    if (schema === false) return REFUSE;
    if (!isJsonObject(schema)) return this.problem("a schema must be an object, true or false") ?? ACCEPT;
    const known = this.#known.get(schema);
    if (known !== undefined) return (value, state) => known.check(value, state);
    const entry = { check: ACCEPT };
    if (this.#known.size >= this.limits.nodes || this.#path.length > this.limits.nesting * 2)
      return this.problem("the schema is too large") ?? ACCEPT;
    this.#known.set(schema, entry);
    entry.check = this.#compileObject(schema);
    return entry.check;
  }

  #compileObject(schema: JsonObject): Check {
    const checks: Check[] = [];
    for (const keyword of Object.keys(schema)) {
      const compileKeyword = this.#keywords.get(keyword);
      this.#path.push(keyword);
      if (compileKeyword === undefined) {
        if (!keyword.startsWith("x-"))
          this.problem(`unknown or unsupported keyword "${keyword}"`, didYouMean(keyword, this.#keywords.keys()));
      } else if (compileKeyword !== "annotation") {
        const check = compileKeyword(schema[keyword] as JsonValue, schema, this);
        if (check !== undefined) checks.push(check);
      }
      this.#path.pop();
    }
    return (value, state) => {
      state.enter();
      if (!state.skips(value)) for (const check of checks) check(value, state);
      state.leave();
    };
  }

  /** Follows a reference within the schema. */
  reference(reference: JsonValue): Check {
    if (typeof reference !== "string") return this.problem("a reference must be a string") ?? ACCEPT;
    if (reference !== "#" && !reference.startsWith("#/")) {
      return (
        this.problem(`"${reference}" leads out of the schema: only references like "#/$defs/name" are followed`) ??
        ACCEPT
      );
    }
    let target: JsonValue | undefined = this.#root;
    for (const key of pointerKeys(reference)) {
      target =
        typeof target === "object" && target !== null && Object.hasOwn(target, key)
          ? (target as JsonObject)[key]
          : undefined;
    }
    if (target === undefined) return this.problem(`nothing stands at "${reference}"`) ?? ACCEPT;
    return this.compile(target);
  }
}

/** The keys of a local reference. */
export function pointerKeys(reference: string): readonly string[] {
  let pointer = reference.slice(1);
  try {
    pointer = decodeURIComponent(pointer);
  } catch {
    // Not percent-encoded after all.
  }
  return pointer === ""
    ? []
    : pointer
        .slice(1)
        .split("/")
        .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
