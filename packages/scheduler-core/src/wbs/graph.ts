/**
 * Owns the work-breakdown structure's topology: tasks, edges and the actions that tasks carry out, as integers over typed
 * arrays. What has happened to them belongs to `state/`; which of them form loops is computed by `loops.ts`.
 *
 * 1. Tasks and edges are numbered without gaps in the order written, those added by edits after them; a number is never reused.
 * 2. The edges of a task form a list in the order written: `firstOut[task]`, then `nextOut[edge]`, ended by -1.
 * 3. An end has no outgoing edges.
 * 4. `exitLoop[edge]` is the outermost loop that holds its source but not its target, `lca[edge]` the innermost that holds
 *    both; -1 where there is none. Loops never change, whatever edits do.
 * 5. Runs of one scenario have its topology in common (`fork`), each until it changes something of it (`own`).
 */
import { DEFAULT_PRIORITY } from "../scenario/scenario.ts";
import type { ActionDef, Scenario, WorkflowEdge, WorkflowNode } from "../scenario/scenario.ts";
import { growInt32, growUint8, nextCapacity } from "./grow.ts";
import type { Loop } from "./loop.ts";

/** What a task does, as a small integer; `>= END` means an end. */
export const ACTION = 0;
export const DECISION = 1;
export const END = 2;
export const TERMINATE = 3;

/** Edge flags. Taken by the last decision of its source. */
export const TAKEN = 1;
/** Has taken effect in this round of the loop around it; can arrive no more. */
export const DECIDED = 2;
/** Removed by an edit: counts as not taken. */
export const REMOVED = 4;
/** Leads to the entry of a loop from within it. */
export const BACK = 8;

export class Graph {
  taskCount = 0;
  edgeCount = 0;
  nodes: WorkflowNode[];
  actions: Map<string, ActionDef> = new Map();
  loops: Loop[] = [];
  kind: Uint8Array;
  /** Innermost loop of each task, -1 for none. */
  loop: Int32Array;
  firstOut: Int32Array;
  lastOut: Int32Array;
  from: Int32Array;
  to: Int32Array;
  nextOut: Int32Array;
  exitLoop: Int32Array;
  lca: Int32Array;
  edgeFlags: Uint8Array;
  edgeDefs: WorkflowEdge[];
  private shared = false;
  /** Made when first asked for: a run without edges, edits and snapshots never asks. */
  private numbers: Map<string, number> | undefined;

  /** Room for so many; more may be added. */
  constructor(tasks: number, edges: number) {
    this.nodes = new Array<WorkflowNode>(tasks);
    this.edgeDefs = new Array<WorkflowEdge>(edges);
    this.kind = new Uint8Array(tasks);
    this.loop = new Int32Array(tasks).fill(-1);
    this.firstOut = new Int32Array(tasks).fill(-1);
    this.lastOut = new Int32Array(tasks).fill(-1);
    this.from = new Int32Array(edges);
    this.to = new Int32Array(edges);
    this.nextOut = new Int32Array(edges);
    this.exitLoop = new Int32Array(edges).fill(-1);
    this.lca = new Int32Array(edges).fill(-1);
    this.edgeFlags = new Uint8Array(edges);
  }

  /** -1 if there is no such task. */
  taskIndex(id: string): number {
    if (this.numbers === undefined) {
      this.numbers = new Map();
      for (let task = 0; task < this.taskCount; task++) this.numbers.set(this.nodes[task]!.id, task);
    }
    return this.numbers.get(id) ?? -1;
  }

  /** A graph that has everything in common with this one, which does not change any more, but for its edges' flags. */
  fork(): Graph {
    const fork = new Graph(0, 0);
    Object.assign(fork, this);
    fork.edgeFlags = this.edgeFlags.slice();
    fork.shared = true;
    return fork;
  }

  /** Is called before anything but the flags of edges changes. */
  own(): void {
    if (!this.shared) return;
    this.shared = false;
    this.nodes = this.nodes.slice();
    if (this.numbers !== undefined) this.numbers = new Map(this.numbers);
    this.actions = new Map(this.actions);
    this.loops = this.loops.map((loop) => ({ ...loop, leaving: [...loop.leaving] }));
    this.kind = this.kind.slice();
    this.loop = this.loop.slice();
    this.firstOut = this.firstOut.slice();
    this.lastOut = this.lastOut.slice();
    this.from = this.from.slice();
    this.to = this.to.slice();
    this.nextOut = this.nextOut.slice();
    this.exitLoop = this.exitLoop.slice();
    this.lca = this.lca.slice();
    this.edgeDefs = this.edgeDefs.slice();
  }

