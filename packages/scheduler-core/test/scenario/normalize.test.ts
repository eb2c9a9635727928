import { expect, test } from "vitest";
import {
  checkScenario,
  checkWrittenScenario,
  normalizeScenario,
  scenarioSchema,
  type WrittenScenario,
} from "../../src/index.ts";
import published from "../../scenario.schema.json" with { type: "json" };

const written: WrittenScenario = {
  version: "1.0",
  name: "n",
  secrets: ["S"],
  components: [
    {
      id: "c",
      source: "./c.wasm",
      sha256: "AB".repeat(32),
      config: [1],
      requests: { http: ["https://x"], memory: "64KiB", timeout: "5s", bytes_in: "1KiB", instances: 4, host_calls: 10 },
      concurrency_group: "constructor",
    },
    { id: "http", concurrency_group: "db", rate_limit: { count: 5, per: "2s" } },
  ],
  defaults: { timeout: "30s", retry: { attempts: 2, delay: "1s" }, delivery: "at_most_once" },
  deadline: "2d",
  concurrency_groups: { db: 2, constructor: 1 },
  workbook: { resources: [{ id: "r", type: "t" }] },
  actions: {
    actions: [
      {
        id: "a",
        call: "get",
        concurrency_group: "db",
        rate_limit: { count: 10, per: "1s" },
        timeout: "5s",
        retry: { factor: 2, max_delay: "1m" },
      },
      {
        id: "b",
        call: "c.do",
        with: { x: 1 },
        priority: 0,
        delivery: "at_least_once",
        compensate: { call: "delete", with: { y: 2 }, retry: { attempts: 5 } },
        export: [{ type: "metric", name: "m", value: "1" }],
      },
    ],
  },
  workflows: {
    nodes: [
      {
        id: "one",
        type: "action",
        action: "a",
        edges: [
          { to: "end" },
          { to: "end", trigger: { condition: "true" } },
          { to: "end", label: "l", trigger: { on: "failed", condition: "true" } },
        ],
      },
      { id: "end", type: "end", terminate: true },
    ],
  },
};

const understood = {
  version: "1.0",
  name: "n",
  secrets: ["S"],
  components: [
    {
      id: "c",
      source: "./c.wasm",
      sha256: "ab".repeat(32),
      config: [1],
      requests: { http: ["https://x"], memory: 65_536, timeout: 5000, bytes_in: 1024, instances: 4, host_calls: 10 },
    },
  ],
  onFailure: "stop",
  defaultTimeout: 30_000,
  defaultRetry: { attempts: 2, delay: 1000, factor: 1, jitter: false },
  deadline: 172_800_000,
  concurrencyGroups: { db: 2, constructor: 1 },
  componentGroups: { c: "constructor", http: "db" },
  componentRateLimits: { http: { count: 5, per: 2000 } },
  defaultDelivery: "at_most_once",
  resources: [{ id: "r", type: "t", properties: {} }],
  actions: [
    {
      id: "a",
      call: "http.get",
      concurrencyGroup: "db",
      rateLimit: { count: 10, per: 1000 },
      timeout: 5000,
      retry: { attempts: 2, delay: 1000, factor: 2, maxDelay: 60_000, jitter: false },
      delivery: "at_most_once",
      export: [],
    },
    {
      id: "b",
      call: "c.do",
      with: { x: 1 },
      priority: 0,
      timeout: 30_000,
      retry: { attempts: 2, delay: 1000, factor: 1, jitter: false },
      delivery: "at_least_once",
      compensate: {
        call: "http.delete",
        with: { y: 2 },
        timeout: 30_000,
        retry: { attempts: 5, delay: 1000, factor: 1, jitter: false },
      },
      export: [{ type: "metric", name: "m", value: "1", scope: "run" }],
    },
  ],
  nodes: [
    {
      id: "one",
      type: "action",
      action: "a",
      join: "all",
      maxVisits: 1000,
      terminate: false,
      edges: [
        { to: "end", trigger: { on: "succeeded" } },
        { to: "end", trigger: { on: "always", condition: "true" } },
        { to: "end", label: "l", trigger: { on: "failed", condition: "true" } },
      ],
    },
    { id: "end", type: "end", join: "all", maxVisits: 1000, terminate: true, edges: [] },
  ],
};

test("the understood form has defaults, milliseconds, bytes and whole calls", () => {
  expect(normalizeScenario(written)).toEqual(understood);
});

test.each([
  ["defaults", { for_each: "{{ [1] }}" }, { items: "{{ [1] }}", as: "item", onItemFailure: "stop" }],
  [
    "all of it",
    { for_each: "{{ [1] }}", as: "host", concurrency: 2, on_item_failure: "continue" },
    { items: "{{ [1] }}", as: "host", concurrency: 2, onItemFailure: "continue" },
  ],
  ["nothing without for_each", { as: "host", concurrency: 2 }, undefined],
] as const)("the items of a node: %s", (_name, more, forEach) => {
  const nodes = [{ id: "n", type: "action", action: "a", ...more }] as const;
  const [node] = normalizeScenario({ ...written, workflows: { nodes } }).nodes;
  expect(node).toEqual({
    id: "n",
    type: "action",
    action: "a",
    join: "all",
    maxVisits: 1000,
    terminate: false,
    edges: [],
    ...(forEach === undefined ? {} : { forEach }),
  });
  expect(Object.hasOwn(node ?? {}, "forEach")).toBe(forEach !== undefined);
});

test("an object and its text give the same scenario", () => {
  expect(checkWrittenScenario(written)).toMatchObject({ ok: true, scenario: understood });
  expect(checkScenario(JSON.stringify(written)).scenario).toEqual(understood);
});

test("without text a diagnostic has a pointer and no line", () => {
  const { ok, diagnostics } = checkWrittenScenario({
    version: "1.0",
    name: "n",
    workflows: { nodes: [{ id: "a", type: "action", action: "b" }] },
  });
  expect(ok).toBe(false);
  expect(diagnostics).toMatchObject([
    { code: "unknown-reference", path: "/workflows/nodes/0/action", line: 0, column: 0 },
  ]);
});

test("the published schema is the one that is compiled", () => {
  expect(published).toEqual(scenarioSchema);
});
