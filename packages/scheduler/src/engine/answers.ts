import { timedOutOutcome, type ActionOutcome, type Attempt, type TakenOutcome } from "@scheduler-components/core";
import { toActionError } from "@scheduler-components/executor";

/** An outcome of the engine's own: there is nothing to check in it. */
export function taken(outcome: ActionOutcome): TakenOutcome {
  return { outcome, bytes: 0, tooLarge: false };
}

export function timedOut(attempt: Attempt): TakenOutcome {
  return taken(timedOutOutcome(attempt.plan.def.timeout ?? 0, attempt.plan.call.idempotent));
}

/** What a component threw. `stopping`: it had been told to stop, and throwing is a common way to do so. */
export function thrown(error: unknown, stopping: boolean): TakenOutcome {
  const found = toActionError(error);
  if (!stopping) return { ...taken({ status: "failed", error: found }), unanswered: true };
  const causes = [{ code: found.code, message: found.message }, ...found.causes];
  return taken({
    status: "cancelled",
    error: { code: "cancelled", message: "The attempt was cancelled.", retryable: false, causes },
  });
}

/** Reading `then` of a hostile answer may throw; the caller takes that for a throw of the component. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return (
    typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
  );
}
