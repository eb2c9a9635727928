import type { JsonObject } from "../json/value.ts";

/** One operation that a component offers. */
export interface CallManifest {
  /** One line for people. */
  readonly description?: string;
  /** JSON Schema (draft 2020-12) of the parameters, an object. Patterns run in linear time; no remote references. */
  readonly parameters: JsonObject;
  /** JSON Schema of the output. */
  readonly output?: JsonObject;
  /** Whether doing it twice does no more than doing it once; a timed-out attempt is retryable only then. Default false. */
  readonly idempotent?: boolean;
}

/** A component's static description: what it offers and what it needs. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  /** By operation: the part of `call` after the dot. */
  readonly calls: { readonly [operation: string]: CallManifest };
  /** JSON Schema of the configuration given to `init-component`. */
  readonly config?: JsonObject;
  /** The capabilities it asks for; takes effect only as far as the operator's policy allows. */
  readonly requests?: JsonObject;
}

/** Manifests by component id. What validation checks calls and parameters against. */
export type Catalogue = ReadonlyMap<string, Manifest>;
