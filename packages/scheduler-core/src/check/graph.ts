import type { WorkflowNode } from "../scenario/scenario.ts";
import { PartSearch } from "./parts.ts";

/** The written graph by index; edges to nodes that do not exist are left out. */
export interface CheckGraph {
  readonly targets: readonly (readonly number[])[];
  /** Edges into each node. */
  readonly incoming: Uint32Array;
  /** Whether each node is part of a loop. */
  readonly inLoop: Uint8Array;
}

export function buildGraph(nodes: readonly WorkflowNode[], index: ReadonlyMap<string, number>): CheckGraph {
  const incoming = new Uint32Array(nodes.length);
  const targets = nodes.map(({ edges }) => {
    const list: number[] = [];
    for (const { to } of edges) {
      const target = index.get(to);
      if (target === undefined) continue;
      list.push(target);
      incoming[target] = (incoming[target] ?? 0) + 1;
    }
    return list;
  });
  return { targets, incoming, inLoop: findLoops(targets) };
}

function findLoops(targets: readonly (readonly number[])[]): Uint8Array {
  const inLoop = new Uint8Array(targets.length);
  for (const loop of new PartSearch(targets).loops([...targets.keys()], -1)) for (const node of loop) inLoop[node] = 1;
  return inLoop;
}

/** For every node, the index of a node of `from` above it, or -1. The nodes of `from` count only where one is below another. */
export function reachedFrom(from: readonly number[], targets: readonly (readonly number[])[]): Int32Array {
  const source = new Int32Array(targets.length).fill(-1);
  const queue: number[] = [];
  const visit = (node: number, origin: number): void => {
    for (const target of targets[node] ?? []) {
      if (source[target] !== -1) continue;
      source[target] = origin;
      queue.push(target);
    }
  };
  for (const origin of from) {
    visit(origin, origin);
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) visit(node, origin);
  }
  return source;
}
