/**
 * The state of a run as plain JSON, beside its scenario: what a state was folded to, without the events.
 *
 * Each field of `RunState` and of its graph is either here or follows from the scenario and the others; a test goes through them.
 */
import type { ActionOutcome, ErrorCause } from "../outcome/outcome.ts";
import type { ActionDef, WorkflowEdge, WorkflowNode } from "../scenario/scenario.ts";
import type { Undoable } from "./compensations.ts";
import { itemNode, type Expansion, type ItemPlace } from "./items.ts";
import { outcomesOf, type OutcomeTable, type OutcomeNumber } from "./outcome-table.ts";
import { READY, RUNNING } from "./flags.ts";
import { pack, unpack, type Packed } from "./packed.ts";
import type { RunResult } from "./result.ts";
import type { Rounds, RunState } from "./run-state.ts";

/** What edits and items made of the scenario's graph. */
interface GraphSnapshot {
  /** Nodes as updates made them, by task. */
  readonly updated: readonly (readonly [task: number, node: WorkflowNode])[];
  /** Those added; an item by what it is one of. */
  readonly nodes: readonly (WorkflowNode | readonly [node: number, index: number])[];
  readonly edges: readonly (readonly [from: number, to: number, def: WorkflowEdge])[];
  readonly actions: readonly ActionDef[];
  /** Of each loop. */
  readonly leaving: readonly (readonly number[])[];
}

/** A visit that can be undone, its action by name. */
type UndoableSnapshot = readonly [task: number, visit: number, outcome: OutcomeNumber, action: string];

interface CompensationsSnapshot {
  readonly stack: readonly UndoableSnapshot[];
  readonly undone: readonly (readonly [task: number, undone: UndoableSnapshot])[];
  readonly failures: readonly ErrorCause[];
  readonly failed: number;
  readonly current: number;
}

interface ItemsSnapshot {
  readonly expansions: readonly (readonly [node: number, expansion: Expansion])[];
  readonly places: readonly (readonly [task: number, place: ItemPlace])[];
}

export interface StateSnapshot {
  readonly phase: RunState["phase"];
  readonly result: RunResult | null;
  readonly failure: RunResult | null;
  readonly deciding: number;
  readonly inFlight: number;
  readonly waits: number;
  readonly now: number;
  readonly tasks: number;
  readonly edges: number;
  readonly graph: GraphSnapshot | null;
  readonly status: Packed;
  readonly flags: Packed;
  readonly lane: Packed;
  readonly visits: Packed;
  readonly pending: Packed;
  readonly reached: Packed;
  readonly edgeFlags: Packed;
  /** Outcomes other than a plain success; elsewhere they are numbers, so that one that many tasks share stands here once. */
  readonly told: readonly ActionOutcome[];
  readonly outcomes: Packed;
  /** Of those that are ready or running; of others it means nothing. */
  readonly readyAt: readonly (readonly [task: number, time: number])[];
  /** Lane by lane, each in its order. */
  readonly ready: readonly number[];
  readonly rounds: readonly Rounds[];
  readonly queues: readonly (readonly [task: number, arrivals: readonly OutcomeNumber[]])[];
  readonly arrived: readonly (readonly [task: number, outcome: OutcomeNumber])[];
  readonly attempts: readonly (readonly [task: number, attempts: number])[];
  readonly compensations: CompensationsSnapshot | null;
  readonly items: ItemsSnapshot | null;
  readonly work: readonly number[];
  readonly touched: readonly number[];
}

