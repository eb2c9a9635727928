import { cancelled, checkOutcome, failed, succeeded, timedOut } from "@scheduler-components/executor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("the helpers make outcomes", () => {
  test.each([
    ["nothing to say", succeeded(), { status: "succeeded" }],
    ["an output", succeeded({ a: 1 }), { status: "succeeded", output: { a: 1 } }],
    ["null is an output", succeeded(null), { status: "succeeded", output: null }],
    ["a detail", succeeded(undefined, "done"), { status: "succeeded", detail: "done" }],
    [
      "a failure",
      failed({ code: "gone", message: "It is gone." }),
      { status: "failed", error: { code: "gone", message: "It is gone.", retryable: false, causes: [] } },
    ],
    [
      "a failure with all its parts",
      failed({ code: "busy", message: "Later.", retryable: true, retryAfter: 50, cause: new Error("full") }, [1]),
      {
        status: "failed",
        output: [1],
        error: {
          code: "busy",
          message: "Later.",
          retryable: true,
          retryAfter: 50,
          causes: [{ code: "Error", message: "full" }],
        },
      },
    ],
    [
      "a cancellation",
      cancelled("Stop."),
      { status: "cancelled", error: { code: "cancelled", message: "Stop.", retryable: false, causes: [] } },
    ],
    [
      "a timeout",
      timedOut("Too late.", true),
      { status: "timed-out", error: { code: "timed-out", message: "Too late.", retryable: true, causes: [] } },
    ],
  ])("%s", (_name, outcome, expected) => {
    expect(outcome).toStrictEqual(expected);
    expect(checkOutcome(outcome)).toStrictEqual({ ok: true, outcome: expected });
  });

  test("the empty success is one frozen object", () => {
    expect(succeeded()).toBe(succeeded());
    expect(Object.isFrozen(succeeded())).toBe(true);
  });
});

const error = { code: "c", message: "m", retryable: false, causes: [] };

describe("checkOutcome says where an answer is no outcome", () => {
  class Money {
    amount = 1;
  }
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const hostile = {
    get status(): string {
      throw new Error("no");
    },
  };
  test.each([
    ["nothing", undefined, "expected an outcome, found nothing"],
    ["null", null, "expected an outcome, found null"],
    ["text", "ok", 'expected an outcome, found "ok"'],
    [
      "an unknown status",
      { status: "done" },
      'status: expected one of succeeded, failed, timed-out, cancelled, found "done"',
    ],
    ["a detail that is no text", { status: "succeeded", detail: 1 }, "detail: expected a string, found 1"],
    ["an error with a success", { status: "succeeded", error }, "error: an outcome that succeeded has none"],
    ["a failure without an error", { status: "failed" }, "error: expected { code, message, retryable, causes }"],
    [
      "an error without a code",
      { status: "failed", error: { ...error, code: "" } },
      'error.code: expected a string, found ""',
    ],
    [
      "an error without causes",
      { status: "failed", error: { ...error, causes: undefined } },
      "error.causes: expected a list",
    ],
    [
      "a cause that is none",
      { status: "failed", error: { ...error, causes: ["x"] } },
      "error.causes[0]: expected { code, message }",
    ],
    [
      "a wait before now",
      { status: "failed", error: { ...error, retryAfter: -1 } },
      "error.retryAfter: expected milliseconds",
    ],
    [
      "NaN in the output",
      { status: "succeeded", output: { a: [Number.NaN] } },
      "output.a[0]: NaN is not a JSON number",
    ],
    [
      "undefined in the output",
      { status: "succeeded", output: [undefined] },
      "output[0]: undefined is not a JSON value",
    ],
    ["a function in the output", { status: "succeeded", output: () => 1 }, "output: a function is not a JSON value"],
    [
      "an instance in the output",
      { status: "succeeded", output: new Money() },
      "output: an instance of a class is not a JSON value",
    ],
    ["an output that holds itself", { status: "succeeded", output: cycle }, "nested too deeply"],
    [
      "half a surrogate pair",
      { status: "succeeded", output: "\ud800" },
      "output: a string holds half of a surrogate pair",
    ],
    ["a getter that throws", hostile, "the outcome cannot be read: no"],
  ])("%s", (_name, value, reason) => {
    const checked = checkOutcome(value);
    expect(checked.ok).toBe(false);
    expect(checked.ok ? "" : checked.reason).toContain(reason);
  });

  test("any JSON value is an output", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (output) => {
        const value = JSON.parse(JSON.stringify(output));
        expect(checkOutcome({ status: "succeeded", output: value }).ok).toBe(true);
      }),
    );
  });

  test("it never throws", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true }), (value) => {
        expect(typeof checkOutcome(value).ok).toBe("boolean");
      }),
    );
  });
});
