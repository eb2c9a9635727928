import type { Scenario } from "../scenario/scenario.ts";
import { BACK, buildGraph } from "./graph.ts";
import { findLoops } from "./loops.ts";

/** A scenario's graph as the machine sees it before anything runs, for drawing. */
export interface GraphDescription {
  /** In the order written. `lane` only for actions; `loop` is the innermost loop, an index of `loops`. */
  readonly nodes: readonly { readonly id: string; readonly lane?: number; readonly loop?: number }[];
  /** By source and then in the order written, as `scenario.nodes[].edges`. `back`: begins a new round of a loop. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly back: boolean }[];
  /** A loop's inner loops come after it. `nodes` are those of which it is the innermost. */
  readonly loops: readonly { readonly entry: string; readonly parent?: number; readonly nodes: readonly string[] }[];
}

/** The graph of a checked scenario. Throws for one whose edges lead nowhere. */
export function describeGraph(scenario: Scenario): GraphDescription {
  const graph = buildGraph(scenario);
  findLoops(graph);
  const id = (task: number): string => graph.nodes[task]?.id ?? "";
  return {
    nodes: graph.nodes.map((node, task) => {
      const loop = graph.loop[task] ?? -1;
      return {
        id: node.id,
        ...(node.type === "action" ? { lane: graph.laneOf(node) } : {}),
        ...(loop >= 0 ? { loop } : {}),
      };
    }),
    edges: graph.edgeDefs.map((_, edge) => ({
      from: id(graph.from[edge] ?? 0),
      to: id(graph.to[edge] ?? 0),
      back: ((graph.edgeFlags[edge] ?? 0) & BACK) !== 0,
    })),
    loops: graph.loops.map((loop) => ({
      entry: id(loop.entry),
      ...(loop.parent >= 0 ? { parent: loop.parent } : {}),
      nodes: loop.members.map(id),
    })),
  };
}
