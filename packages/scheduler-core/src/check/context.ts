import type { Problem } from "../diagnostics/diagnostic.ts";
import type { JsonValue } from "../json/value.ts";
import type { Catalogue } from "../manifest/manifest.ts";
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from "../read/limits.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { buildGraph, type CheckGraph } from "./graph.ts";

export type Path = readonly (string | number)[];

/** Why a component cannot be used, whoever runs the scenario: by whoever looked at its file. */
export type RefusedComponents = ReadonlyMap<string, { readonly message: string; readonly hint?: string }>;

const NONE_REFUSED: RefusedComponents = new Map();

/** What is known of a scenario that another one runs. */
export interface KnownChild {
  /** Why it cannot be run; what is wrong in its own text names the place there. */
  readonly problems: readonly Pick<Problem, "code" | "message" | "hint">[];
  /** The JSON Schema of its inputs; undefined where it declares none. */
  readonly inputs?: JsonValue | undefined;
}

const NO_CHILDREN: ReadonlyMap<string, KnownChild> = new Map();

/** What every rule sees. Names that occur twice stand for the first; empty ones are parts that the shape has refused. */
export interface RuleContext {
  readonly scenario: Scenario;
  readonly catalogue: Catalogue | undefined;
  readonly refused: RefusedComponents;
  readonly children: ReadonlyMap<string, KnownChild>;
  readonly report: (problem: Problem) => void;
  /** Nothing more is kept: a rule that does much may stop. */
  readonly isFull: () => boolean;
  /** Indexes by id. */
  readonly actions: ReadonlyMap<string, number>;
  readonly nodes: ReadonlyMap<string, number>;
  /** Lists of which the document gives no sound account: what they lack is not reported as unknown, one problem is enough. */
  readonly unsure: UnsureNames;
  readonly graph: CheckGraph;
  /** Loops that may lie inside one another. */
  readonly maxLoopNesting: number;
}

/** Whether the names of a kind are incomplete because the shape of what should give them is wrong. */
export interface UnsureNames {
  readonly actions: boolean;
  readonly nodes: boolean;
  readonly resources: boolean;
  readonly exports: boolean;
  readonly groups: boolean;
  readonly secrets: boolean;
}

/** A small named check; all of its findings are reported, and the next rule runs whatever this one found. */
export type Rule = (context: RuleContext) => void;

export const NOTHING_UNSURE: UnsureNames = {
  actions: false,
  nodes: false,
  resources: false,
  exports: false,
  groups: false,
  secrets: false,
};

export function indexById(list: readonly { readonly id: string }[]): Map<string, number> {
  const index = new Map<string, number>();
  for (const [at, { id }] of list.entries()) if (id !== "" && !index.has(id)) index.set(id, at);
  return index;
}

export interface ContextOptions {
  readonly catalogue?: Catalogue;
  readonly refused?: RefusedComponents;
  readonly children?: ReadonlyMap<string, KnownChild>;
  readonly limits?: Partial<DocumentLimits>;
}

export function createContext(
  scenario: Scenario,
  given: ContextOptions,
  { report, isFull }: Pick<RuleContext, "report" | "isFull">,
  unsure: UnsureNames = NOTHING_UNSURE,
): RuleContext {
  const nodes = indexById(scenario.nodes);
  const actions = indexById(scenario.actions);
  const graph = buildGraph(scenario.nodes, nodes);
  const { catalogue, refused = NONE_REFUSED, children = NO_CHILDREN, limits } = given;
  const maxLoopNesting = limits?.maxLoopNesting ?? DEFAULT_DOCUMENT_LIMITS.maxLoopNesting;
  return { scenario, catalogue, refused, children, report, isFull, actions, nodes, unsure, graph, maxLoopNesting };
}

export const nodePath = (index: number): Path => ["workflows", "nodes", index];
export const actionPath = (index: number): Path => ["actions", "actions", index];
export const resourcePath = (index: number): Path => ["workbook", "resources", index];
