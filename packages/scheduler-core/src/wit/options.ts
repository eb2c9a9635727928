/** `options` of `wit/core-libs`: a JSON object on one side, fields of their own on the other. */
import type * as core from "../generated/scheduler-core-libs-types.d.ts";
import type { Native } from "../json/native.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import {
  DELIVERIES,
  ITEM_FAILURE_MODES,
  type ActionOptions,
  type NodeOptions,
  type ScenarioOptions,
} from "../scenario/options.ts";
import type { ActionDef, Scenario, WorkflowNode } from "../scenario/scenario.ts";
import type { Lifted } from "./lift.ts";

interface Option {
  /** As the JSON object has it. */
  readonly key: string;
  readonly expected: string;
  readonly fits: (value: JsonValue) => boolean;
  /** From the JSON object's value, which fits, to the field's, and back; the same where they are not given. */
  readonly lift?: (value: JsonValue) => JsonValue;
  readonly lower?: (value: JsonValue) => JsonValue;
}

/** By the names of the fields, in the order in which they are lifted and lowered. */
type Options<T> = { readonly [field in keyof Required<T>]: Option };

const delivery = (key: string): Option => ({
  key,
  expected: DELIVERIES.join(" or "),
  fits: (value) => DELIVERIES.some((one) => one === value),
});

const RATE = "an object of the numbers count and per";

const isRate = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  Object.keys(value).length === 2 &&
  ["count", "per"].every((key) => Object.hasOwn(value, key) && typeof value[key] === "number");

/** The kinds of the keys that an object may have; whether it has no others, and all of `required`. */
function hasKinds(
  value: JsonValue | undefined,
  kinds: { readonly [key: string]: string },
  required: readonly string[],
) {
  return (
    isJsonObject(value) &&
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.keys(value).every((key) => {
      const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
      return kind === "json" || (kind !== undefined && typeof value[key] === kind);
    })
  );
}

function isCompensation(value: JsonValue): boolean {
  const kinds = { call: "string", with: "json", timeout: "number", retry: "json" };
  const retry = { attempts: "number", delay: "number", factor: "number", max_delay: "number", jitter: "boolean" };
  return (
    hasKinds(value, kinds, ["call", "retry"]) &&
    hasKinds((value as JsonObject)["retry"], retry, ["attempts", "delay", "factor", "jitter"])
  );
}

/** The same with another name for one of its keys. */
function rename(object: JsonValue, from: string, to: string): JsonObject {
  const entries = Object.entries(object as JsonObject);
  return Object.fromEntries(entries.map(([key, value]) => [key === from ? to : key, value] as const));
}

/** In a compensation's retry policy. */
function renameDelay(compensation: JsonValue, from: string, to: string): JsonValue {
  const { retry } = compensation as { readonly retry: JsonObject };
  return { ...(compensation as JsonObject), retry: rename(retry, from, to) };
}

function isForEach(value: JsonValue): boolean {
  const kinds = { items: "string", as: "string", concurrency: "number", on_item_failure: "string" };
  return (
    hasKinds(value, kinds, ["items", "as", "on_item_failure"]) &&
    ITEM_FAILURE_MODES.some((mode) => mode === (value as JsonObject)["on_item_failure"])
  );
}

