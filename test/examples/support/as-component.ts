import {
  liftActionRegistration,
  liftTaskAddition,
  type ActionComponent,
  type ActionContext,
  type ActionOutcome,
  type LogLevel,
  type Manifest,
} from "@scheduler-components/scheduler";
import type { RecordedCall } from "./context.ts";
import type { Guest } from "./guest.ts";

/** A guest as the engine knows components, as far as the examples go: what it asked of its context is asked when it is done. */
export function asComponent(guest: Guest): ActionComponent {
  return {
    describe: () => guest.describe() as Manifest,
    initComponent(config) {
      const error = guest.init(config);
      if (error !== undefined) throw new Error(error);
    },
    executeAction(action, context) {
      const { asked, ...answer } = guest.execute(action.call, action.parameters, {
        taskId: context.taskId(),
        cancelled: context.isCancelled(),
        getResource: (id) => context.getResource(id),
        getExport: (name) => context.getExport(name),
      });
      if ("err" in answer) throw new Error(answer.err);
      for (const call of asked) ask(context, call);
      return answer.outcome as ActionOutcome;
    },
    releaseComponent() {
      const error = guest.release();
      if (error !== undefined) throw new Error(error);
    },
  };
}

function ask(context: ActionContext, [name, ...given]: RecordedCall): void {
  if (name === "log") context.log(given[0] as LogLevel, given[1] as string);
  else if (name === "registerAction") context.registerAction(lifted(liftActionRegistration(given[0] as never)));
  else if (name === "addTask") context.addTask(lifted(liftTaskAddition(given[0] as never)));
  else if (name !== "disposed") throw new Error(`No example asks for ${name}; this test does not know it.`);
}

function lifted<T>(
  given: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string },
): T {
  if (!given.ok) throw new Error(given.message);
  return given.value;
}
