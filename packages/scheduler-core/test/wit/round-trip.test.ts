import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  liftAction,
  liftActionOutcome,
  liftActionRegistration,
  liftScenario,
  liftTaskAddition,
  liftTaskUpdate,
  liftWbsEdge,
  liftWbsEdit,
  liftWbsTask,
  lowerAction,
  lowerActionOutcome,
  lowerActionRegistration,
  lowerScenario,
  lowerTaskAddition,
  lowerTaskUpdate,
  lowerWbsEdge,
  lowerWbsEdit,
  lowerWbsTask,
} from "../../src/wit/convert.ts";
import type { Json } from "../../src/generated/scheduler-core-libs-types.d.ts";
import { liftJson, type Lifted } from "../../src/wit/lift.ts";
import { lowerJson } from "../../src/wit/lower.ts";
import * as arbitraries from "./arbitraries.ts";

/** A pair of inverses over one type, and its values. */
interface Pair {
  readonly values: fc.Arbitrary<unknown>;
  readonly lower: (native: unknown) => unknown;
  readonly lift: (wit: unknown) => Lifted<unknown>;
}

function pair<N, W>(values: fc.Arbitrary<N>, lower: (native: N) => W, lift: (wit: W) => Lifted<N>): Pair {
  return { values, lower: (native) => lower(native as N), lift: (wit) => lift(wit as W) };
}

const PAIRS: readonly (readonly [string, Pair])[] = [
  ["scenario", pair(arbitraries.scenario, lowerScenario, liftScenario)],
  ["action", pair(arbitraries.action, lowerAction, liftAction)],
  ["action-outcome", pair(arbitraries.outcome, lowerActionOutcome, liftActionOutcome)],
  ["wbs-edit", pair(arbitraries.edit, lowerWbsEdit, liftWbsEdit)],
  ["action-registration", pair(arbitraries.registration, lowerActionRegistration, liftActionRegistration)],
  ["task-addition", pair(arbitraries.addition, lowerTaskAddition, liftTaskAddition)],
  ["task-update", pair(arbitraries.update, lowerTaskUpdate, liftTaskUpdate)],
  ["wbs-edge", pair(arbitraries.wbsEdge, lowerWbsEdge, liftWbsEdge)],
  ["wbs-task", pair(arbitraries.wbsTask, lowerWbsTask, liftWbsTask)],
  ["json", pair(arbitraries.json, lowerJson, liftJson)],
];

/** As a guest of another toolchain gives it: every optional field that has no value is there, with `none`. */
function withNone(value: unknown, none: null | undefined): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withNone(item, none));
  const optional = [
    "description",
    "detail",
    "output",
    "error",
    "retryAfter",
    "with",
    "priority",
    "label",
    "condition",
    "action",
    "timeout",
    "maxDelay",
    "default",
    "inputs",
    "options",
  ];
  const filled = Object.fromEntries(Object.entries(value).map(([field, part]) => [field, withNone(part, none)]));
  for (const field of optional) if (!Object.hasOwn(filled, field)) filled[field] = none;
  return filled;
}

describe.each(PAIRS)("%s", (_name, { values, lower, lift }) => {
  test("lift undoes lower, and lower undoes lift", () => {
    fc.assert(
      fc.property(values, (native) => {
        const wit = lower(native);
        const lifted = lift(wit);
        // Node's comparison knows own keys called `__proto__` and `constructor`.
        deepStrictEqual(lifted, { ok: true, value: native });
        expect(JSON.stringify(lifted.ok && lifted.value)).toBe(JSON.stringify(native));
        deepStrictEqual(lower(lifted.ok && lifted.value), wit);
      }),
    );
  });

  test.each([null, undefined])("a part that is absent may arrive as %s", (none) => {
    fc.assert(
      fc.property(values, (native) => {
        const lifted = lift(withNone(lower(native), none));
        expect(lifted.ok).toBe(true);
        deepStrictEqual(lifted, { ok: true, value: native });
      }),
      { numRuns: 30 },
    );
  });
});

test("JSON lies as text where the WIT says so, and nowhere else", () => {
  const lowered = lowerWbsEdit({
    tag: "add-task",
    val: { id: "a", action: "b", after: ["c"], edges: [{ to: "d", on: "always" }], with: { x: [null] } },
  });
  expect(lowered).toStrictEqual({
    tag: "add-task",
    val: { id: "a", action: "b", after: ["c"], edges: [{ to: "d", on: "always" }], with: '{"x":[null]}' },
  });
  expect(lowerActionOutcome({ status: "succeeded", output: "text" })).toStrictEqual({
    status: "succeeded",
    output: '"text"',
  });
  expect(lowerActionOutcome({ status: "succeeded", output: null })).toStrictEqual({
    status: "succeeded",
    output: "null",
  });
  expect(lowerActionOutcome({ status: "succeeded" })).toStrictEqual({ status: "succeeded" });
});

