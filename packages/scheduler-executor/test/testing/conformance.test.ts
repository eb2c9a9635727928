/** The suite finds what is wrong: each row breaks one rule of a component that otherwise conforms. */
import { type ActionComponent, type Manifest, succeeded } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { broken, failures, good } from "../support/good-component.ts";

const manifest = (over: object): (() => ActionComponent) =>
  broken((component) => ({ describe: () => ({ ...(component.describe() as Manifest), ...over }) }));

const never = new Promise<never>(() => {});
let count = 0;

test("a good component passes everything", async () => {
  expect(await failures(good)).toEqual(new Map());
});

describe("what is wrong is found", () => {
  test.each<[string, () => ActionComponent, string, string]>([
    [
      "a function is missing",
      broken(() => ({ releaseComponent: undefined as never })),
      "is JSON with a name, a version and calls",
      'The component has no function "releaseComponent".',
    ],
    [
      "the manifest is not JSON",
      manifest({ extra: () => 1 }),
      "is JSON with a name, a version and calls",
      "The manifest is not JSON: manifest.extra: a function is not a JSON value",
    ],
    [
      "no version",
      manifest({ version: "" }),
      "is JSON with a name, a version and calls",
      'manifest.version: expected a string, found ""',
    ],
    [
      "an operation with a dot",
      manifest({ calls: { "a.b": { parameters: {} } } }),
      "is JSON with a name, a version and calls",
      "manifest.calls.a.b: an operation is made of letters",
    ],
    [
      "no schema",
      manifest({ calls: { hello: {} } }),
      "is JSON with a name, a version and calls",
      "manifest.calls.hello.parameters: expected a JSON Schema",
    ],
    [
      "a manifest that changes",
      broken((c) => ({ describe: () => ({ ...(c.describe() as Manifest), version: `${count++}` }) })),
      "says the same every time, before init and after",
      "describe() says something else the second time.",
    ],
    [
      "a schema that is none",
      manifest({ calls: { hello: { parameters: { type: "objekt" } } } }),
      "its schemas are schemas",
      "manifest.calls.hello.parameters: ",
    ],
    [
      "a call without an example",
      manifest({ calls: { hello: { parameters: {} }, more: { parameters: {} } } }),
      "every call has an example, every example a call",
      'There is no example of the call "more".',
    ],
    [
      "an example without a call",
      manifest({ calls: {} }),
      "every call has an example, every example a call",
      'There are examples of "hello", which the manifest does not offer',
    ],
    [
      "examples that do not fit",
      manifest({ calls: { hello: { parameters: { required: ["age"] } } } }),
      "the examples' parameters fit their schemas",
      'hello, "Ada": parameters: ',
    ],
    [
      "a configuration that does not fit",
      manifest({ config: { properties: { tone: { type: "number" } } } }),
      "the configuration fits its schema",
      "config.tone: ",
    ],
    [
      "an answer that is no outcome",
      broken(() => ({ executeAction: () => ({ status: "ok" }) as never })),
      "hello: Ada",
      'hello, "Ada": the answer is not an outcome: status: expected one of',
    ],
    [
      "a throw",
      broken(() => ({ executeAction: () => Promise.reject(new Error("oops")) })),
      "hello: Ada",
      'hello, "Ada": it threw: oops',
    ],
    [
      "another status",
      broken(() => ({
        executeAction: () => ({
          status: "failed",
          error: { code: "no", message: "never", retryable: false, causes: [] },
        }),
      })),
      "hello: Ada",
      'hello, "Ada": expected the status succeeded, found failed (no: never)',
    ],
    [
      "an output that does not fit",
      broken(() => ({ executeAction: () => succeeded({}) })),
      "hello: Ada",
      'hello, "Ada": the output does not fit the manifest: output: ',
    ],
    [
      "an error without a message",
      broken(() => ({
        executeAction: () => ({ status: "failed", error: { code: "no", message: " ", retryable: false, causes: [] } }),
      })),
      "hello: Ada",
      "error.message is empty",
    ],
    [
      "a code of several words",
      broken(() => ({
        executeAction: () => ({
          status: "failed",
          error: { code: "it broke", message: "x", retryable: false, causes: [] },
        }),
      })),
      "hello: Ada",
      'error.code is "it broke"',
    ],
    [
      "parameters that are written to",
      broken(() => ({
        executeAction: (action) => (
          Object.assign(action.parameters as object, { name: "Bob" }),
          succeeded({ greeting: "" })
        ),
      })),
      "hello: Ada",
      "the parameters were changed",
    ],
    [
      "every call succeeds",
      broken(() => ({ executeAction: () => succeeded({ greeting: "" }) })),
      "a call that it does not offer is no success",
      "was answered with succeeded",
    ],
    [
      "the second time is another",
      broken((c) => ({
        executeAction: (action, context) =>
          context.attempt() > 1
            ? { status: "failed", error: { code: "done", message: "Done.", retryable: false, causes: [] } }
            : c.executeAction(action, context),
      })),
      "calls that are said to be idempotent may be repeated",
      "the first time succeeded, the second failed",
    ],
    [
      "only one call at a time",
      broken((c) => ({
        executeAction: (action, context) =>
          context.taskId() === "task-0" || context.taskId() === "task"
            ? c.executeAction(action, context)
            : { status: "failed", error: { code: "busy", message: "Busy.", retryable: true, causes: [] } },
      })),
      "calls may overlap",
      "with others at once: expected the status succeeded",
    ],
    [
      "cancellation is ignored",
      broken(() => ({ executeAction: () => never })),
      "an attempt that is cancelled while it runs ends in time",
      "cancelled: it did not end within 10 ms.",
    ],
    [
      "cancelled before, it hangs",
      broken((c) => ({
        executeAction: (action, context) => (context.isCancelled() ? never : c.executeAction(action, context)),
      })),
      "an attempt that was cancelled before it began ends in time",
      "cancelled: it did not end within 10 ms.",
    ],
    [
      "init hangs",
      broken(() => ({ initComponent: () => never })),
      "it can be initialised and released without an action",
      "initComponent: it did not end within 20 ms.",
    ],
    [
      "release breaks the second time",
      broken(() => {
        let released = false;
        return {
          releaseComponent() {
            if (released) throw new Error("twice");
            released = true;
          },
        };
      }),
      "a second release does nothing",
      "releaseComponent: it threw: twice",
    ],
    [
      "init works only once",
      broken(() => {
        let ready = false;
        return {
          initComponent() {
            if (ready) throw new Error("again");
            ready = true;
          },
        };
      }),
      "it serves a second run after its release",
      "initComponent: it threw: again",
    ],
    [
      "after release it hangs",
      broken((c) => {
        let released = false;
        return {
          executeAction: (action, context) => (released ? never : c.executeAction(action, context)),
          releaseComponent: () => void (released = true),
        };
      }),
      "an action after its release ends",
      "after release: it did not end within 10 ms.",
    ],
  ])("%s", async (_name, make, name, message) => {
    const found = await failures(make);
    expect(found.get(name)).toContain(message);
  });
});
