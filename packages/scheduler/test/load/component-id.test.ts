import { expect, test } from "vitest";
import { componentIdOf } from "../../src/load/component-id.ts";

test.each([
  ["./greet.wasm", "greet"],
  ["dist/my greet.v2.wasm", "my-greet-v2"],
  ["npm:greet", "greet"],
  ["npm:@acme/scheduler-greet.js", "scheduler-greet-js"],
  ["./node_modules/@acme/greet/", "greet"],
  ["2nd.wasm", "nd"],
  ["./http.wasm", "component"],
  ["npm:std", "component"],
  [".", "component"],
  ["42.wasm", "component"],
])("%s is %s", (source, id) => {
  expect(componentIdOf(source)).toBe(id);
});
