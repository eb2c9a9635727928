import {
  isJsonObject,
  lowerAction,
  runDeadline,
  type Attempt,
  type JsonObject,
  type Run,
  type TakenOutcome,
} from "@scheduler-components/core";
import { httpRedactions } from "@scheduler-components/actions-http";
import { toActionError } from "@scheduler-components/executor";
import type { ActionError } from "@scheduler-components/core";
import { ask, failedWith, takeAnswer } from "./answers.ts";
import { idempotencyKey } from "./picture.ts";
import type { ShellPorts } from "./ports.ts";
import { thrownValue } from "./refusal.ts";

/** The `http` component of one run: initialised before its first action, released after the last. */
export class HttpCalls {
  readonly #component: ShellPorts["httpComponent"];
  #init: "not yet" | "done" | ActionError = "not yet";

  constructor(component: ShellPorts["httpComponent"]) {
    this.#component = component;
  }

  carryOut(run: Run, attempt: Attempt, action: NonNullable<Attempt["action"]>, now: () => number): TakenOutcome {
    const before = this.#init;
    if (before === "not yet") this.#init = this.#initialise();
    if (typeof this.#init === "object") return failedWith(this.#init);
    if (before === "not yet") attempt.delayStart(now());
    // Without a context the component cannot ask for these.
    const told = { ...action, parameters: withContext(run, attempt, action.parameters) };
    for (const secret of httpRedactions(told, undefined)) run.redactor.add(secret);
    const taken = takeAnswer(
      ask(() => this.#component.doHttpAction(lowerAction(told))),
      run.limits,
    );
    for (const secret of httpRedactions(told, taken.outcome.output)) run.redactor.add(secret);
    return taken;
  }

  /** Why it could not be released; undefined where it was, or needed not be. */
  release(): ActionError | undefined {
    if (this.#init !== "done") return undefined;
    try {
      this.#component.releaseComponent();
      return undefined;
    } catch (error) {
      const message = 'The component "http" could not be released.';
      return toActionError(thrownValue(error), { code: "component-failed", message });
    }
  }

  #initialise(): "done" | ActionError {
    try {
      this.#component.initComponent();
      return "done";
    } catch (error) {
      const message = 'The component "http" could not be initialised.';
      return toActionError(thrownValue(error), { code: "init-failed", message });
    }
  }
}

/** The attempt's timeout, or what is left until the run's deadline. */
function timeLeft(run: Run, { plan, startedAt }: Attempt): number | undefined {
  const { timeout } = plan.def;
  const deadline = runDeadline(run);
  return deadline === undefined ? timeout : Math.min(timeout ?? Infinity, Math.max(1, Math.ceil(deadline - startedAt)));
}

/** The parameters, with what the component would otherwise ask its context for: the visit's key, and how long it may take. */
function withContext(run: Run, attempt: Attempt, parameters: unknown): JsonObject {
  const given = isJsonObject(parameters as JsonObject) ? (parameters as JsonObject) : {};
  const timeout = timeLeft(run, attempt);
  const asked = typeof given["timeout_ms"] === "number" ? given["timeout_ms"] : Number.POSITIVE_INFINITY;
  return {
    ...given,
    ...(given["idempotency_key"] === true ? { idempotency_key: idempotencyKey(run, attempt) } : {}),
    ...(timeout === undefined ? {} : { timeout_ms: Math.min(timeout, asked) }),
  };
}
