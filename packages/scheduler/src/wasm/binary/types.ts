import type { RefusalCode } from "../../policy/refusal.ts";

/** What the bytes of a component say before anything of them is compiled, transpiled or run. */
export interface ComponentFacts {
  readonly sizeBytes: number;
  /** Imports of the outermost component, in order, under their full names: `scheduler:executor/context@0.1.0`. */
  readonly imports: readonly ComponentExtern[];
  /** Exports of the outermost component, in order. */
  readonly exports: readonly ComponentExtern[];
  /** Core modules, at every depth. */
  readonly modules: number;
  /** Nested components, at every depth; the outermost one is not counted. */
  readonly components: number;
  /** Linear memories that core modules define; imported ones are counted where they are defined. */
  readonly memories: DeclaredLimits;
  /** Tables that core modules define. */
  readonly tables: DeclaredLimits;
}

export interface ComponentExtern {
  readonly name: string;
  readonly kind: ExternKind;
}

export type ExternKind = "module" | "func" | "value" | "type" | "component" | "instance";

/** Sums over all definitions: bytes for memories, elements for tables. */
export interface DeclaredLimits {
  readonly count: number;
  readonly minimum: number;
  /** Undefined where one of them declares no maximum. */
  readonly maximum: number | undefined;
}

/** Why a component is refused before it is transpiled. */
export type BinaryRefusalCode = Extract<
  RefusalCode,
  "component-malformed" | "component-unsafe" | "component-too-large" | "component-over-limit" | "component-unsupported"
>;

export interface BinaryRefusal {
  readonly code: BinaryRefusalCode;
  readonly message: string;
  /** What would have to be allowed, where something can be: the caller knows the component's id and writes the flag. */
  readonly needs?: NeededLimit;
}

/** `memory` in bytes, `tables` in elements. */
export interface NeededLimit {
  readonly limit: "memory" | "tables";
  readonly atLeast: number;
}

/** The caps of one component; each holds for the sum over its memories or tables. */
export interface ComponentCaps {
  readonly maxMemoryBytes: number;
  readonly maxTableElements: number;
}
