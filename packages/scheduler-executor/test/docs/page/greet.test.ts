import { describeActionComponent, fakeContext } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { component } from "./greet.ts";

describeActionComponent("greet", () => component, {
  runner: { describe, test },
  calls: {
    hello: [
      {
        name: "in English",
        parameters: { name: "Ada" },
        expect: { status: "succeeded", output: { greeting: "Hello, Ada!" } },
      },
      {
        name: "in Klingon",
        parameters: { name: "Ada", language: "tlh" },
        expect: { status: "failed", code: "unknown-language" },
      },
    ],
  },
});

test("it says in the log whom it greets", async () => {
  const context = fakeContext();
  await component.executeAction({ id: "a", call: "greet.hello", parameters: { name: "Ada" } }, context);
  expect(context.logs).toEqual([{ level: "debug", message: "greeting Ada" }]);
});
