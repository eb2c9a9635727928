/** What an attempt may read of its run. Values are frozen: a component that writes to them does not write into the run. */
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import type { JsonValue } from "../json/value.ts";
import { isJsonObject } from "../json/value.ts";
import type { WbsEdge, WbsTask } from "../outcome/outcome.ts";
import { deepFreeze } from "./freeze.ts";
import type { Run } from "./run.ts";

/** The properties of a resource, with its `type`. */
export function readResource(run: Run, id: string): JsonValue | undefined {
  const found = run.scenario.resources.find((resource) => resource.id === id);
  if (found === undefined) return undefined;
  const { properties, type } = found;
  const copy: MutableJsonObject = {};
  if (isJsonObject(properties))
    for (const key of Object.keys(properties)) setOwn(copy, key, properties[key] as JsonValue);
  copy["type"] = type;
  return deepFreeze(copy);
}

export function readExport(run: Run, name: string): JsonValue | undefined {
  const value = run.exports.values[name];
  return value === undefined ? undefined : deepFreeze(value);
}

export function readTask(run: Run, id: string): WbsTask | undefined {
  const { state } = run;
  const task = state.taskIndex(id);
  if (task < 0) return undefined;
  const { action } = state.nodeOf(task);
  const base = { id, status: state.statusOf(task), visits: state.visitsOf(task), priority: state.laneOf(task) };
  return action === undefined ? base : { ...base, action };
}

/** In the order written; none for a task that does not exist. */
export function readEdges(run: Run, id: string): readonly WbsEdge[] {
  const task = run.state.taskIndex(id);
  if (task < 0) return [];
  return run.state.outgoingEdges(task).map(({ def: { to, label, trigger } }) => ({
    from: id,
    to,
    on: trigger.on,
    ...(label === undefined ? {} : { label }),
    ...(trigger.condition === undefined ? {} : { condition: trigger.condition }),
  }));
}
