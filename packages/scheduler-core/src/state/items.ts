/**
 * Owns the items of nodes with `for_each`: the tasks that carry the node's action out, one for each item of the list of its visit.
 *
 * 1. An item is a task of its own, of a name that no document and no edit can give, in its node's lane, and without edges.
 * 2. A node under way (its status is running) has an open item, or waits for its list (`deciding`); it is in no lane and not in flight.
 * 3. Later visits of a node reuse the items of earlier ones, which are then numbered as its visit is.
 */
import type { JsonValue } from "../json/value.ts";
import type { ActionError, ActionOutcome, ErrorCause } from "../outcome/outcome.ts";
import type { WorkflowNode } from "../scenario/scenario.ts";
import { BEGUN, READY, RUNNING, SKIPPED, STATUSES, WAITING } from "./flags.ts";
import type { RunState } from "./run-state.ts";
import { isFailure, makeReady } from "./visits.ts";

/** The present or last visit of a node with `for_each`. */
export interface Expansion {
  /** The list of this visit. */
  values: readonly JsonValue[];
  /** By index; more than `values` has where an earlier visit had more. */
  readonly tasks: number[];
  /** The index of the item to make ready next. */
  next: number;
  /** Items that are ready, under way or waiting to be tried again. */
  open: number;
  failed: number;
  /** Of the first that failed. */
  failures: ErrorCause[];
}

export interface ItemPlace {
  /** The task of the node. */
  readonly node: number;
  readonly index: number;
}

/** Of failures more are counted, and not told one by one. */
const MOST_FAILURES = 64;

export class Items {
  /** By the task of their node. */
  readonly expansions: Map<number, Expansion> = new Map();
  /** By the task of the item. */
  readonly places: Map<number, ItemPlace> = new Map();

  /** The item that a task is carried out for; undefined for one that is none. */
  valueOf(task: number): JsonValue | undefined {
    const place = this.places.get(task);
    return place === undefined ? undefined : this.expansions.get(place.node)?.values[place.index];
  }
}

/** What a node's item is: the node as it stands, without its edges. */
export function itemNode(node: WorkflowNode, index: number): WorkflowNode {
  const { forEach: _, ...same } = node;
  return { ...same, id: `${node.id}[${index}]`, join: "all", edges: [] };
}

/** Whether it is the list of a node's visit that is awaited, and not what its edges decide. */
export function awaitsItems(state: RunState, node: number): boolean {
  return state.status[node] === RUNNING;
}

/** Begins the items of a node's visit, whose list has been evaluated. */
export function beginItems(state: RunState, items: Items, node: number, { items: values = [], error }: Given): void {
  const expansion = items.expansions.get(node) ?? newExpansion(items, node);
  Object.assign(expansion, { values: [], next: 0, open: 0, failed: 0, failures: [] });
  const refused = error ?? tooMany(state, node, values.length - expansion.tasks.length);
  if (refused !== undefined) {
    endNode(state, node, { status: "failed", error: refused });
    return;
  }
  for (let index = expansion.tasks.length; index < values.length; index++)
    addItem(state, items, expansion, node, index);
  for (let index = 0; index < values.length; index++) state.status[expansion.tasks[index]!] = WAITING;
  expansion.values = values;
  goOn(state, expansion, node);
}

function tooMany(state: RunState, node: number, more: number): ActionError | undefined {
  const tasks = state.taskCount + more;
  if (more <= 0 || tasks <= state.maxTasks) return undefined;
  const message = `With the items of "${state.taskId(node)}" the run would have ${tasks} tasks, more than the ${state.maxTasks} allowed`;
  return { code: "max-tasks", message, retryable: false, causes: [] };
}

interface Given {
  readonly items?: readonly JsonValue[];
  readonly error?: ActionError;
}

/** The last attempt of an item's visit ended. */
export function itemOver(state: RunState, items: Items, { node, index }: ItemPlace, outcome: ActionOutcome): void {
  const expansion = items.expansions.get(node);
  if (expansion === undefined) throw new Error(`Task ${node} has no items`);
  expansion.open--;
  if (isFailure(outcome)) {
    noteFailure(expansion, index, outcome);
    if (state.graph.nodes[node]!.forEach?.onItemFailure !== "continue") dropRest(state, expansion);
  }
  goOn(state, expansion, node);
}

function newExpansion(items: Items, node: number): Expansion {
  const expansion: Expansion = { values: [], tasks: [], next: 0, open: 0, failed: 0, failures: [] };
  items.expansions.set(node, expansion);
  return expansion;
}

function addItem(state: RunState, items: Items, expansion: Expansion, node: number, index: number): void {
  const task = state.graph.addTask(itemNode(state.nodeOf(node), index));
  state.grow();
  state.lane[task] = state.lane[node]!;
  expansion.tasks.push(task);
  items.places.set(task, { node, index });
}

/** Makes items ready, as many as the node may have under way. Once none is left the node's visit is over. */
function goOn(state: RunState, expansion: Expansion, node: number): void {
  const most = state.graph.nodes[node]!.forEach?.concurrency ?? Infinity;
  while (expansion.open < most && expansion.next < expansion.values.length) {
    expansion.open++;
    makeReady(state, expansion.tasks[expansion.next++]!);
  }
  if (expansion.open === 0) endNode(state, node, gather(state, expansion, node));
}

/** Nothing begins any more; what has begun, if only to be tried again, comes to its end. */
function dropRest(state: RunState, expansion: Expansion): void {
  const { tasks, values } = expansion;
  for (let index = 0; index < values.length; index++) {
    const task = tasks[index]!;
    const isReady = state.status[task] === READY && (state.flags[task]! & BEGUN) === 0;
    if (isReady) {
      state.lanes.remove(task, state.lane[task]!);
      expansion.open--;
    }
    if (isReady || index >= expansion.next) skipItem(state, task);
  }
  expansion.next = values.length;
}

function skipItem(state: RunState, task: number): void {
  state.status[task] = SKIPPED;
  state.outcomes[task] = undefined;
}

function noteFailure(expansion: Expansion, index: number, { error, detail, status }: ActionOutcome): void {
  expansion.failed++;
  if (expansion.failures.length === MOST_FAILURES) return;
  const code = error?.code ?? "item-failed";
  expansion.failures.push({ code, message: `Item ${index} ended as ${status}: ${error?.message ?? detail ?? status}` });
}

function gather(state: RunState, { tasks, values, failed, failures }: Expansion, node: number): ActionOutcome {
  const output = values.map((_, index) => {
    const outcome = state.outcomes[tasks[index]!];
    return outcome?.status === "succeeded" ? (outcome.output ?? null) : null;
  });
  if (failed === 0) return { status: "succeeded", output };
  const message = `${failed} of the ${values.length} items of "${state.taskId(node)}" failed`;
  return { status: "failed", output, error: { code: "item-failed", message, retryable: false, causes: failures } };
}

/** The node's visit is over; what its edges decide is awaited. */
function endNode(state: RunState, node: number, outcome: ActionOutcome): void {
  state.outcomes[node] = outcome;
  state.status[node] = STATUSES.indexOf(outcome.status);
  state.flags[node]! &= ~BEGUN;
  state.deciding = node;
}
