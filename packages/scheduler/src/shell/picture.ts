import {
  lowerJson,
  lowerWbsEdge,
  lowerWbsTask,
  readEdges,
  readExport,
  readResource,
  readTask,
  type Attempt,
  type JsonValue,
  type Run,
} from "@scheduler-components/core";
import type { ContextSeed, NamedJson } from "../generated/scheduler-executor-context-host.d.ts";
import type { Json } from "../generated/scheduler-core-libs-types.d.ts";

/** A run of more tasks is pictured to an attempt as its own task and those that its edges lead to: each picture is copied whole. */
export const MAX_PICTURED_TASKS = 256;

/** All that a context answers from: the run as it stands when the attempt starts. */
export function pictureOf(run: Run, attempt: Attempt, deadline: number | undefined): ContextSeed {
  const { taskId, visit } = attempt;
  const ids = picturedTasks(run, taskId);
  return {
    runId: run.id,
    taskId,
    visit,
    attempt: attempt.attempt,
    ...(deadline === undefined ? {} : { deadline }),
    idempotencyKey: idempotencyKey(run, attempt),
    resources: named(
      run.scenario.resources.map(({ id }) => id),
      (id) => readResource(run, id),
    ),
    exports: named(Object.keys(run.exports.values), (name) => readExport(run, name)),
    tasks: ids
      .map((id) => readTask(run, id))
      .filter((task) => task !== undefined)
      .map(lowerWbsTask),
    edges: ids.flatMap((id) => readEdges(run, id)).map(lowerWbsEdge),
  };
}

/** The same for every attempt of one visit, distinct from every other. */
export function idempotencyKey(run: Run, { taskId, visit }: Attempt): string {
  return `${run.id}/${taskId}/${visit}`;
}

function picturedTasks(run: Run, taskId: string): readonly string[] {
  const { state } = run;
  if (state.taskCount > MAX_PICTURED_TASKS)
    return [...new Set([taskId, ...readEdges(run, taskId).map(({ to }) => to)])];
  return Array.from({ length: state.taskCount }, (_, task) => state.taskId(task));
}

function named(names: readonly string[], read: (name: string) => JsonValue | undefined): NamedJson[] {
  // lowerJson gives JSON text, which is what the brand says.
  return names.map((name) => ({ name, value: lowerJson(read(name) ?? null) as Json }));
}
