/** The schemas of the API's document. */
import type { JsonObject, JsonValue } from "@scheduler-components/core";
import { FAULT_CODES } from "../fault.ts";
import { ref } from "./route.ts";

const text: JsonValue = { type: "string" };
const time: JsonValue = { type: "number", description: "Milliseconds since the Unix epoch." };

const runId: JsonValue = { type: "string", minLength: 1, maxLength: 200 };

function object(properties: JsonObject, optional: readonly string[] = [], more = false): JsonObject {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: "object", required, properties, ...(more ? {} : { additionalProperties: false }) };
}

export const schemas: JsonObject = {
  Problem: object(
    {
      title: text,
      status: { type: "integer" },
      code: { enum: FAULT_CODES },
      detail: text,
      requestId: text,
    },
    [],
    true,
  ),
  Health: object({ status: { enum: ["ok", "ready", "starting", "stopping"] } }),
  Diagnostic: object(
    { code: text, severity: text, message: text, path: text, line: { type: "integer" }, column: { type: "integer" } },
    [],
    true,
  ),
  Checked: object({
    ok: { type: "boolean" },
    callsChecked: { type: "boolean" },
    diagnostics: { type: "array", items: ref("Diagnostic") },
  }),
  Schedule: object(
    {
      id: text,
      times: { type: "object" },
      missed: { enum: ["skip", "latest", "all"] },
      overlap: { enum: ["allow", "skip", "queue", "cancel_previous"] },
      inputs: { type: "object" },
      next: time,
    },
    ["next"],
  ),
  Scenario: object(
    {
      name: { type: "string", description: "Of its file, without the ending." },
      title: { type: "string", description: "Its own name." },
      valid: {
        type: "boolean",
        description: "Whether the file as it is now is valid; the last valid version is in force.",
      },
      description: text,
      schedules: { type: "array", items: ref("Schedule") },
    },
    ["title", "description"],
  ),
  ScenarioList: object({ scenarios: { type: "array", items: ref("Scenario") } }),
  ScenarioDetails: object(
    {
      name: text,
      title: text,
      valid: { type: "boolean" },
      description: text,
      schedules: { type: "array", items: ref("Schedule") },
      inputs: { type: "object", description: "JSON Schema of the inputs of its runs." },
      text: { type: "string", description: "The version in force." },
      diagnostics: { type: "array", items: ref("Diagnostic") },
    },
    ["title", "description", "inputs", "text"],
  ),
  NewRun: object({ inputs: { type: "object" }, runId }, ["inputs", "runId"]),
  Rerun: object(
    {
      from: { type: "string", description: "Only this task and what follows from it; the rest is taken over." },
      runId,
    },
    ["from", "runId"],
  ),
  Run: object(
    {
      id: text,
      scenario: { type: "string", description: "The scenario's own name." },
      status: { enum: ["running", "succeeded", "failed", "cancelled"] },
      held: { type: "boolean", description: "Whether a process drives it now." },
      file: text,
      parent: { type: "string", description: "The id of the run that began it." },
      createdAt: time,
      endedAt: time,
    },
    ["file", "parent", "endedAt"],
  ),
  RunList: object({ runs: { type: "array", items: ref("Run") } }),
  RunDetails: object(
    {
      run: ref("Run"),
      traces: { type: "array", items: { type: "object" } },
      waiting: { type: "array", items: { type: "object" } },
      report: { type: "object", description: "How it ended, once it has, without its traces." },
    },
    ["report"],
  ),
  Signal: object({ data: {} }, ["data"]),
  Cancel: object({ reason: { type: "string", maxLength: 1000 } }, ["reason"]),
  Accepted: object({ accepted: { const: true } }),
};
