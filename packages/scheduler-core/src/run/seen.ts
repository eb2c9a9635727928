/**
 * What an attempt's parameters were made of, beyond what stays the same as long as the run goes on: an attempt that was under way when its
 * process ended gets the parameters that it had, though its run has moved on. The parameters themselves are not kept, since secrets may be
 * in them.
 */
import type { Reference } from "../expression/context.ts";
import type { Scope } from "../expression/scope.ts";
import type { JsonValue } from "../json/value.ts";
import type { ActionOutcome, TaskStatus } from "../outcome/outcome.ts";
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

export function readsOf(references: readonly Reference[]): Reads {
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
    else if (!LASTING.has(root)) unknown = true;
  }
  return { outcome, nodes: [...nodes], exports: [...exports], unknown };
}

/** The values that were there to be read when the attempt was started. Outcomes and values are the run's own, which never change. */
export interface Seen {
  readonly outcome: ActionOutcome | undefined;
  readonly nodes: readonly (readonly [id: string, status: TaskStatus, last: ActionOutcome | undefined])[];
  readonly exports: readonly (readonly [name: string, value: JsonValue])[];
}

/** Where in its run a task's attempt sees itself: a compensation sees what it undoes, that task, that visit, that outcome. */
export function standingOf(
  { state }: Run,
  task: number,
): { readonly id: string; readonly visit: number; readonly outcome: ActionOutcome | undefined } {
  const undone = state.compensations?.undone.get(task);
  if (undone !== undefined) return { ...undone, id: state.taskId(undone.task) };
  return { id: state.taskId(task), visit: state.visitsOf(task), outcome: state.arrivedOutcome(task) };
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
  const { id, visit } = standingOf(run, task);
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
    exports,
    outcome,
    node: (id) => nodes.get(id),
  };
}