/** `table`: gets the outcomes, those that the caller has numbered too; it is in the snapshot as it stands at the end. */
export function takeStateSnapshot(state: RunState, table: OutcomeTable): StateSnapshot {
  const { graph } = state;
  const { taskCount: tasks, edgeCount: edges } = graph;
  const outcomes = Array.from({ length: tasks }, (_, task) => table.numberOf(state.outcomes[task]));
  const readyAt: [number, number][] = [];
  for (let task = 0; task < tasks; task++)
    if (state.status[task] === READY || state.status[task] === RUNNING) readyAt.push([task, state.readyAtOf(task)]);
  return {
    phase: state.phase,
    result: state.result ?? null,
    failure: state.failure ?? null,
    deciding: state.deciding,
    inFlight: state.inFlight,
    waits: state.waits,
    now: state.now,
    tasks,
    edges,
    graph: takeGraph(state),
    status: pack(state.status, tasks),
    flags: pack(state.flags, tasks),
    lane: pack(state.lane, tasks),
    visits: pack(state.visits, tasks),
    pending: pack(state.pending, tasks),
    reached: pack(state.reached, tasks),
    edgeFlags: pack(graph.edgeFlags, edges),
    told: table.told,
    outcomes: pack(outcomes, tasks),
    readyAt,
    ready: state.lanes.all(),
    rounds: state.rounds.map((rounds) => ({ ...rounds })),
    queues: Array.from(state.queues, ([task, { items, head }]) => [
      task,
      items.slice(head).map((outcome) => table.numberOf(outcome)),
    ]),
    arrived: Array.from(state.arrived, ([task, outcome]) => [task, table.numberOf(outcome)]),
    attempts: [...state.attempts],
    compensations: takeCompensations(state, table),
    items: takeItems(state),
    work: state.work.toArray(),
    touched: state.deciding < 0 ? [] : [...state.touched],
  };
}

/** Brings the state of a new run to that of a snapshot. Throws where it is none of this scenario's; the state is of no use then. */
export function restoreState(state: RunState, snapshot: StateSnapshot): readonly (ActionOutcome | undefined)[] {
  restoreGraph(state, snapshot);
  const { graph } = state;
  const { tasks, edges } = snapshot;
  if (graph.taskCount !== tasks || graph.edgeCount !== edges) throw new RangeError("The snapshot is of another graph.");
  state.phase = snapshot.phase;
  state.result = snapshot.result ?? undefined;
  state.failure = snapshot.failure ?? undefined;
  state.deciding = snapshot.deciding;
  state.inFlight = snapshot.inFlight;
  state.waits = snapshot.waits;
  state.now = snapshot.now;
  unpack(snapshot.status, tasks, state.status);
  unpack(snapshot.flags, tasks, state.flags);
  unpack(snapshot.lane, tasks, state.lane);
  unpack(snapshot.visits, tasks, state.visits);
  unpack(snapshot.pending, tasks, state.pending);
  unpack(snapshot.reached, tasks, state.reached);
  unpack(snapshot.edgeFlags, edges, graph.edgeFlags);
  const told = outcomesOf(snapshot.told);
  const numbers = new Int32Array(tasks);
  unpack(snapshot.outcomes, tasks, numbers);
  for (let task = 0; task < tasks; task++) state.outcomes[task] = told[numbers[task] ?? 0];
  for (const [task, time] of snapshot.readyAt) state.readyAt[task] = time;
  for (const task of snapshot.ready) state.lanes.push(task, state.laneOf(task));
  for (const [loop, rounds] of snapshot.rounds.entries()) state.rounds[loop] = { ...rounds };
  for (const [task, arrivals] of snapshot.queues)
    state.queues.set(task, { items: arrivals.map((number) => told[number]), head: 0 });
  for (const [task, number] of snapshot.arrived) state.arrived.set(task, told[number]);
  for (const [task, attempts] of snapshot.attempts) state.attempts.set(task, attempts);
  restoreCompensations(state, snapshot, told);
  restoreItems(state, snapshot);
  const { work } = snapshot;
  for (let at = 0; at + 2 < work.length; at += 3) state.work.push(work[at]!, work[at + 1]!, work[at + 2]!);
  state.touched = [...snapshot.touched];
  return told;
}

function takeCompensations({ compensations }: RunState, table: OutcomeTable): CompensationsSnapshot | null {
  if (compensations === undefined) return null;
  const { stack, undone, failures, failed, current } = compensations;
  const numbered = ({ task, visit, outcome, action }: Undoable): UndoableSnapshot => [
    task,
    visit,
    table.numberOf(outcome),
    action.id,
  ];
  return {
    stack: stack.map(numbered),
    undone: Array.from(undone, ([task, undoable]) => [task, numbered(undoable)]),
    failures: [...failures],
    failed,
    current,
  };
}

