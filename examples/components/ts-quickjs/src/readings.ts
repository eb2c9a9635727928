/** What the world asks for: from a call's name to the function that carries it out. */
import type { Action, ActionContext, ActionOutcome } from "scheduler:executor/component-api@0.1.0";
import { each } from "./each.ts";
import { fetch } from "./fetch.ts";
import { manifest } from "./manifest.ts";
import { failed } from "./outcome.ts";

type Call = (component: string, parameters: never, context: ActionContext) => ActionOutcome;

const calls: { readonly [operation: string]: Call } = { fetch, each };

export const componentApi = {
  executeAction(action: Action, context: ActionContext): ActionOutcome {
    // The operation is what follows the dot; what stands before it is the id by which the scenario knows this component.
    const [component = "", operation = ""] = action.call.split(".");
    const call = Object.hasOwn(calls, operation) ? calls[operation] : undefined;
    if (call === undefined) {
      return failed({ code: "unknown-call", message: `The component offers: ${Object.keys(calls).join(", ")}.` });
    }
    // The host has checked the parameters against the manifest.
    return call(component, JSON.parse(action.parameters) as never, context);
  },
};

export const lifecycle = {
  describe: (): string => JSON.stringify(manifest),
  initComponent(_config: string): void {},
  releaseComponent(): void {},
};
