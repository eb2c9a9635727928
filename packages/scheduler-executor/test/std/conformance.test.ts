import assert from "node:assert/strict";
import { createStdComponent } from "@scheduler-components/executor";
import { describeActionComponent } from "@scheduler-components/executor/testing";
import { describe, test } from "vitest";

describeActionComponent("std", () => createStdComponent(), {
  runner: { describe, test },
  calls: {
    noop: [{ name: "nothing", parameters: {}, expect: { status: "succeeded" } }],
    log: [
      {
        name: "a message",
        parameters: { message: "hello", level: "debug" },
        expect: (_outcome, context) => assert.deepEqual(context.logs, [{ level: "debug", message: "hello" }]),
      },
    ],
    set: [
      {
        name: "values",
        parameters: { a: [1, { b: null }] },
        expect: { status: "succeeded", output: { a: [1, { b: null }] } },
      },
    ],
    fail: [{ name: "as told", parameters: { message: "No." }, expect: { status: "failed", code: "failed" } }],
    wait_signal: [
      { name: "without an engine", parameters: { name: "go" }, expect: { status: "failed", code: "unsupported" } },
    ],
    approve: [{ name: "without an engine", parameters: {}, expect: { status: "failed", code: "unsupported" } }],
    sleep: [
      { name: "a moment", parameters: { duration: "1ms" } },
      {
        name: "an hour, cancelled",
        parameters: { duration: "1h" },
        cancel: true,
        expect: { status: "cancelled", code: "cancelled" },
      },
    ],
  },
});
