/** Where readings come from unless a call or a resource says otherwise: the scheduler's own demo server. */
export const DEFAULT_BASE = "http://127.0.0.1:8080";

const source = {
  base: { type: "string", pattern: "^https?://", description: `Where paths begin; ${DEFAULT_BASE} unless said.` },
  resource: { type: "string", minLength: 1, description: "A resource whose `base` is taken instead." },
  pointer: {
    type: "string",
    pattern: "^(/.*)?$",
    description: "A JSON pointer to the part of the answer that is wanted.",
  },
  authorize: { type: "boolean", description: "Sends the secret API_TOKEN along; true unless said." },
};

export const manifest = {
  name: "readings",
  version: "1.0.0",
  description: "Reads data from a JSON API.",
  calls: {
    fetch: {
      description: "GETs one path and gives the JSON found there.",
      parameters: {
        type: "object",
        properties: { ...source, path: { type: "string", pattern: "^/" } },
        required: ["path"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: { status: { type: "integer" }, url: { type: "string" }, data: {} },
        required: ["status", "url", "data"],
      },
      idempotent: true,
    },
    each: {
      description: "Adds one task for every path, each a `fetch`; all of them lead to the task `next`.",
      parameters: {
        type: "object",
        properties: {
          ...source,
          paths: { type: "array", items: { type: "string", pattern: "^/" }, minItems: 1, maxItems: 100 },

          next: { type: "string", minLength: 1 },
        },
        required: ["paths", "next"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: { tasks: { type: "array", items: { type: "string" } } },
        required: ["tasks"],
      },
    },
  },
  requests: { http: [DEFAULT_BASE], secrets: ["API_TOKEN"] },
};
