/** Every value of the types that cross a boundary, each optional part present and absent. */
import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";
import type {
  Action,
  ActionOutcome,
  ActionRegistration,
  TaskAddition,
  TaskUpdate,
  WbsEdge,
  WbsEdit,
  WbsTask,
} from "../../src/outcome/outcome.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

const text = fc.string({ unit: "grapheme" });
const key = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "$cases", "tag", "with") },
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53),
);

/** `-0` is `0` in JSON: it is left out here and tested by itself. */
const jsonNumber = number.map((value) => value + 0);

/** Objects as a parser makes them: any key is an own one. */
function object(values: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(key, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

export const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constant(null),
    fc.boolean(),
    jsonNumber,
    text,
    fc.array(tie("value"), { maxLength: 4 }),
    object(tie("value")),
  ),
})).value;

const jsonObject = object(json);
const priority = fc.integer({ min: 0, max: 63 });
const on = fc.constantFrom("succeeded", "failed", "always", "else");
const milliseconds = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0);

/** `required` is there, each of `optional` may be. */
function record<R extends object, O extends object>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<R & Partial<O>> {
  const all = { ...required, ...optional };
  return fc.record(all, { requiredKeys: Object.keys(required) as never[], noNullPrototype: true }) as fc.Arbitrary<
    R & Partial<O>
  >;
}

const retry = record(
  { attempts: fc.nat(), delay: milliseconds, factor: milliseconds, jitter: fc.boolean() },
  { maxDelay: milliseconds },
);
const exportDef = record(
  { type: fc.constantFrom("variable", "metric"), name: text, value: text, scope: fc.constantFrom("run", "task") },
  { default: json },
);
const delivery = fc.constantFrom("at_least_once", "at_most_once");
const rateLimit = record<{ count: number; per: number }, object>({ count: fc.nat(), per: milliseconds }, {});
const byId = (values: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(key, values), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
const groups = fc.array(fc.tuple(key, jsonNumber), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
const compensate = record({ call: text, retry }, { with: jsonObject, timeout: milliseconds });
const actionDef = record(
  { id: text, call: text, retry, export: fc.array(exportDef, { maxLength: 3 }) },
  { with: jsonObject, priority, timeout: milliseconds, delivery, concurrencyGroup: text, rateLimit, compensate },
);
const edge = record({ to: text, trigger: record({ on }, { condition: text }) }, { label: text });
const forEach = record(
  { items: text, as: text, onItemFailure: fc.constantFrom("stop", "continue") },
  { concurrency: jsonNumber },
);
const node = record(
  {
    id: text,
    type: fc.constantFrom("action", "decision", "end"),
    join: fc.constantFrom("all", "any"),
    maxVisits: fc.nat(),
    terminate: fc.boolean(),
    edges: fc.array(edge, { maxLength: 3 }),
  },
  { action: text, with: jsonObject, priority, forEach },
);

export const scenario = record(
  {
    version: text,
    name: text,
    secrets: fc.array(text, { maxLength: 2 }),
    components: fc.array(record({ id: text, source: text }, { sha256: text, config: json, requests: jsonObject }), {
      maxLength: 2,
    }),
    onFailure: fc.constantFrom("stop", "continue"),
    defaultRetry: retry,
    resources: fc.array(
      record<{ id: string; type: string; properties: JsonObject }, object>(
        { id: text, type: text, properties: jsonObject },
        {},
      ),
      { maxLength: 2 },
    ),
    actions: fc.array(actionDef, { maxLength: 2 }),
    nodes: fc.array(node, { maxLength: 2 }),
  },
  {
    description: text,
    inputs: jsonObject,
    defaultTimeout: milliseconds,
    deadline: milliseconds,
    concurrencyGroups: groups,
    componentGroups: byId(text),
    componentRateLimits: byId(rateLimit),
    defaultDelivery: delivery,
  },
) as fc.Arbitrary<Scenario>;

export const action = record<{ id: string; call: string; parameters: JsonObject }, object>(
  { id: text, call: text, parameters: jsonObject },
  {},
) as fc.Arbitrary<Action>;

const error = record(
  {
    code: text,
    message: text,
    retryable: fc.boolean(),
    causes: fc.array(record({ code: text, message: text }, {}), { maxLength: 2 }),
  },
  { retryAfter: milliseconds },
);

export const outcome = record(
  { status: fc.constantFrom("succeeded", "failed", "timed-out", "cancelled") },
  { detail: text, output: json, error },
) as fc.Arbitrary<ActionOutcome>;

export const registration = record(
  { id: text, call: text },
  { with: jsonObject, priority },
) as fc.Arbitrary<ActionRegistration>;
const target = record({ to: text, on }, { label: text, condition: text });
export const addition = record(
  { id: text, action: text, after: fc.array(text, { maxLength: 2 }), edges: fc.array(target, { maxLength: 2 }) },
  { priority, with: jsonObject },
) as fc.Arbitrary<TaskAddition>;
export const update = record({ id: text }, { action: text, with: jsonObject, priority }) as fc.Arbitrary<TaskUpdate>;
export const wbsEdge = record({ from: text, to: text, on }, { label: text, condition: text }) as fc.Arbitrary<WbsEdge>;
export const wbsTask = record(
  { id: text, status: fc.constantFrom("waiting", "ready", "timed-out"), visits: fc.nat(), priority },
  { action: text },
) as fc.Arbitrary<WbsTask>;

export const edit: fc.Arbitrary<WbsEdit> = fc.oneof(
  registration.map((val) => ({ tag: "register-action" as const, val })),
  addition.map((val) => ({ tag: "add-task" as const, val })),
  update.map((val) => ({ tag: "update-task" as const, val })),
  text.map((val) => ({ tag: "remove-task" as const, val })),
  wbsEdge.map((val) => ({ tag: "add-edge" as const, val })),
  fc.record({ from: text, to: text }, { noNullPrototype: true }).map((val) => ({ tag: "remove-edge" as const, val })),
);
