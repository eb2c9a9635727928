import type { ActionContext, ActionOutcome } from "scheduler:executor/component-api@0.1.0";
import type { Source } from "./fetch.ts";
import { succeeded } from "./outcome.ts";

interface Parameters extends Source {
  readonly paths: readonly string[];
  readonly next: string;
}

/** Nothing happens at the calls of the context: the edits take effect together with the outcome, or not at all. */
export function each(component: string, { paths, next, ...source }: Parameters, context: ActionContext): ActionOutcome {
  const task = context.taskId();
  const action = `${task}-reading`;
  context.registerAction({ id: action, call: `${component}.fetch`, with: JSON.stringify({ ...source, path: "/" }) });
  const tasks = paths.map((path, index) => {
    const id = `${task}-${index + 1}`;
    context.addTask({
      id,
      action,
      after: [task],
      edges: [{ to: next, on: "succeeded" }],
      with: JSON.stringify({ path }),
    });
    return id;
  });
  context.log("info", `${tasks.length} tasks added, all of them lead to ${next}`);
  return succeeded({ tasks }, `${tasks.length} tasks added`);
}
