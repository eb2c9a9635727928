import type { JsonValue } from "../json/value.ts";

/** What a schema, and checking with it, may cost. */
export interface SchemaLimits {
  /** Subschemas of one schema. */
  readonly nodes: number;
  /** How deep a schema may nest, and how deep it may follow itself and the value while checking. */
  readonly nesting: number;
  /** Length of a pattern, in UTF-16 units. */
  readonly patternLength: number;
  /** Steps of one check: about one a keyword, an item, or 16 characters looked at. */
  readonly steps: number;
  /** Issues reported of one value; the rest is left out. */
  readonly issues: number;
}

export const DEFAULT_SCHEMA_LIMITS: SchemaLimits = {
  nodes: 10_000,
  nesting: 200,
  patternLength: 1_000,
  steps: 2_000_000,
  issues: 100,
};

/** Why a value does not fit. */
export interface SchemaIssue {
  /** Keys and indexes from the value checked to the place meant. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The keyword of the schema; `limit` when checking itself was too costly. */
  readonly keyword: string;
  /** The key itself is meant (one that is not allowed), not what stands under it. */
  readonly part?: "key";
  readonly hint?: string;
}

/** Why a schema is refused; `path` leads to the place in the schema. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

export interface CheckOptions {
  /** Values of which nothing is known yet (a string with a template): they fit everything, and decide nothing. */
  readonly skip?: (value: JsonValue) => boolean;
}

export interface SchemaChecker {
  /** All issues, in the order of the value; none when it fits. Never throws. */
  check(value: JsonValue, options?: CheckOptions): readonly SchemaIssue[];
}

export type CompiledSchema =
  | { readonly ok: true; readonly checker: SchemaChecker }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };
