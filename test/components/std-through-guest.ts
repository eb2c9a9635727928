import {
  createStdComponent,
  type ActionComponent,
  type ActionContext,
  type Manifest,
} from "@scheduler-components/executor";
import {
  liftActionOutcome,
  liftActionRegistration,
  liftTaskAddition,
  liftTaskUpdate,
  lowerAction,
  type Lifted,
} from "@scheduler-components/core";
import type * as guest from "../../packages/scheduler-executor/src/guest.ts";
import type { WbsEdit } from "../../packages/scheduler-executor/src/generated/scheduler-executor-types.d.ts";

/** What the world `executor` exports, native or compiled. */
export type Executor = Pick<typeof guest, "context" | "contextHost" | "componentApi">;

/** The `std` calls of an executor as a component: what makes a context, gives it away and hands on what it collected. */
export async function stdThroughGuest(executor: Executor): Promise<ActionComponent> {
  const { calls, ...manifest } = await createStdComponent().describe();
  // Waiting is not the executor's: it imports no clock.
  const { sleep: _, wait_signal: _signal, approve: _approve, ...instant } = calls;
  const described: Manifest = { ...manifest, calls: instant };
  return {
    describe: () => described,
    // The world has no lifecycle: an instance is ready when it is made.
    initComponent: () => {},
    releaseComponent: () => {},
    executeAction(action, native) {
      const made = executor.contextHost.makeContext({
        runId: native.runId(),
        taskId: native.taskId(),
        visit: native.visit(),
        attempt: native.attempt(),
        idempotencyKey: native.idempotencyKey(),
        ...(native.deadline() === undefined ? {} : { deadline: native.deadline() ?? 0 }),
        resources: [],
        exports: [],
        tasks: [],
        edges: [],
      });
      if (native.isCancelled()) executor.contextHost.cancelContext(made.key);
      const outcome = executor.componentApi.executeAction(lowerAction(action), made.context);
      const { edits, tolerateRefusedEdits, logs, redactions } = executor.contextHost.takeYield(made.key);
      for (const { level, message } of logs) native.log(level, message);
      for (const value of redactions) native.redact(value);
      if (tolerateRefusedEdits) native.tolerateRefusedEdits();
      for (const edit of edits) applyEdit(edit, native);
      return taken(liftActionOutcome(outcome));
    },
  };
}

function applyEdit(edit: WbsEdit, native: ActionContext): void {
  switch (edit.tag) {
    case "register-action":
      return native.registerAction(taken(liftActionRegistration(edit.val)));
    case "add-task":
      return native.addTask(taken(liftTaskAddition(edit.val)));
    case "update-task":
      return native.updateTask(taken(liftTaskUpdate(edit.val)));
    case "remove-task":
      return native.removeTask(edit.val);
    case "add-edge":
      return native.addEdge(edit.val);
    case "remove-edge":
      return native.removeEdge(edit.val);
  }
}

function taken<T>(lifted: Lifted<T>): T {
  if (lifted.ok) return lifted.value;
  throw new TypeError(`${lifted.path.join(".")}: ${lifted.message}`);
}
