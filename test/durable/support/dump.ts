/** All that can be told apart in a run: every field of it and of its state, but for what is compiled, or means nothing at the time. */
import type { Run } from "@scheduler-components/core";
import { recentStarts } from "../../../packages/scheduler-core/src/run/recent.ts";

/** Given, or compiled of what is given. */
const GIVEN = ["id", "scenario", "limits", "scope", "planner", "redactor", "plans", "conditions"];
/** Read right after the event that sets it; the shell's own; and the traces and their like, which are looked at by themselves. */
const OTHER = ["lastTrace", "journal", "listener", "traces", "edits", "logs", "past", "recent", "journaledEdits"];
const ASIDE: ReadonlySet<string> = new Set(GIVEN.concat(OTHER));

export function dumpRun(run: Run): { readonly [field: string]: unknown } {
  const fields = Object.entries(run).filter(([field]) => !ASIDE.has(field));
  return {
    ...Object.fromEntries(fields.map(([field, value]) => [field, plain(value)])),
    state: dumpState(run.state),
    exports: plain({ ...run.exports.values }),
    metrics: plain({ ...run.exports.metrics }),
    kept: run.kept.spent,
    recent: recentStarts(run),
    suspended: [...run.suspended.values()],
    signals: run.signals.all().toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function dumpState(state: Run["state"]): { readonly [field: string]: unknown } {
  const { graph, taskCount, lanes, work, queues, readyAt, touched, scenario: _, ...rest } = withCount(state);
  const open = (task: number): boolean => state.statusOf(task) === "ready" || state.statusOf(task) === "running";
  return {
    ...Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, upTo(value, taskCount)])),
    graph: dumpGraph(graph),
    lanes: { count: lanes.count, all: lanes.all() },
    work: work.toArray(),
    touched: state.deciding < 0 ? [] : plain(touched),
    queues: Array.from(queues, ([task, { items, head }]) => [task, plain(items.slice(head))]),
    readyAt: Array.from(readyAt.subarray(0, taskCount), (time, task) => (open(task) ? time : 0)),
  };
}

function withCount(state: Run["state"]): Run["state"] {
  return Object.assign(Object.create(null) as Run["state"], state, { taskCount: state.taskCount });
}

function dumpGraph(graph: Run["state"]["graph"]): { readonly [field: string]: unknown } {
  const tasks = new Set(["kind", "loop", "firstOut", "lastOut"]);
  return Object.fromEntries(
    Object.entries(graph).map(([field, value]) => [
      field,
      upTo(value, tasks.has(field) ? graph.taskCount : graph.edgeCount),
    ]),
  );
}

/** Typed arrays have room for more. */
function upTo(value: unknown, length: number): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Int32Array).slice(0, length);
  return plain(value);
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return Array.from(value, ([key, item]) => [key, plain(item)]);
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
