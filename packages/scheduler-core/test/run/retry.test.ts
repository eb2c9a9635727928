import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionOutcome } from "../../src/outcome/outcome.ts";
import { retryDelay } from "../../src/run/retry.ts";
import type { RetryPolicy } from "../../src/scenario/scenario.ts";

const policy = (parts: Partial<RetryPolicy>): RetryPolicy => ({
  attempts: 5,
  delay: 100,
  factor: 2,
  jitter: false,
  ...parts,
});
const failed = (
  parts: { retryable?: boolean; retryAfter?: number } = {},
  status: ActionOutcome["status"] = "failed",
): ActionOutcome => ({
  status,
  error: { code: "x", message: "x", retryable: true, causes: [], ...parts },
});
const never = (): number => {
  throw new Error("no jitter, no random number");
};

describe("the wait before the next attempt", () => {
  test.each<[string, Partial<RetryPolicy>, number, ActionOutcome, number | undefined]>([
    ["after the first attempt it is the delay", {}, 1, failed(), 100],
    ["grows by the factor", {}, 3, failed(), 400],
    ["is at most max_delay", { maxDelay: 300 }, 4, failed(), 300],
    ["is none after the last attempt", { attempts: 3 }, 3, failed(), undefined],
    ["is none with the default of one attempt", { attempts: 1 }, 1, failed(), undefined],
    ["is none for what is not retryable", {}, 1, failed({ retryable: false }), undefined],
    ["is none for what was cancelled", {}, 1, failed({}, "cancelled"), undefined],
    ["is there for a time-out that is retryable", {}, 1, failed({}, "timed-out"), 100],
    ["is never shorter than the other side said", {}, 1, failed({ retryAfter: 5000 }), 5000],
    ["is not shortened by what the other side said", {}, 1, failed({ retryAfter: 5 }), 100],
    ["heeds the other side beyond max_delay", { maxDelay: 50 }, 1, failed({ retryAfter: 5000 }), 5000],
    ["without a delay is 0", { delay: 0, factor: 1000 }, 4, failed(), 0],
  ])("%s", (_name, parts, attempt, outcome, expected) => {
    expect(retryDelay(policy(parts), attempt, outcome, never)).toBe(expected);
  });
});

test("with jitter it lies between 0 and the whole, and is bounded whatever the policy says", () => {
  const arbitrary = fc.record({
    attempts: fc.constant(10_000),
    delay: fc.double({ min: 0, max: 1e9, noNaN: true }),
    factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
    jitter: fc.constant(true),
  });
  fc.assert(
    fc.property(
      arbitrary,
      fc.integer({ min: 1, max: 9999 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (given, attempt, random) => {
        const whole = retryDelay({ ...given, jitter: false }, attempt, failed(), never) ?? Number.NaN;
        const waited = retryDelay(given, attempt, failed(), () => random) ?? Number.NaN;
        return waited >= 0 && waited <= whole && whole <= 30 * 24 * 3600 * 1000;
      },
    ),
  );
});
