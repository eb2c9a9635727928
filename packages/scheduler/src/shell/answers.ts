/** What a component answered, or threw, as what core takes. */
import {
  liftActionOutcome,
  liftWbsEdit,
  takeOutcome,
  type ActionError,
  type AttemptYield,
  type RunLimits,
  type TakenOutcome,
  type WbsEdit,
} from "@scheduler-components/core";
import { toActionError } from "@scheduler-components/executor";
import type * as host from "../generated/scheduler-executor-context-host.d.ts";
import type { ActionOutcome } from "../generated/scheduler-executor-types.d.ts";
import { thrownValue } from "./refusal.ts";

export type Answered =
  | { readonly ok: true; readonly outcome: ActionOutcome }
  | { readonly ok: false; readonly error: unknown };

/** Calls a component: what it throws is `result::err`. */
export function ask(call: () => ActionOutcome): Answered {
  try {
    return { ok: true, outcome: call() };
  } catch (error) {
    return { ok: false, error: thrownValue(error) };
  }
}

export function takeAnswer(answer: Answered, limits: RunLimits): TakenOutcome {
  if (!answer.ok) return unanswered(toActionError(answer.error));
  const lifted = liftActionOutcome(answer.outcome);
  if (lifted.ok) return takeOutcome(lifted.value, limits);
  return unanswered(noOutcome(`${lifted.path.join(".")} is ${lifted.message}`));
}

/** A failure of the engine's own: there is nothing to check in it. */
export function failedWith(error: ActionError): TakenOutcome {
  return { outcome: { status: "failed", error }, bytes: 0, tooLarge: false };
}

function unanswered(error: ActionError): TakenOutcome {
  return { ...failedWith(error), unanswered: true };
}

function noOutcome(message: string): ActionError {
  return toActionError(undefined, {
    code: "invalid-outcome",
    message: `The component's answer is not an outcome: ${message}.`,
  });
}

/** The edits that a context collected; undefined where there are none. */
export function takeEdits({ edits, tolerateRefusedEdits }: host.ContextYield): AttemptYield | undefined {
  if (edits.length === 0) return undefined;
  const lifted = edits.map((edit, index): WbsEdit => {
    const one = liftWbsEdit(edit);
    if (one.ok) return one.value;
    throw new TypeError(`take-yield: edits.${index}.${one.path.join(".")}: ${one.message}`);
  });
  return { edits: lifted, tolerateRefusedEdits };
}
