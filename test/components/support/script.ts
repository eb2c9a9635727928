/** An `http` without a network, for both engines: it answers by the last two parts of the URL, a task and its visit. */
import type { ActionComponent } from "@scheduler-components/executor";
import { HTTP_MANIFEST, httpRedactions } from "@scheduler-components/actions-http";
import { lowerActionOutcome, type ActionOutcome, type JsonObject } from "@scheduler-components/core";
import type { ShellPorts } from "../../../packages/scheduler/src/shell/ports.ts";

export type Answer = (parameters: JsonObject) => ActionOutcome;

export function scriptedNative(answer: Answer): ActionComponent {
  return {
    describe: () => HTTP_MANIFEST,
    initComponent: () => {},
    executeAction: (action, context) => {
      const outcome = answer(action.parameters as JsonObject);
      for (const secret of httpRedactions(action, outcome.output)) context.redact(secret);
      return outcome;
    },
    releaseComponent: () => {},
  };
}

export function scriptedGuest(answer: Answer): ShellPorts["httpComponent"] {
  return {
    initComponent: () => {},
    doHttpAction: ({ parameters }) => lowerActionOutcome(answer(JSON.parse(parameters) as JsonObject)),
    releaseComponent: () => {},
  };
}

/** By task id, a letter a visit; the last goes on. */
export function byVisit(outcomes: { readonly [id: string]: string }): Answer {
  return ({ url }) => {
    const [, task = "", visit = "1"] = /\/([^/]+)\/(\d+)$/.exec(String(url)) ?? [];
    const words = outcomes[task] ?? "s";
    const word = words[Math.min(Number(visit), words.length) - 1];
    const output = `${task}${visit}`;
    if (word === "s") return { status: "succeeded", output };
    const status = word === "t" ? "timed-out" : word === "c" ? "cancelled" : "failed";
    return { status, output, error: { code: "test", message: `${output} ${status}`, retryable: false, causes: [] } };
  };
}