  setNode(task: number, node: WorkflowNode): void {
    this.own();
    this.nodes[task] = node;
  }

  setAction(action: ActionDef): void {
    this.own();
    this.actions.set(action.id, action);
  }

  addTask(node: WorkflowNode): number {
    this.own();
    const task = this.taskCount++;
    if (task >= this.kind.length) {
      const capacity = nextCapacity(this.kind.length, task + 1);
      this.kind = growUint8(this.kind, capacity);
      this.loop = growInt32(this.loop, capacity, -1);
      this.firstOut = growInt32(this.firstOut, capacity, -1);
      this.lastOut = growInt32(this.lastOut, capacity, -1);
    }
    this.nodes[task] = node;
    this.numbers?.set(node.id, task);
    this.kind[task] =
      node.type === "action" ? ACTION : node.type === "decision" ? DECISION : node.terminate ? TERMINATE : END;
    return task;
  }

  addEdge(from: number, to: number, def: WorkflowEdge): number {
    this.own();
    const edge = this.edgeCount++;
    if (edge >= this.to.length) {
      const capacity = nextCapacity(this.to.length, edge + 1);
      this.from = growInt32(this.from, capacity);
      this.to = growInt32(this.to, capacity);
      this.nextOut = growInt32(this.nextOut, capacity);
      this.exitLoop = growInt32(this.exitLoop, capacity, -1);
      this.lca = growInt32(this.lca, capacity, -1);
      this.edgeFlags = growUint8(this.edgeFlags, capacity);
    }
    this.from[edge] = from;
    this.to[edge] = to;
    this.nextOut[edge] = -1;
    const last = this.lastOut[from]!;
    if (last < 0) this.firstOut[from] = edge;
    else this.nextOut[last] = edge;
    this.lastOut[from] = edge;
    this.edgeDefs[edge] = def;
    return edge;
  }

  /** Whether the task stands in `loop`, at any depth. */
  isInside(task: number, loop: number): boolean {
    const inner = this.loop[task]!;
    return inner >= loop && inner < this.loops[loop]!.end;
  }

  /** Sets `lca`, `exitLoop` and the flag of a back edge from the loops that there are. */
  placeEdge(edge: number): void {
    const to = this.to[edge]!;
    let exit = -1;
    let loop = this.loop[this.from[edge]!]!;
    while (loop >= 0 && !this.isInside(to, loop)) {
      exit = loop;
      loop = this.loops[loop]!.parent;
    }
    this.lca[edge] = loop;
    this.exitLoop[edge] = exit;
    if (loop >= 0 && this.loops[loop]!.entry === to) this.edgeFlags[edge]! |= BACK;
  }

  /** The lane of a node: its own priority, else its action's, else the default. */
  laneOf(node: WorkflowNode): number {
    if (node.priority !== undefined) return node.priority;
    const action = node.action === undefined ? undefined : this.actions.get(node.action);
    return action?.priority ?? DEFAULT_PRIORITY;
  }
}

/** The tasks and edges of a checked scenario, before its loops are found. */
export function buildGraph(scenario: Scenario): Graph {
  let edges = 0;
  for (const node of scenario.nodes) if (node.type !== "end") edges += node.edges.length;
  const graph = new Graph(scenario.nodes.length, edges);
  for (const action of scenario.actions) graph.setAction(action);
  for (const node of scenario.nodes) graph.addTask(node);
  for (let task = 0; task < graph.taskCount; task++) {
    const node = graph.nodes[task]!;
    if (node.type === "end") continue;
    for (const edge of node.edges) {
      const to = graph.taskIndex(edge.to);
      if (to < 0)
        throw new Error(
          `The edge from ${node.id} leads to ${edge.to}, which does not exist: the scenario was not checked.`,
        );
      graph.addEdge(task, to, edge);
    }
  }
  return graph;
}
