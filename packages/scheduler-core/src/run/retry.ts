import type { ActionOutcome } from "../outcome/outcome.ts";
import type { RetryPolicy } from "../scenario/scenario.ts";

/**
 * How long to wait before the next attempt, in milliseconds; undefined when there is none. `attempt` is the one that ended,
 * from 1. The wait is `delay * factor^(attempt - 1)`, at most `maxDelay`; with jitter a random part of it ("full jitter":
 * from 0 up to the whole). Where the other side said `retryAfter`, the wait is never shorter than that, `maxDelay` or not.
 */
export function retryDelay(
  policy: RetryPolicy,
  attempt: number,
  outcome: ActionOutcome,
  random: () => number,
): number | undefined {
  if (
    attempt >= policy.attempts ||
    outcome.error === undefined ||
    !outcome.error.retryable ||
    outcome.status === "cancelled"
  )
    return undefined;
  const grown = policy.delay * policy.factor ** (attempt - 1);
  // 0 * Infinity is NaN, and a factor to a large power is Infinity.
  const bounded = Math.min(Number.isNaN(grown) ? 0 : grown, policy.maxDelay ?? LONGEST_DELAY, LONGEST_DELAY);
  const waited = policy.jitter ? bounded * random() : bounded;
  return Math.max(waited, Math.min(outcome.error.retryAfter ?? 0, LONGEST_DELAY));
}

/** 30 days. */
const LONGEST_DELAY = 30 * 24 * 3600 * 1000;
