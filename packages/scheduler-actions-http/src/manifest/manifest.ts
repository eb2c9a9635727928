import type { CallManifest, JsonObject, Manifest } from "@scheduler-components/executor";
import type { HttpMethod } from "../request/request.ts";
import { parametersSchema } from "./parameters.ts";

/** The version of what the calls take and give. */
const VERSION = "0.1.0";

/** By operation: the part of `call` after the dot. */
export const METHODS: ReadonlyMap<string, HttpMethod> = new Map([
  ["get", "GET"],
  ["head", "HEAD"],
  ["post", "POST"],
  ["put", "PUT"],
  ["patch", "PATCH"],
  ["delete", "DELETE"],
  ["options", "OPTIONS"],
]);

const outputSchema: JsonObject = {
  type: "object",
  properties: {
    status: { type: "integer", minimum: 100, maximum: 599 },
    headers: {
      type: "object",
      description: "Names in lower case; several of one name are joined by a comma, set-cookie alone is always a list.",
      additionalProperties: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
    },
    body: { description: "By response.as; null if empty." },
    timings: {
      type: "object",
      properties: {
        waitMs: { type: "number", minimum: 0, description: "Until the headers of the last response." },
        totalMs: { type: "number", minimum: 0, description: "Until the end of its body." },
      },
      required: ["waitMs", "totalMs"],
      additionalProperties: false,
    },
    url: { type: "string", description: "Where the response came from, after redirects." },
  },
  required: ["status", "headers", "body", "timings", "url"],
  additionalProperties: false,
};

const withoutBody = parametersSchema(false);
const withBody = parametersSchema(true);

function call(description: string, parameters: JsonObject, idempotent: boolean): CallManifest {
  return { description, parameters, output: outputSchema, idempotent };
}

/** What `createHttpComponent` describes; plain JSON. */
export const HTTP_MANIFEST: Manifest = {
  name: "http",
  version: VERSION,
  description: "HTTP requests, under the host's policy.",
  calls: {
    get: call("Gets a resource.", withoutBody, true),
    head: call("Gets the headers of a resource.", withoutBody, true),
    post: call("Sends a body to a resource.", withBody, false),
    put: call("Replaces a resource.", withBody, true),
    patch: call("Changes a resource in part.", withBody, false),
    delete: call("Deletes a resource.", withBody, true),
    options: call("Asks what a resource allows.", withBody, true),
  },
};
