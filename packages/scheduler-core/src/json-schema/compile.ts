import type { JsonValue } from "../json/value.ts";
import { Compiler, type Keyword } from "./compiler.ts";
import { ARRAY_KEYWORDS } from "./keywords-array.ts";
import { LOGIC_KEYWORDS } from "./keywords-logic.ts";
import { OBJECT_KEYWORDS } from "./keywords-object.ts";
import { VALUE_KEYWORDS } from "./keywords-value.ts";
import {
  DEFAULT_SCHEMA_LIMITS,
  type CheckOptions,
  type CompiledSchema,
  type SchemaChecker,
  type SchemaIssue,
  type SchemaLimits,
} from "./schema.ts";
import { CheckState, TooCostly, type Check } from "./state.ts";

/** Keywords that describe and check nothing. `minContains` and `maxContains` belong to `contains`. */
const ANNOTATIONS = [
  "$schema",
  "$id",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "minContains",
  "maxContains",
];

/** Every keyword of the supported part of JSON Schema draft 2020-12. */
const KEYWORDS: ReadonlyMap<string, Keyword | "annotation"> = new Map<string, Keyword | "annotation">([
  ...VALUE_KEYWORDS,
  ...OBJECT_KEYWORDS,
  ...ARRAY_KEYWORDS,
  ...LOGIC_KEYWORDS,
  ...ANNOTATIONS.map((name): [string, "annotation"] => [name, "annotation"]),
]);

/** The keywords that are checked, for the documentation. */
export const SCHEMA_KEYWORDS: readonly string[] = [
  ...VALUE_KEYWORDS,
  ...OBJECT_KEYWORDS,
  ...ARRAY_KEYWORDS,
  ...LOGIC_KEYWORDS,
].map(([name]) => name);

/**
 * Compiles a JSON Schema that may come from anyone into closures; no code is generated. Refused are unknown keywords (but
 * `x-…`), references that leave the schema, patterns outside the RE2 syntax, and what is beyond the limits. Checking is
 * bounded too: a value or a schema that costs too much gives one issue with the keyword `limit`.
 */
export function compileSchema(schema: JsonValue, limits: SchemaLimits = DEFAULT_SCHEMA_LIMITS): CompiledSchema {
  const compiler = new Compiler(schema, KEYWORDS, limits);
  const check = compiler.compile(schema);
  if (compiler.problems.length > 0) return { ok: false, problems: compiler.problems };
  return { ok: true, checker: new CompiledChecker(check, limits) };
}

class CompiledChecker implements SchemaChecker {
  readonly #check: Check;
  readonly #limits: SchemaLimits;

  constructor(check: Check, limits: SchemaLimits) {
    this.#check = check;
    this.#limits = limits;
  }

  check(value: JsonValue, options: CheckOptions = {}): readonly SchemaIssue[] {
    const state = new CheckState(this.#limits, options.skip);
    try {
      this.#check(value, state);
    } catch (thrown) {
      // A RangeError is the stack's end: values may nest deeper than any schema.
      if (!(thrown instanceof TooCostly) && !(thrown instanceof RangeError)) throw thrown;
      const message = thrown instanceof TooCostly ? thrown.message : "the value nests too deeply";
      return [...state.issues, { path: [], message, keyword: "limit" }];
    }
    return state.issues;
  }
}
