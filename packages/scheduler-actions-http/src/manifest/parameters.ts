import type { JsonObject } from "@scheduler-components/executor";
import { HTTP_ERROR_CODES } from "../errors.ts";
import { LIMITS } from "../options.ts";

const scalar: JsonObject = { type: ["string", "number", "boolean", "null"] };
const scalarOrList: JsonObject = {
  anyOf: [{ $ref: "#/$defs/scalar" }, { type: "array", items: { $ref: "#/$defs/scalar" } }],
};
const fields: JsonObject = { type: "object", additionalProperties: { $ref: "#/$defs/scalarOrList" } };
const status: JsonObject = {
  anyOf: [
    { type: "integer", minimum: 100, maximum: 599 },
    { type: "string", pattern: "^[1-5]([0-9][0-9]|[xX][xX])$", description: "A status, or a class such as 2xx." },
  ],
};
const statuses: JsonObject = {
  anyOf: [{ $ref: "#/$defs/status" }, { type: "array", items: { $ref: "#/$defs/status" } }],
};

function closed(properties: JsonObject, required: readonly string[] = [], description?: string): JsonObject {
  const schema: JsonObject = { type: "object", properties, additionalProperties: false };
  return {
    ...schema,
    ...(required.length > 0 ? { required } : {}),
    ...(description === undefined ? {} : { description }),
  };
}

const file: JsonObject = {
  type: "object",
  properties: {
    name: { type: "string" },
    filename: { type: "string", description: "Default: the last part of path, else name." },
    content_type: { type: "string", default: "application/octet-stream" },
    text: { type: "string" },
    base64: { type: "string" },
    path: { type: "string", description: "Below the scenario's folder, where the host lets files be read." },
  },
  required: ["name"],
  additionalProperties: false,
};

/** An object with exactly one of the properties. So written, and not with `oneOf`, a problem names the key that is wrong. */
function exactlyOne(properties: JsonObject): JsonObject {
  return { type: "object", properties, additionalProperties: false, minProperties: 1, maxProperties: 1 };
}

const multipart = closed({
  fields: { $ref: "#/$defs/fields" },
  files: { type: "array", items: { $ref: "#/$defs/file" } },
});

const body: JsonObject = {
  ...exactlyOne({
    json: { description: "Any value, sent as JSON." },
    text: { type: "string" },
    form: { $ref: "#/$defs/fields" },
    multipart,
    base64: { type: "string" },
  }),
  type: ["object", "string", "array", "number", "boolean", "null"],
  description:
    "Exactly one of json, text, form, multipart, base64; a bare string is text, a bare list, number, boolean or null is JSON.",
};

const auth: JsonObject = {
  ...exactlyOne({
    basic: closed({ username: { type: "string" }, password: { type: "string" } }, ["username"]),
    bearer: { type: "string", minLength: 1 },
  }),
  description: "Sent as the header authorization; never printed.",
};

const headerRule: JsonObject = {
  anyOf: [
    { type: "string" },
    closed({ equals: { type: "string" }, contains: { type: "string" }, present: { type: "boolean", default: true } }),
  ],
};

const common: JsonObject = {
  url: { type: "string", minLength: 1, description: "Absolute, http: or https:." },
  query: { $ref: "#/$defs/fields", description: "Added to the URL; lists repeat the name, null leaves it out." },
  headers: { $ref: "#/$defs/fields", description: "Lists repeat the header, null leaves it out." },
  auth,
  redirect: closed({
    limit: { type: "integer", minimum: 0, maximum: LIMITS.maxRedirects, default: LIMITS.redirects },
    mode: { enum: ["follow", "manual"], default: "follow" },
  }),
  expect: closed(
    {
      status: { $ref: "#/$defs/statuses" },
      header: { type: "object", additionalProperties: headerRule },
      condition: {
        type: "string",
        minLength: 1,
        description: "An expression over the response, which it sees as outcome.output.",
      },
    },
    [],
    "What the response must be; otherwise the action fails, with its output kept.",
  ),
  retry_on: closed(
    { status: { $ref: "#/$defs/statuses" }, errors: { type: "array", items: { enum: HTTP_ERROR_CODES } } },
    [],
    "What is retryable, instead of the default; a listed status always fails the attempt.",
  ),
  response: closed({
    as: { enum: ["auto", "json", "text", "base64"], default: "auto" },
    max_bytes: {
      type: "integer",
      minimum: 0,
      default: LIMITS.responseBytes,
      description: "As sent, and decompressed.",
    },
  }),
  redact: closed(
    {
      output: {
        type: "array",
        items: { type: "string", minLength: 1 },
        description: "Paths such as body.token or body.items.*.key.",
      },
      headers: {
        type: "array",
        items: { type: "string", minLength: 1 },
        description: "Of the request and of the response.",
      },
    },
    [],
    "What must not be printed or recorded for people.",
  ),
  idempotency_key: {
    type: ["boolean", "string"],
    description: "Sends Idempotency-Key: the visit's own if true. The request then counts as idempotent.",
  },
  timeout_ms: {
    type: "number",
    exclusiveMinimum: 0,
    description: "The most time for the whole exchange. An action's timeout, beside its parameters, is of the attempt.",
  },
};

const shared: JsonObject = { scalar, scalarOrList, fields, status, statuses };

/** JSON Schema of the parameters of a call. */
export function parametersSchema(hasBody: boolean): JsonObject {
  return {
    type: "object",
    properties: hasBody ? { ...common, body } : common,
    required: ["url"],
    additionalProperties: false,
    $defs: hasBody ? { ...shared, file } : shared,
  };
}
