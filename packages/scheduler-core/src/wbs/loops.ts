/**
 * Finds the loops of a graph: its strongly connected parts (Tarjan, "Depth-first search and linear graph algorithms", 1972,
 * written without recursion), then those inside each part without the edges to its entry, and so on.
 */
import type { Graph } from "./graph.ts";
import type { Loop } from "./loop.ts";

interface Part {
  readonly parent: number;
  /** In the order written. */
  readonly tasks: readonly number[];
}

/** Fills `graph.loops` and everything of the graph that depends on them. */
export function findLoops(graph: Graph): void {
  const left = cyclicRest(graph);
  if (left.length === 0) return;
  const incoming = incomingEdges(graph);
  /** The part of the search each task belongs to at present; edges between different parts are not followed. */
  const scope = new Int32Array(graph.taskCount).fill(-1);
  const search = new PartSearch(graph, scope);
  let scopes = 0;
  for (const task of left) scope[task] = scopes;
  const waiting: Part[] = search.parts(left, -1, -1).reverse();
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    scopes++;
    for (const task of part.tasks) scope[task] = scopes;
    const entry = entryOf(part, graph, incoming, scope, scopes);
    const number = graph.loops.length;
    graph.loops.push({ parent: part.parent, end: number + 1, entry, members: [], inner: [], leaving: [] });
    if (part.parent >= 0) graph.loops[part.parent]!.inner.push(number);
    for (const task of part.tasks) graph.loop[task] = number;
    // The first-written inner part is taken next, so that the loops inside a loop follow it without a gap.
    const inner = search.parts(part.tasks, number, entry);
    for (let i = inner.length - 1; i >= 0; i--) waiting.push(inner[i]!);
  }
  completeLoops(graph);
}

/** What remains when tasks that nothing (or only removed tasks) leads to are taken away, again and again: empty without cycles. */
function cyclicRest(graph: Graph): number[] {
  const { taskCount, edgeCount, to, firstOut, nextOut } = graph;
  const degree = new Int32Array(taskCount);
  for (let edge = 0; edge < edgeCount; edge++) degree[to[edge]!]!++;
  const queue = new Int32Array(taskCount);
  let tail = 0;
  for (let task = 0; task < taskCount; task++) if (degree[task] === 0) queue[tail++] = task;
  for (let head = 0; head < tail; head++) {
    for (let edge = firstOut[queue[head]!]!; edge >= 0; edge = nextOut[edge]!) {
      const target = to[edge]!;
      if (--degree[target]! === 0) queue[tail++] = target;
    }
  }
  const rest: number[] = [];
  if (tail < taskCount) for (let task = 0; task < taskCount; task++) if (degree[task]! > 0) rest.push(task);
  return rest;
}

/** Edges by their target: those of `t` are `edges[first[t]]` up to `edges[first[t + 1]]`. */
function incomingEdges(graph: Graph): { first: Int32Array; edges: Int32Array } {
  const { taskCount, edgeCount, to } = graph;
  const first = new Int32Array(taskCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) first[to[edge]! + 1]!++;
  for (let task = 0; task < taskCount; task++) first[task + 1]! += first[task]!;
  const edges = new Int32Array(edgeCount);
  const next = first.slice();
  for (let edge = 0; edge < edgeCount; edge++) edges[next[to[edge]!]!++] = edge;
  return { first, edges };
}

/** The first-written task with an edge from outside, else the first-written. */
function entryOf(
  part: Part,
  graph: Graph,
  incoming: { first: Int32Array; edges: Int32Array },
  scope: Int32Array,
  own: number,
): number {
  for (const task of part.tasks) {
    for (let i = incoming.first[task]!; i < incoming.first[task + 1]!; i++) {
      if (scope[graph.from[incoming.edges[i]!]!] !== own) return task;
    }
  }
  return part.tasks[0]!;
}

/** One search after another over the same arrays. */
class PartSearch {
  private readonly graph: Graph;
  private readonly scope: Int32Array;
  /** Order of discovery in this search, 0 for not yet; -1 for done. */
  private readonly order: Int32Array;
  private readonly low: Int32Array;
  private readonly cursor: Int32Array;

  constructor(graph: Graph, scope: Int32Array) {
    this.graph = graph;
    this.scope = scope;
    this.order = new Int32Array(graph.taskCount);
    this.low = new Int32Array(graph.taskCount);
    this.cursor = new Int32Array(graph.taskCount);
  }

  /** The loops among `tasks` (one scope), without the edges to `entry`, by their first-written task. */
  parts(tasks: readonly number[], parent: number, entry: number): Part[] {
    const { order, low, cursor, scope } = this;
    const { to, firstOut, nextOut } = this.graph;
    const found: Part[] = [];
    for (const task of tasks) order[task] = 0;
    const path: number[] = [];
    const open: number[] = [];
    let count = 0;
    for (const root of tasks) {
      if (order[root] !== 0) continue;
      path.push(root);
      while (path.length > 0) {
        const task = path[path.length - 1]!;
        if (order[task] === 0) {
          order[task] = low[task] = ++count;
          cursor[task] = firstOut[task]!;
          open.push(task);
        }
        const edge = cursor[task]!;
        if (edge >= 0) {
          cursor[task] = nextOut[edge]!;
          const target = to[edge]!;
          if (target === entry || scope[target] !== scope[task]) continue;
          if (order[target] === 0) path.push(target);
          else if (order[target]! > 0 && order[target]! < low[task]!) low[task] = order[target]!;
          continue;
        }
        path.pop();
        if (low[task] === order[task]) this.close(task, open, entry, parent, found);
        const above = path[path.length - 1];
        if (above !== undefined && order[task]! > 0 && low[task]! < low[above]!) low[above] = low[task]!;
      }
    }
    return found.sort((a, b) => a.tasks[0]! - b.tasks[0]!);
  }

  private close(task: number, open: number[], entry: number, parent: number, found: Part[]): void {
    const start = open.lastIndexOf(task);
    const tasks = open.splice(start);
    for (const member of tasks) this.order[member] = -1;
    if (tasks.length === 1 && (task === entry || !this.hasSelfEdge(task))) return;
    found.push({ parent, tasks: tasks.sort((a, b) => a - b) });
  }

  private hasSelfEdge(task: number): boolean {
    const { to, firstOut, nextOut } = this.graph;
    for (let edge = firstOut[task]!; edge >= 0; edge = nextOut[edge]!) if (to[edge] === task) return true;
    return false;
  }
}

function completeLoops(graph: Graph): void {
  const { loops, loop } = graph;
  for (let number = loops.length - 1; number >= 0; number--) {
    const parent = loops[number]!.parent;
    if (parent >= 0) raiseEnd(loops[parent]!, loops[number]!.end);
  }
  for (let task = 0; task < graph.taskCount; task++) if (loop[task]! >= 0) loops[loop[task]!]!.members.push(task);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    graph.placeEdge(edge);
    const exit = graph.exitLoop[edge]!;
    if (exit >= 0) loops[exit]!.leaving.push(edge);
  }
}

function raiseEnd(loop: Loop, end: number): void {
  if (end > loop.end) loop.end = end;
}
