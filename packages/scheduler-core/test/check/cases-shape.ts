import { graph, head, nodes, noop, type Cases } from "./case.ts";

/** Documents of the wrong shape, and names that do not exist. */
export const shapeCases: Cases = {
  "unknown-key": [
    [
      "that resembles one",
      `${head}actions: { actions: [{ id: a, cal: std.noop }] }\n${nodes}`,
      "cal",
      "/actions/actions/0/cal",
      'did you mean "call"?',
    ],
    ["that resembles none", `${head}${noop}${nodes}zebra: 1`, "zebra", "/zebra", /^allowed here: version, name/],
    [
      "of an action, on a decision",
      graph("- { id: n, type: decision, delivery: at_most_once }"),
      "delivery",
      "/workflows/nodes/0/delivery",
      'an action has it: write it below "actions"',
    ],
  ],
  "missing-key": [
    ["an id", graph("- { type: end }"), "{ type: end }", "/workflows/nodes/0"],
    ["the action of a node", graph("- { id: n, type: action }"), "{ id: n, type: action }", "/workflows/nodes/0"],
  ],
  "wrong-type": [
    ["a number for a string", `${head}${noop}${nodes}description: 5`, "5", "/description", 'put it in quotes: "5"'],
    ["a text for a schedule", `${head}schedule: daily\n${noop}${nodes}`, "daily", "/schedule"],
    ["a mapping for a list", `${head}${noop}${nodes}secrets: {}`, "{}", "/secrets"],
  ],
  "unknown-value": [
    ["a version as a number", `version: 1.0\nname: t\n${noop}${nodes}`, "1.0", "/version", 'put it in quotes: "1.0"'],
    [
      "a trigger",
      graph("- { id: n, type: end }\n- { id: m, type: decision, edges: [{ to: n, trigger: { on: suceeded } }] }"),
      "suceeded",
      "/workflows/nodes/1/edges/0/trigger/on",
      'did you mean "succeeded"?',
    ],
    [
      "a delivery",
      `${head}actions: { actions: [{ id: a, call: std.noop, delivery: at_most_onec }] }\n${nodes}`,
      "at_most_onec",
      "/actions/actions/0/delivery",
      'did you mean "at_most_once"?',
    ],
  ],
  "out-of-range": [
    ["a priority", graph("- { id: n, type: action, action: a, priority: 64 }"), "64", "/workflows/nodes/0/priority"],
    [
      "a rate of nothing",
      `${head}actions: { actions: [{ id: a, call: std.noop, rate_limit: { count: 0, per: 1s } }] }\n${nodes}`,
      "0",
      "/actions/actions/0/rate_limit/count",
    ],
    [
      "a rate in no time",
      `${head}actions: { actions: [{ id: a, call: std.noop, rate_limit: { count: 1, per: 0s } }] }\n${nodes}`,
      "0s",
      "/actions/actions/0/rate_limit/per",
    ],
    [
      "a component's rate in no time",
      `${head}${noop}${nodes}components: [{ id: std, rate_limit: { count: 1, per: 0s } }]`,
      "0s",
      "/components/0/rate_limit/per",
    ],
    ["a group of nothing", `${head}${noop}${nodes}concurrency_groups: { db: 0 }`, "0", "/concurrency_groups/db"],
    [
      "no attempt at undoing",
      `${head}actions: { actions: [{ id: a, call: std.noop, compensate: { call: std.noop, retry: { attempts: 0 } } }] }\n${nodes}`,
      "0",
      "/actions/actions/0/compensate/retry/attempts",
    ],
    ["a deadline of nothing", `${head}${noop}${nodes}deadline: 0s`, "0s", "/deadline"],
  ],
  "empty-value": [
    ["a name", `version: "1.0"\nname: " "\n${noop}${nodes}`, '" "', "/name"],
    ["no nodes", `${head}${noop}workflows: { nodes: [] }`, "[]", "/workflows/nodes"],
  ],
  "invalid-schedule": [
    [
      "cron with too few fields",
      `${head}schedule: { cron: "0 3 * *" }\n${noop}${nodes}`,
      '"0 3 * *"',
      "/schedule/cron",
    ],
    [
      "a moment without an offset",
      `${head}schedule: { at: 2027-01-31T18:00 }\n${noop}${nodes}`,
      "2027-01-31T18:00",
      "/schedule/at",
    ],
    [
      "a moment that there is not",
      `${head}schedule: { at: 2027-02-31T18:00:00Z }\n${noop}${nodes}`,
      "2027-02-31T18:00:00Z",
      "/schedule/at",
    ],
    [
      "two kinds of times",
      `${head}schedule: [{ every: 5m, cron: "0 3 * * *" }]\n${noop}${nodes}`,
      '{ every: 5m, cron: "0 3 * * *" }',
      "/schedule/0",
    ],
    ["no times", `${head}schedule: [{ missed: all }]\n${noop}${nodes}`, "{ missed: all }", "/schedule/0"],
    ["too often", `${head}schedule: { every: 999ms }\n${noop}${nodes}`, "999ms", "/schedule/every"],
    [
      "a zone without cron",
      `${head}schedule: { every: 5m, timezone: UTC }\n${noop}${nodes}`,
      "UTC",
      "/schedule/timezone",
    ],
    [
      "twice the same",
      `${head}schedule: [{ every: 60s }, { every: 1m }]\n${noop}${nodes}`,
      "{ every: 1m }",
      "/schedule/1",
      "give them ids of their own: id: nightly",
    ],
    [
      "inputs that do not fit",
      `${head}inputs: { properties: { n: { type: number } } }\nschedule: { every: 1h, inputs: { n: x } }\n${noop}${nodes}`,
      "{ n: x }",
      "/schedule/inputs",
    ],
  ],
  "invalid-id": [
    ["of a group", `${head}${noop}${nodes}concurrency_groups: { "a b": 1 }`, '"a b"', "/concurrency_groups/a b"],
    ["with a space", graph('- { id: "a b", type: end }'), '"a b"', "/workflows/nodes/0/id"],
  ],
  "invalid-duration": [
    ["a number", `${head}${noop}${nodes}defaults: { timeout: 5 }`, "5", "/defaults/timeout", "write a unit: 5s or 5ms"],
    ["a word", `${head}${noop}${nodes}defaults: { timeout: soon }`, "soon", "/defaults/timeout"],
    ["a thousand years", `${head}${noop}${nodes}defaults: { timeout: 365000d }`, "365000d", "/defaults/timeout"],
  ],
  "invalid-size": [
    [
      "no unit",
      `${head}${noop}${nodes}components: [{ id: c, source: c.wasm, requests: { memory: "5" } }]`,
      '"5"',
      "/components/0/requests/memory",
    ],
  ],
  "invalid-call": [
    [
      "without a component",
      `${head}actions: { actions: [{ id: a, call: noop }] }\n${nodes}`,
      "noop",
      "/actions/actions/0/call",
    ],
  ],
  "invalid-sha256": [
    [
      "too short",
      `${head}${noop}${nodes}components: [{ id: c, source: c.wasm, sha256: abc }]`,
      "abc",
      "/components/0/sha256",
    ],
  ],
  "duplicate-id": [
    ["nodes", graph("- { id: n, type: end }\n- { id: n, type: end }"), "n", "/workflows/nodes/1/id"],
    ["secrets", `${head}${noop}${nodes}secrets: [A, A]`, "A", "/secrets/1"],
    [
      "actions",
      `${head}actions: { actions: [{ id: a, call: std.noop }, { id: a, call: std.noop }] }\n${nodes}`,
      "a",
      "/actions/actions/1/id",
    ],
    [
      "resources",
      `${head}${noop}${nodes}workbook: { resources: [{ id: r, type: x }, { id: r, type: x }] }`,
      "r",
      "/workbook/resources/1/id",
    ],
    [
      "components",
      `${head}${noop}${nodes}components: [{ id: c, source: c.js }, { id: c, source: d.js }]`,
      "c",
      "/components/1/id",
    ],
  ],
  "reserved-id": [
    [
      "std with more than its bounds",
      `${head}${noop}${nodes}components: [{ id: std, config: 1, rate_limit: { count: 1, per: 1s } }]`,
      "std",
      "/components/0/id",
    ],
    ["http", `${head}${noop}${nodes}components: [{ id: http, source: c.js }]`, "http", "/components/0/id"],
  ],
  "conflicting-export": [
    [
      "another type",
      `${head}actions:\n  actions:\n    - { id: a, call: std.noop, export: [{ type: metric, name: x, value: "1" }] }\n    - { id: b, call: std.noop, export: [{ type: variable, name: x, value: "1" }] }\n${nodes}`,
      "variable",
      "/actions/actions/1/export/0/type",
    ],
  ],
  "unknown-reference": [
    [
      "a node in a compensation, which no compensation is",
      `${head}actions: { actions: [{ id: a, call: std.noop, compensate: { call: std.log, with: { message: "{{ nodes['n!compensate'].ok }}" } } }] }\n${nodes}`,
      "'n!compensate'",
      "/actions/actions/0/compensate/with/message",
    ],
    [
      "a group of a component",
      `${head}${noop}${nodes}components: [{ id: c, source: c.js }, { id: http, concurrency_group: db }]`,
      "db",
      "/components/1/concurrency_group",
    ],
    ["an action", graph("- { id: n, type: action, action: aa }"), "aa", "/workflows/nodes/0/action"],
    ["a node", graph("- { id: n, type: decision, edges: [{ to: m1234 }] }"), "m1234", "/workflows/nodes/0/edges/0/to"],
    [
      "a secret in a template",
      graph('- { id: n, type: action, action: a, with: { x: "a\\tb {{ secrets.NOPE }}" } }'),
      "NOPE",
      "/workflows/nodes/0/with/x",
    ],
    [
      "in a literal block",
      graph("- id: n\n  type: action\n  action: a\n  with:\n    x: |\n      one\n      {{ nodes.zzzzz.ok }}"),
      "zzzzz",
      "/workflows/nodes/0/with/x",
    ],
    [
      "an id with a hyphen",
      graph('- { id: n-1, type: action, action: a, edges: [{ to: n-1, trigger: { condition: "nodes.n-1.ok" } }] }'),
      "n-1",
      "/workflows/nodes/0/edges/0/trigger/condition",
      'write nodes["n-1"]',
    ],
  ],
};
