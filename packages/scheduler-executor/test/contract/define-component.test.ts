import { defineComponent, failed, succeeded } from "@scheduler-components/executor";
import { fakeContext } from "@scheduler-components/executor/testing";
import { expect, test } from "vitest";

const calls: string[] = [];
const component = defineComponent({
  name: "greet",
  version: "1.2.3",
  description: "Greets.",
  config: { type: "object" },
  requests: { http: ["https://example.com"] },
  calls: {
    hello: {
      description: "Greets a person.",
      parameters: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
      output: { type: "object" },
      idempotent: true,
      execute: ({ name }) => succeeded({ greeting: `Hello, ${name}!` }),
    },
    constructor: { parameters: { type: "object" }, execute: () => failed({ code: "mine", message: "called" }) },
  },
  init: (config) => void calls.push(`init ${JSON.stringify(config)}`),
  release: () => void calls.push("release"),
});

const run = (call: string, parameters = {}): unknown =>
  component.executeAction({ id: "a", call, parameters }, fakeContext());

test("the manifest is what the definition says, without its functions", () => {
  // Not strictly: an operation named `constructor` confuses that comparison.
  expect(component.describe()).toEqual({
    name: "greet",
    version: "1.2.3",
    description: "Greets.",
    calls: {
      hello: {
        description: "Greets a person.",
        parameters: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
        output: { type: "object" },
        idempotent: true,
      },
      constructor: { parameters: { type: "object" } },
    },
    config: { type: "object" },
    requests: { http: ["https://example.com"] },
  });
});

test("a call reaches its function, under whatever id the component stands", () => {
  expect(run("greet.hello", { name: "Ada" })).toEqual({ status: "succeeded", output: { greeting: "Hello, Ada!" } });
  expect(run("other.hello", { name: "Bob" })).toEqual({ status: "succeeded", output: { greeting: "Hello, Bob!" } });
  expect(run("greet.constructor")).toMatchObject({ error: { code: "mine" } });
});

test.each(["greet.toString", "greet.__proto__", "greet.", "greet", "greet.hello.more"])(
  "%s is a call that it does not offer",
  (call) => {
    expect(run(call)).toMatchObject({ status: "failed", error: { code: "unknown-call", retryable: false } });
  },
);

test("init gets the configuration, release is called", async () => {
  await component.initComponent({ tone: "warm" });
  await component.releaseComponent();
  expect(calls).toEqual(['init {"tone":"warm"}', "release"]);
});

test("without init and release both do nothing", async () => {
  const bare = defineComponent({ name: "bare", version: "1.0.0", calls: {} });
  await bare.initComponent({});
  await bare.releaseComponent();
  expect(bare.describe()).toStrictEqual({ name: "bare", version: "1.0.0", calls: {} });
});
