/** What the world asks for: from a call's name to the function that carries it out. */
import type { Action, ActionContext, ActionOutcome } from "scheduler:executor/component-api@0.1.0";
import { manifest } from "./manifest.ts";
import { failed } from "./outcome.ts";
import { post, type Headers, type Parameters } from "./post.ts";

/** Of this instance: init is called once for each. */
let always: Headers = {};

export const componentApi = {
  // A promise, though the world says nothing of one: StarlingMonkey runs it to its end before the call returns.
  async executeAction(action: Action, context: ActionContext): Promise<ActionOutcome> {
    // The host's again as soon as the call is over, not when memory is next cleaned up.
    using _given = context as ActionContext & Disposable;
    // The operation is what follows the dot; what stands before it is the id by which the scenario knows this component.
    if (action.call.split(".")[1] !== "post") {
      return failed({ code: "unknown-call", message: "The component offers: post." });
    }
    // The host has checked the parameters against the manifest.
    return await post(JSON.parse(action.parameters) as Parameters, context, always);
  },
};

export const lifecycle = {
  describe: (): string => JSON.stringify(manifest),
  initComponent(config: string): void {
    const { headers = {} } = (JSON.parse(config) ?? {}) as { headers?: Headers };
    const wrong = Object.keys(headers).filter((name) => typeof headers[name] !== "string");
    // A thrown string is the error of a `result`; an Error would be a trap here.
    if (wrong.length > 0) throw `config.headers: ${wrong.join(", ")} must be text.`;
    always = headers;
  },
  releaseComponent(): void {},
};
