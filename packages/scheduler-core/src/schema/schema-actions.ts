import type { JsonObject } from "../json/value.ts";
import { MOST_RATE_COUNT } from "../scenario/options.ts";
import { BUILT_IN_COMPONENTS } from "../scenario/scenario.ts";

const nameList: JsonObject = { type: "array", items: { $ref: "#/$defs/text" } };
const count: JsonObject = { type: "integer", minimum: 1 };

/** What an action or a component may say of its attempts. */
const bounds: JsonObject = {
  concurrency_group: { $ref: "#/$defs/id", description: "One of concurrency_groups, which bounds it." },
  rate_limit: { $ref: "#/$defs/rate_limit" },
};

/** Definitions of components, resources, and actions with what belongs to them. */
export const actionDefinitions: JsonObject = {
  component: {
    type: "object",
    additionalProperties: false,
    required: ["id"],
    properties: {
      id: { $ref: "#/$defs/id" },
      source: {
        $ref: "#/$defs/text",
        description: "A .wasm file or ES module in the scenario's folder, or npm:<package>.",
      },
      sha256: { $ref: "#/$defs/sha256" },
      config: { description: "Given to the component when it is initialised." },
      requests: {
        type: "object",
        description: "Capabilities it asks for; they take effect as far as the operator allows.",
        additionalProperties: false,
        properties: {
          http: { ...nameList, description: "Origins it wants to reach." },
          env: { ...nameList, description: "Environment variables it wants to read." },
          secrets: { ...nameList, description: "Declared secrets it wants to use." },
          memory: { $ref: "#/$defs/size", description: "All memories of one instance together." },
          timeout: { $ref: "#/$defs/duration", description: "Of one call." },
          output: { $ref: "#/$defs/size", description: "The answer of one call." },
          logs: { $ref: "#/$defs/size", description: "Log entries, stdout and stderr of one call." },
          bytes_in: { $ref: "#/$defs/size", description: "Bodies of the responses that one call gets." },
          bytes_out: { $ref: "#/$defs/size", description: "Bodies of the requests that one call sends." },
          tables: { ...count, description: "Elements of one instance's tables together." },
          instances: { ...count, description: "Instances at once." },
          edits: { ...count, description: "Edits asked for in one call." },
          host_calls: { ...count, description: "Questions to the host in one call." },
        },
      },
      ...bounds,
    },
    if: { not: { required: ["id"], properties: { id: { enum: BUILT_IN_COMPONENTS } } } },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's keyword.
    then: { required: ["source"] },
  },
  resource: {
    type: "object",
    additionalProperties: false,
    required: ["id", "type"],
    properties: {
      id: { $ref: "#/$defs/id" },
      type: { $ref: "#/$defs/text", description: "What it is, for people and components: http_endpoint, database …" },
      properties: { type: "object", description: "Read as resources.<id>.<property>." },
    },
  },
  retry: {
    type: "object",
    additionalProperties: false,
    properties: {
      attempts: { type: "integer", minimum: 1, maximum: 4294967295, description: "Counts the first; default 1." },
      delay: { $ref: "#/$defs/duration", description: "Before the second attempt; default 0." },
      factor: { type: "number", minimum: 0, description: "Each wait is the last times this; default 1." },
      max_delay: { $ref: "#/$defs/duration", description: "No wait is longer." },
      jitter: { type: "boolean", description: "Draw each wait between 0 and its length; default false." },
    },
  },
  rate_limit: {
    type: "object",
    description: "So many attempts begin in any such time.",
    additionalProperties: false,
    required: ["count", "per"],
    properties: {
      count: { type: "integer", minimum: 1, maximum: MOST_RATE_COUNT },
      per: { $ref: "#/$defs/duration" },
    },
  },
  delivery: {
    enum: ["at_least_once", "at_most_once"],
    description: "Whether an attempt that was under way when its process died is carried out once more (default).",
  },
  export: {
    type: "object",
    additionalProperties: false,
    required: ["type", "name", "value"],
    properties: {
      type: { enum: ["variable", "metric"], description: "Any JSON value, or a number that is counted up." },
      name: { $ref: "#/$defs/id", description: "Read as exports.<name>." },
      default: { description: "From the start of the run; default null." },
      value: { $ref: "#/$defs/expression", description: "CEL; computed after a success." },
      scope: { enum: ["run", "task"], description: "run (default): visible to all. task: only in the task's trace." },
    },
  },
  compensation: {
    type: "object",
    description: "What undoes what the action did, when the run ends without success.",
    additionalProperties: false,
    required: ["call"],
    properties: {
      call: { $ref: "#/$defs/call" },
      with: { type: "object", description: "Parameters; outcome is that of the visit which is undone." },
      timeout: { $ref: "#/$defs/duration", description: "Of one attempt; none by default." },
      retry: { $ref: "#/$defs/retry" },
    },
  },
  action: {
    type: "object",
    additionalProperties: false,
    required: ["id", "call"],
    properties: {
      id: { $ref: "#/$defs/id" },
      call: { $ref: "#/$defs/call" },
      with: { type: "object", description: "Parameters; strings may hold {{ }} templates." },
      priority: { $ref: "#/$defs/priority" },
      timeout: { $ref: "#/$defs/duration", description: "Of one attempt; none by default." },
      retry: { $ref: "#/$defs/retry" },
      delivery: { $ref: "#/$defs/delivery" },
      ...bounds,
      compensate: { $ref: "#/$defs/compensation" },
      export: { type: "array", description: "What is recorded after a success.", items: { $ref: "#/$defs/export" } },
    },
  },
};
