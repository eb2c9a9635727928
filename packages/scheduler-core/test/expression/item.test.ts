import { expect, test } from "vitest";
import type { JsonValue } from "../../src/json/value.ts";
import { faultOf, scopeWith, valueOf } from "./scope.ts";

const item = { as: "host", value: { name: "h", ports: [80, 443] }, index: 3 };

test.each<[string, JsonValue]>([
  ["host", item.value],
  ["host.name + string(index)", "h3"],
  ["host.ports[1]", 443],
  ["has(host.name) && !has(host.nope)", true],
  ["index + 1", 4],
  ["host.ports.map(index, index + 1)", [81, 444]],
  ["inputs.list[0]", 3],
])("an item is seen: %s", (text, value) => {
  expect(valueOf(text, scopeWith({ item }))).toEqual(value);
});

test.each([
  ["item.name", scopeWith({ item }), 'unknown name "item"'],
  ["host", scopeWith(), 'unknown name "host"'],
  ["index", scopeWith(), 'unknown name "index"'],
])("%s is not seen where there is none of it", (text, scope, message) => {
  expect(faultOf(text, scope)).toMatchObject({ absent: false, message });
});