const ACTION: Options<ActionOptions> = {
  delivery: delivery("delivery"),
  concurrencyGroup: {
    key: "concurrency_group",
    expected: "the name of a group",
    fits: (value) => typeof value === "string",
  },
  rateLimit: { key: "rate_limit", expected: RATE, fits: isRate },
  compensate: {
    key: "compensate",
    expected: "an object of call, with, timeout and retry",
    fits: isCompensation,
    lift: (value) => renameDelay(value, "max_delay", "maxDelay"),
    lower: (value) => renameDelay(value, "maxDelay", "max_delay"),
  },
};
const NODE: Options<NodeOptions> = {
  forEach: {
    key: "for_each",
    expected: `an object of items, as, concurrency and on_item_failure (${ITEM_FAILURE_MODES.join(" or ")})`,
    fits: isForEach,
    lift: (value) => rename(value, "on_item_failure", "onItemFailure"),
    lower: (value) => rename(value, "onItemFailure", "on_item_failure"),
  },
};
const SCENARIO: Options<ScenarioOptions> = {
  deadline: { key: "deadline", expected: "a number of milliseconds", fits: (value) => typeof value === "number" },
  concurrencyGroups: {
    key: "concurrency_groups",
    expected: "an object of numbers",
    fits: (value) => isJsonObject(value) && Object.values(value).every((limit) => typeof limit === "number"),
  },
  componentGroups: {
    key: "component_groups",
    expected: "an object of names of groups",
    fits: (value) => isJsonObject(value) && Object.values(value).every((group) => typeof group === "string"),
  },
  componentRateLimits: {
    key: "component_rate_limits",
    expected: `an object that holds by a component's id ${RATE}`,
    fits: (value) => isJsonObject(value) && Object.values(value).every(isRate),
  },
  defaultDelivery: delivery("default_delivery"),
};

type WireScenario = Native<core.Scenario>;

export function liftOptions({ options, ...wire }: WireScenario): Lifted<Scenario> {
  const actions: ActionDef[] = [];
  for (const [index, { options: given, ...action }] of wire.actions.entries()) {
    const lifted = liftEach(ACTION, given, ["actions", index, "options"]);
    if (!lifted.ok) return lifted;
    actions.push({ ...action, ...lifted.value });
  }
  const nodes: WorkflowNode[] = [];
  for (const [index, { options: given, ...node }] of wire.nodes.entries()) {
    const lifted = liftEach(NODE, given, ["nodes", index, "options"]);
    if (!lifted.ok) return lifted;
    nodes.push({ ...node, ...lifted.value });
  }
  const lifted = liftEach(SCENARIO, options, ["options"]);
  return lifted.ok ? { ok: true, value: { ...wire, actions, nodes, ...lifted.value } } : lifted;
}

export function lowerOptions(scenario: Scenario): WireScenario {
  const wire = lowerEach(SCENARIO, scenario) as Omit<WireScenario, "actions" | "nodes">;
  return {
    ...wire,
    actions: scenario.actions.map((action) => lowerEach(ACTION, action) as Native<core.ActionDef>),
    nodes: scenario.nodes.map((node) => lowerEach(NODE, node) as Native<core.WorkflowNode>),
  };
}

function liftEach<T extends object>(
  known: Options<T>,
  given: JsonValue | undefined,
  path: readonly (string | number)[],
): Lifted<Partial<T>> {
  const lifted: MutableJsonObject = {};
  if (given === undefined) return { ok: true, value: lifted as Partial<T> };
  if (!isJsonObject(given)) return { ok: false, message: "an object is expected", path };
  const fields = Object.entries<Option>(known);
  for (const key of Object.keys(given)) {
    if (fields.some(([, option]) => option.key === key)) continue;
    const keys = fields.map(([, option]) => option.key).join(", ");
    return { ok: false, message: `not known here; known are ${keys}`, path: [...path, key] };
  }
  for (const [field, { key, expected, fits, lift = same }] of fields) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined) continue;
    if (!fits(value)) return { ok: false, message: `expected ${expected}`, path: [...path, key] };
    setOwn(lifted, field, lift(value));
  }
  // Each was found to fit.
  return { ok: true, value: lifted as Partial<T> };
}

/** The same with `options` in the place of what is not a field of the record. */
function lowerEach<T extends object>(known: Options<T>, native: object): JsonObject {
  const wire: MutableJsonObject = {};
  const options: MutableJsonObject = {};
  for (const [field, value] of Object.entries(native) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue;
    const option = Object.hasOwn(known, field) ? known[field as keyof T] : undefined;
    if (option === undefined) setOwn(wire, field, value);
    else setOwn(options, option.key, (option.lower ?? same)(value));
  }
  return Object.keys(options).length === 0 ? wire : { ...wire, options };
}

function same(value: JsonValue): JsonValue {
  return value;
}
