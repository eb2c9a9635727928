import { readEdges, readExport, readResource, readTask, type LogEntry, type Run } from "@scheduler-components/core";
import type { ActionContext, RunView } from "@scheduler-components/executor";
import type { RunJournalist } from "./journalist.ts";

/** What the attempts of a run see of it. */
export function createRunView(run: Run, journalist: RunJournalist, now: () => number): RunView {
  return {
    runId: run.id,
    getResource: (id) => readResource(run, id),
    getExport: (name) => readExport(run, name),
    getTask: (id) => readTask(run, id),
    getEdges: (id) => readEdges(run, id),
    logged: (entry: LogEntry, context: ActionContext) => {
      const place = { task: context.taskId(), visit: context.visit(), attempt: context.attempt() };
      journalist.log({ at: now(), level: entry.level, message: entry.message, ...place });
    },
    redacted: (value) => journalist.hide(value, now()),
  };
}
