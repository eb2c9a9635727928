/** Uses the executor as the author of a component would: defines one and runs an action with it, and one of `std`. */
import assert from "node:assert/strict";
import { createStdComponent, defineComponent, succeeded } from "@scheduler-components/executor";
import { fakeContext } from "@scheduler-components/executor/testing";

const greet = defineComponent({
  name: "greet",
  version: "1.0.0",
  calls: {
    hello: {
      description: "Greets someone.",
      parameters: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
      execute: () => succeeded("Hello"),
    },
  },
});
await greet.initComponent({});
const outcome = await greet.executeAction({ id: "a", call: "greet.hello", parameters: { name: "Ada" } }, fakeContext());
assert.deepEqual([outcome.status, outcome.output], ["succeeded", "Hello"]);
await greet.releaseComponent();

const std = createStdComponent();
await std.initComponent({});
const set = await std.executeAction({ id: "b", call: "std.set", parameters: { port: 8080 } }, fakeContext());
assert.deepEqual([set.status, set.output], ["succeeded", { port: 8080 }]);
await std.releaseComponent();
