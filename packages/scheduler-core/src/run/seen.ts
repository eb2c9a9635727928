/**
 * What an attempt's parameters were made of, beyond what stays the same as long as the run goes on: an attempt that was under way when its
 * process ended gets the parameters that it had, though its run has moved on. The parameters themselves are not kept, since secrets may be
 * in them.
 */
import type { Reference } from "../expression/context.ts";
import { ITEM_INDEX } from "../expression/roots.ts";
import type { ItemView, Scope } from "../expression/scope.ts";
import type { JsonValue } from "../json/value.ts";
import type { ActionOutcome, TaskStatus } from "../outcome/outcome.ts";
import { DEFAULT_ITEM_NAME, type ForEach } from "../scenario/options.ts";
import type { ItemPlace } from "../state/items.ts";
import type { RunState } from "../state/types.ts";
import type { Run } from "./run.ts";
import { viewOutcome, viewTask } from "./scope.ts";

/** What templates read of a run that moves on, as far as their text tells. */
export interface Reads {
  readonly outcome: boolean;
  readonly nodes: readonly string[];
  readonly exports: readonly string[];
  /** They may read more: a name is computed, or stands for more than one thing. */
  readonly unknown: boolean;
}

export const READS_NOTHING: Reads = Object.freeze({ outcome: false, nodes: [], exports: [], unknown: false });

/** The roots whose values an attempt finds again, whenever it looks. */
const LASTING: ReadonlySet<string> = new Set(["inputs", "resources", "secrets", "run", "task"]);

/** `items`: where the names of an item are known, whose value stays the same. */
export function readsOf(references: readonly Reference[], items?: ForEach): Reads {
  const nodes = new Set<string>();
  const exports = new Set<string>();
  let outcome = false;
  let unknown = false;
  for (const { path } of references) {
    const [root, name] = path;
    if (typeof root !== "string") unknown = true;
    else if (root === "outcome") outcome = true;
    else if (root === "nodes" && typeof name === "string") nodes.add(name);
    else if (root === "exports" && typeof name === "string") exports.add(name);
    else if (!LASTING.has(root) && (items === undefined || (root !== items.as && root !== ITEM_INDEX))) unknown = true;
  }
  return { outcome, nodes: [...nodes], exports: [...exports], unknown };
}

/** The values that were there to be read when the attempt was started. Outcomes and values are the run's own, which never change. */
export interface Seen {
  readonly outcome: ActionOutcome | undefined;
  readonly nodes: readonly (readonly [id: string, status: TaskStatus, last: ActionOutcome | undefined])[];
  readonly exports: readonly (readonly [name: string, value: JsonValue])[];
}

export interface Standing {
  readonly id: string;
  readonly visit: number;
  readonly outcome: ActionOutcome | undefined;
  readonly item?: ItemView;
}

/**
 * Where in its run a task's attempt sees itself: a compensation sees what it undoes, that task, that visit, that outcome; an item what
 * reached its node.
 */
export function standingOf({ state }: Run, task: number): Standing {
  const undone = state.compensations?.undone.get(task);
  if (undone !== undefined) return { ...undone, id: state.taskId(undone.task) };
  const [id, visit] = [state.taskId(task), state.visitsOf(task)];
  const place = state.items?.places.get(task);
  if (place === undefined) return { id, visit, outcome: state.arrivedOutcome(task) };
  return { id, visit, outcome: state.arrivedOutcome(place.node), item: itemView(state, task, place) };
}

function itemView(state: RunState, task: number, { node, index }: ItemPlace): ItemView {
  const as = state.nodeOf(node).forEach?.as ?? DEFAULT_ITEM_NAME;
  return { as, value: state.items?.valueOf(task) ?? null, index };
}

/** Looks at what an attempt of the task would read now; undefined where that is nothing. */
export function see(run: Run, task: number, reads: Reads): Seen | undefined {
  if (!reads.outcome && reads.nodes.length === 0 && reads.exports.length === 0) return undefined;
  const { state, exports } = run;
  const nodes: Seen["nodes"][number][] = [];
  for (const id of reads.nodes) {
    const index = state.taskIndex(id);
    if (index >= 0) nodes.push([id, state.statusOf(index), state.lastOutcome(index)]);
  }
  const values: Seen["exports"][number][] = [];
  for (const name of reads.exports) {
    const value = exports.values[name];
    if (value !== undefined) values.push([name, value]);
  }
  return { outcome: reads.outcome ? standingOf(run, task).outcome : undefined, nodes, exports: values };
}

/** The run's scope as the attempt saw it. */
export function scopeOf(run: Run, task: number, attempt: number, seen: Seen | undefined): Scope {
  const { id, visit, item } = standingOf(run, task);
  const { inputs, resources, secrets, run: own } = run.scope;
  const exports = Object.create(null) as { [name: string]: JsonValue };
  for (const [name, value] of seen?.exports ?? []) exports[name] = value;
  const nodes = new Map(seen?.nodes.map(([id, status, last]) => [id, viewTask(status, last)]));
  const outcome = seen?.outcome === undefined ? undefined : viewOutcome(seen.outcome);
  return {
    inputs,
    resources,
    secrets,
    run: own,
    task: { id, visit, attempt },
    item,
    exports,
    outcome,
    node: (id) => nodes.get(id),
  };
}