function restoreCompensations(
  { compensations, graph }: RunState,
  { compensations: snapshot }: StateSnapshot,
  told: readonly (ActionOutcome | undefined)[],
): void {
  if (snapshot === null || compensations === undefined) return;
  const undoable = ([task, visit, number, id]: UndoableSnapshot): Undoable => {
    const outcome = told[number];
    const action = graph.actions.get(id);
    if (outcome === undefined || action === undefined) throw new RangeError("The snapshot is of another scenario.");
    return { task, visit, outcome, action };
  };
  for (const item of snapshot.stack) compensations.stack.push(undoable(item));
  for (const [task, item] of snapshot.undone) compensations.undone.set(task, undoable(item));
  for (const failure of snapshot.failures) compensations.failures.push(failure);
  compensations.failed = snapshot.failed;
  compensations.current = snapshot.current;
}

function takeItems({ items }: RunState): ItemsSnapshot | null {
  if (items === undefined) return null;
  return {
    expansions: Array.from(items.expansions, ([node, expansion]) => [node, copy(expansion)]),
    places: [...items.places],
  };
}

function restoreItems({ items }: RunState, { items: snapshot }: StateSnapshot): void {
  if (snapshot === null || items === undefined) return;
  for (const [node, expansion] of snapshot.expansions) items.expansions.set(node, copy(expansion));
  for (const [task, place] of snapshot.places) items.places.set(task, place);
}

function copy(expansion: Expansion): Expansion {
  return { ...expansion, tasks: [...expansion.tasks], failures: [...expansion.failures] };
}

function takeGraph({ graph, scenario, items }: RunState): GraphSnapshot | null {
  const written = scenario.nodes.length;
  const edges = edgesWritten(scenario.nodes);
  const updated: [number, WorkflowNode][] = [];
  for (let task = 0; task < written; task++)
    if (graph.nodes[task] !== scenario.nodes[task]) updated.push([task, graph.nodes[task]!]);
  const edited =
    updated.length > 0 ||
    graph.taskCount > written ||
    graph.edgeCount > edges ||
    graph.actions.size > scenario.actions.length;
  if (!edited) return null;
  const added: [number, number, WorkflowEdge][] = [];
  for (let edge = edges; edge < graph.edgeCount; edge++)
    added.push([graph.from[edge]!, graph.to[edge]!, graph.edgeDefs[edge]!]);
  return {
    updated,
    nodes: graph.nodes.slice(written, graph.taskCount).map((node, at) => {
      const place = items?.places.get(written + at);
      return place === undefined ? node : [place.node, place.index];
    }),
    edges: added,
    actions: [...graph.actions.values()].slice(scenario.actions.length),
    leaving: graph.loops.map(({ leaving }) => [...leaving]),
  };
}

/** In the order in which edits would have made it so: tasks and edges get the same numbers. */
function restoreGraph(state: RunState, { graph: snapshot }: StateSnapshot): void {
  if (snapshot === null) return;
  const { graph } = state;
  graph.own();
  for (const action of snapshot.actions) graph.setAction(action);
  for (const [task, node] of snapshot.updated) graph.setNode(task, node);
  for (const node of snapshot.nodes) graph.addTask("id" in node ? node : itemNode(state.nodeOf(node[0]), node[1]));
  state.grow();
  for (const [from, to, def] of snapshot.edges) graph.placeEdge(graph.addEdge(from, to, def));
  for (const [loop, leaving] of snapshot.leaving.entries()) graph.loops[loop]!.leaving.splice(0, Infinity, ...leaving);
}

function edgesWritten(nodes: readonly WorkflowNode[]): number {
  let edges = 0;
  for (const node of nodes) if (node.type !== "end") edges += node.edges.length;
  return edges;
}
