import type { JsonObject } from "../json/value.ts";
import { actionDefinitions } from "./schema-actions.ts";
import { graphDefinitions } from "./schema-graph.ts";
import { scheduleDefinitions } from "./schema-schedule.ts";
import { valueDefinitions } from "./schema-values.ts";

/**
 * The shape of a written scenario. `scenario.schema.json` and the validator are generated from it (`scripts/schema`);
 * descriptions are what editors show.
 */
export const scenarioSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Scenario",
  description: "A workflow: resources, actions, and a graph of nodes with triggers on its edges.",
  type: "object",
  additionalProperties: false,
  required: ["version", "name", "workflows"],
  properties: {
    version: { const: "1.0", description: "Version of the language." },
    name: { $ref: "#/$defs/text", description: "A name for people." },
    description: { type: "string", description: "What it is for." },
    inputs: { type: "object", description: "JSON Schema of the run's input; its defaults apply." },
    secrets: {
      type: "array",
      description: "Names of secrets that the operator supplies; read as secrets.NAME and never printed.",
      items: { $ref: "#/$defs/id" },
    },
    components: {
      type: "array",
      description: "Action components beyond the built-in std and http.",
      items: { $ref: "#/$defs/component" },
    },
    defaults: {
      type: "object",
      description: "What actions start from that say nothing else.",
      additionalProperties: false,
      properties: {
        timeout: { $ref: "#/$defs/duration" },
        retry: { $ref: "#/$defs/retry" },
        delivery: { $ref: "#/$defs/delivery" },
      },
    },
    schedule: {
      description: "When a daemon starts it by itself: one schedule, or a list.",
      if: { type: "array" },
      // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's keyword.
      then: { type: "array", items: { $ref: "#/$defs/schedule" } },
      else: { $ref: "#/$defs/schedule" },
    },
    on_failure: {
      enum: ["stop", "continue"],
      description: "After a failure that no edge handles: stop the run (default), or let the rest finish first.",
    },
    deadline: {
      $ref: "#/$defs/duration",
      description: "Of the whole run, from its begin: when it passes, the run fails.",
    },
    concurrency_groups: {
      type: "object",
      description: "How many attempts of a group's actions may be in flight at once, by the group's name.",
      additionalProperties: { type: "integer", minimum: 1, maximum: 4294967295 },
    },
    workbook: {
      type: "object",
      additionalProperties: false,
      properties: {
        resources: {
          type: "array",
          description: "Named things that actions talk to.",
          items: { $ref: "#/$defs/resource" },
        },
      },
    },
    actions: {
      type: "object",
      additionalProperties: false,
      properties: {
        actions: { type: "array", description: "Calls with their parameters.", items: { $ref: "#/$defs/action" } },
      },
    },
    workflows: {
      type: "object",
      additionalProperties: false,
      required: ["nodes"],
      properties: {
        nodes: { type: "array", description: "The graph.", minItems: 1, items: { $ref: "#/$defs/node" } },
      },
    },
  },
  $defs: { ...valueDefinitions, ...actionDefinitions, ...graphDefinitions, ...scheduleDefinitions },
};
