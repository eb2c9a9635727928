import { createStdComponent, type JsonObject } from "@scheduler-components/executor";
import { fakeContext } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { manualTimer } from "../support/manual-timer.ts";

const std = createStdComponent();
const run = (call: string, parameters: JsonObject, context = fakeContext()): unknown =>
  std.executeAction({ id: "a", call: `std.${call}`, parameters }, context);

describe("calls that take no time answer at once", () => {
  test.each<[string, string, JsonObject, unknown]>([
    ["noop", "noop", {}, { status: "succeeded" }],
    ["set", "set", { a: [1, null], b: { c: "d" } }, { status: "succeeded", output: { a: [1, null], b: { c: "d" } } }],
    ["log", "log", { message: "hello" }, { status: "succeeded" }],
    [
      "fail",
      "fail",
      {},
      { status: "failed", error: { code: "failed", message: "Failed as told.", retryable: false, causes: [] } },
    ],
    [
      "fail with a message",
      "fail",
      { message: "No more.", retryable: true },
      { status: "failed", error: { code: "failed", message: "No more.", retryable: true, causes: [] } },
    ],
  ])("%s", (_name, call, parameters, outcome) => {
    expect(run(call, parameters)).toEqual(outcome);
  });

  test("noop gives the same frozen object every time", () => {
    expect(run("noop", {})).toBe(run("noop", {}));
    expect(Object.isFrozen(run("noop", {}))).toBe(true);
  });

  test.each<[string, JsonObject, unknown]>([
    ["info unless said", { message: "hello" }, { level: "info", message: "hello" }],
    ["at a level", { message: "careful", level: "warn" }, { level: "warn", message: "careful" }],
    ["a value that is no text as JSON", { message: { a: [1] } }, { level: "info", message: '{"a":[1]}' }],
    ["null", { message: null }, { level: "info", message: "null" }],
  ])("log: %s", (_name, parameters, entry) => {
    const context = fakeContext();
    run("log", parameters, context);
    expect(context.logs).toEqual([entry]);
  });
});

describe("sleep", () => {
  test.each([
    ["500ms", 500],
    ["10s", 10_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["PT1M30S", 90_000],
  ])("%s waits %d ms", async (duration, ms) => {
    const timer = manualTimer();
    const component = createStdComponent({ timer });
    let outcome: unknown = "waiting";
    const done = Promise.resolve(
      component.executeAction({ id: "a", call: "std.sleep", parameters: { duration } }, fakeContext()),
    ).then((answer) => (outcome = answer));
    await timer.advance(ms - 1);
    expect(outcome).toBe("waiting");
    await timer.advance(1);
    await done;
    expect(outcome).toEqual({ status: "succeeded" });
  });

  test.each(["cancelled", "timed-out"] as const)("ends at once when it is %s", async (code) => {
    const timer = manualTimer();
    const context = fakeContext();
    const outcome = createStdComponent({ timer }).executeAction(
      { id: "a", call: "std.sleep", parameters: { duration: "1h" } },
      context,
    );
    expect(timer.waiting).toBe(1);
    context.cancel(code);
    expect(await outcome).toMatchObject({ status: code, error: { code } });
    expect(timer.waiting).toBe(0);
  });

  test("a text that is no duration is an outcome", async () => {
    expect(await run("sleep", { duration: "soon" })).toMatchObject({
      status: "failed",
      error: { code: "invalid-parameters", message: expect.stringContaining('"soon"') },
    });
  });

  test("a timer that breaks is no cancellation", async () => {
    const broken = createStdComponent({ timer: { sleep: () => Promise.reject(new Error("no clock")) } });
    const action = { id: "a", call: "std.sleep", parameters: { duration: "1s" } };
    await expect(broken.executeAction(action, fakeContext())).rejects.toThrow("no clock");
  });
});
