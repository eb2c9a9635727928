import type { WorkflowNode } from "../scenario/scenario.ts";

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

/**
 * Tarjan's strongly connected components, without recursion: a chain of a million nodes is an ordinary document. A part of one
 * node is a loop only with an edge to itself.
 */
function findLoops(targets: readonly (readonly number[])[]): Uint8Array {
  const count = targets.length;
  const inLoop = new Uint8Array(count);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const open = new Uint8Array(count);
  const nextEdge = new Uint32Array(count);
  const part: number[] = [];
  const path: number[] = [];
  let visited = 0;
  const enter = (node: number): void => {
    order[node] = low[node] = visited++;
    open[node] = 1;
    part.push(node);
    path.push(node);
  };
  for (let start = 0; start < count; start += 1) {
    if (order[start] !== -1) continue;
    enter(start);
    while (path.length > 0) {
      const node = path.at(-1) as number;
      const target = targets[node]?.[nextEdge[node] ?? 0];
      if (target !== undefined) {
        nextEdge[node] = (nextEdge[node] ?? 0) + 1;
        if (target === node) inLoop[node] = 1;
        if (order[target] === -1) enter(target);
        else if (open[target] === 1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] === order[node]) closePart(node, part, open, inLoop);
    }
  }
  return inLoop;
}

function closePart(root: number, part: number[], open: Uint8Array, inLoop: Uint8Array): void {
  const alone = part.at(-1) === root;
  for (;;) {
    const member = part.pop() as number;
    open[member] = 0;
    if (!alone) inLoop[member] = 1;
    if (member === root) return;
  }
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
