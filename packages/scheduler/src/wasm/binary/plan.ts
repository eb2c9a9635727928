/** A component as its reader leaves it: what was found, and where in the bytes it stands. */

export interface ComponentPlan {
  /** Where its header begins. */
  readonly start: number;
  readonly pieces: readonly Piece[];
  /** What is instantiated in it, one entry a time. */
  readonly modulesMade: readonly ModulePlan[];
  readonly componentsMade: readonly ComponentPlan[];
}

/** Sections in order. What is neither a module nor a component is copied as it is; custom sections are left out. */
export type Piece =
  | { readonly kind: "section"; readonly range: Range }
  | { readonly kind: "module"; readonly module: ModulePlan }
  | { readonly kind: "component"; readonly component: ComponentPlan };

export interface ModulePlan {
  /** Where its header begins. */
  readonly start: number;
  readonly pieces: readonly ModulePiece[];
  readonly memories: readonly Limited[];
  readonly tables: readonly Limited[];
  readonly counts: ModuleCounts;
}

/** How many there are of what is numbered. */
export interface ModuleCounts {
  readonly types: number;
  readonly functions: { readonly imported: number; readonly defined: number };
  readonly globals: { readonly imported: number; readonly defined: number };
}

/** A section, with its id and size. */
export type ModulePiece = { readonly id: number; readonly range: Range } & (
  | { readonly kind: "section" }
  | { readonly kind: "limited"; readonly definitions: readonly Limited[] }
);

/** One memory or table: its limits, in pages or elements, and what stands before and after them. */
export interface Limited {
  readonly before: Range;
  readonly flags: number;
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly after: Range;
}

/** Of bytes, the end excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
