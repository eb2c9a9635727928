import type { JsonObject } from "../json/value.ts";

/** Definitions of the workflow graph. */
export const graphDefinitions: JsonObject = {
  trigger: {
    type: "object",
    additionalProperties: false,
    properties: {
      on: {
        enum: ["succeeded", "failed", "always", "else"],
        description: "Default: succeeded without a condition, always with one. else: no other edge was taken.",
      },
      condition: { $ref: "#/$defs/expression", description: "CEL; gives a boolean." },
    },
  },
  edge: {
    type: "object",
    additionalProperties: false,
    required: ["to"],
    properties: {
      to: { $ref: "#/$defs/id", description: "The node it leads to." },
      label: { type: "string", description: "For people." },
      trigger: { $ref: "#/$defs/trigger" },
    },
  },
  node: {
    type: "object",
    additionalProperties: false,
    required: ["id", "type"],
    properties: {
      id: { $ref: "#/$defs/id" },
      type: {
        enum: ["action", "decision", "end"],
        description: "action: carries out an action. decision: its edges choose. end: consumes what arrives.",
      },
      action: { $ref: "#/$defs/id", description: "The action that it carries out." },
      with: { type: "object", description: "Laid over the action's parameters, key by key at the top level." },
      for_each: {
        $ref: "#/$defs/text",
        description: "One {{ }} that gives a list: the action is carried out once for each of its items.",
      },
      as: {
        $ref: "#/$defs/variable",
        description: "The name by which with sees the item; default item. Its place, from 0, is index.",
      },
      concurrency: {
        type: "integer",
        minimum: 1,
        maximum: 4294967295,
        description: "How many items may be under way at once.",
      },
      on_item_failure: {
        enum: ["stop", "continue"],
        description: "After an item failed: begin no further one (default), or carry out the rest too.",
      },
      priority: { $ref: "#/$defs/priority" },
      join: {
        enum: ["all", "any"],
        description: "all (default): wait for every edge. any: a visit for every edge that arrives.",
      },
      max_visits: { type: "integer", minimum: 1, maximum: 4294967295, description: "Default 1000." },
      terminate: { type: "boolean", description: "On an end: its first arrival ends the run as a success." },
      edges: { type: "array", items: { $ref: "#/$defs/edge" } },
    },
    dependentRequired: { as: ["for_each"], concurrency: ["for_each"], on_item_failure: ["for_each"] },
    if: { type: "object", required: ["type"], properties: { type: { const: "action" } } },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's keyword.
    then: { required: ["action"] },
  },
};