test("an output that is null is not one that is absent", () => {
  expect(liftActionOutcome(lowerActionOutcome({ status: "succeeded", output: null }))).toStrictEqual({
    ok: true,
    value: { status: "succeeded", output: null },
  });
});

test("of -0, JSON keeps 0", () => {
  const lifted = liftActionOutcome(lowerActionOutcome({ status: "succeeded", output: [-0] }));
  expect(lifted).toStrictEqual({ ok: true, value: { status: "succeeded", output: [0] } });
});

test.each([
  ["no JSON", "{", "not JSON"],
  ["nothing", "", "not JSON"],
  ["a number beyond a double", '{"a":[1e999]}', "Infinity is not"],
  ["half of a surrogate pair", '"\\ud800"', "surrogate"],
  ["deep nesting", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nested too deeply"],
])("%s in the place of JSON is refused, with its place", (_name, output, message) => {
  const wit = { status: "succeeded", output } as Parameters<typeof liftActionOutcome>[0];
  const lifted = liftActionOutcome(wit);
  expect(lifted).toMatchObject({ ok: false, path: ["output"], message: expect.stringContaining(message) });
});

const bare = lowerScenario({
  version: "1.0",
  name: "n",
  secrets: [],
  components: [],
  onFailure: "stop",
  defaultRetry: { attempts: 1, delay: 0, factor: 1, jitter: false },
  resources: [],
  actions: [
    {
      id: "a",
      call: "std.noop",
      retry: { attempts: 1, delay: 0, factor: 1, jitter: false },
      export: [],
      delivery: "at_most_once",
    },
  ],
  nodes: [
    {
      id: "n",
      type: "action",
      action: "a",
      join: "all",
      maxVisits: 1,
      terminate: false,
      edges: [],
      forEach: { items: "{{ [1] }}", as: "item", onItemFailure: "continue" },
    },
  ],
});

test("what grows later lies in options, and has fields of its own in the native form", () => {
  expect(bare.actions[0]).toMatchObject({ options: '{"delivery":"at_most_once"}' });
  expect(bare.actions[0]).not.toHaveProperty("delivery");
  expect(bare.nodes[0]).toMatchObject({
    options: '{"for_each":{"items":"{{ [1] }}","as":"item","on_item_failure":"continue"}}',
  });
  expect(bare.nodes[0]).not.toHaveProperty("forEach");
  expect(bare).not.toHaveProperty("options");
  expect(liftScenario(bare)).toMatchObject({ ok: true, value: { actions: [{ delivery: "at_most_once" }] } });
});

test.each([
  ["no JSON", "{", [], "not JSON"],
  ["no object", "[]", [], "an object"],
  ["a key that nobody knows", '{"delivry":"at_most_once"}', ["delivry"], "known are delivery"],
  ["a key of the prototype", '{"__proto__":{}}', ["__proto__"], "known are delivery"],
  ["a word that is none", '{"delivery":"twice"}', ["delivery"], "at_least_once or at_most_once"],
  ["null", '{"delivery":null}', ["delivery"], "at_least_once or at_most_once"],
])("options of an action are refused: %s", (_name, options, path, message) => {
  const actions = bare.actions.map((action) => ({ ...action, options: options as Json }));
  expect(liftScenario({ ...bare, actions })).toMatchObject({
    ok: false,
    path: ["actions", 0, "options", ...path],
    message: expect.stringContaining(message),
  });
});

test.each([
  ["no JSON", "{", [], "not JSON"],
  ["a key that nobody knows", '{"forEach":{}}', ["forEach"], "known are for_each"],
  ["no object", '{"for_each":"{{ [1] }}"}', ["for_each"], "an object of items"],
  ["without a list", '{"for_each":{"as":"a","on_item_failure":"stop"}}', ["for_each"], "an object of items"],
  [
    "the name of the native field",
    '{"for_each":{"items":"","as":"a","onItemFailure":"stop"}}',
    ["for_each"],
    "on_item_failure",
  ],
  [
    "another mode",
    '{"for_each":{"items":"","as":"a","on_item_failure":"halt"}}',
    ["for_each"],
    "on_item_failure (stop or continue)",
  ],
  [
    "concurrency that is no number",
    '{"for_each":{"items":"","as":"a","on_item_failure":"stop","concurrency":"2"}}',
    ["for_each"],
    "an object of items",
  ],
])("options of a node are refused: %s", (_name, options, path, message) => {
  const nodes = bare.nodes.map((node) => ({ ...node, options: options as Json }));
  expect(liftScenario({ ...bare, nodes })).toMatchObject({
    ok: false,
    path: ["nodes", 0, "options", ...path],
    message: expect.stringContaining(message),
  });
});
