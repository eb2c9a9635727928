export const manifest = {
  name: "webhook",
  version: "1.0.0",
  description: "Tells other systems what happened.",
  calls: {
    post: {
      description: "POSTs JSON to a URL, with the attempt's idempotency key, and gives what it answers.",
      parameters: {
        type: "object",
        properties: {
          url: { type: "string", pattern: "^https?://" },
          body: {},
          headers: { type: "object", additionalProperties: { type: "string" } },
        },
        required: ["url", "body"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: { status: { type: "integer" }, body: {} },
        required: ["status", "body"],
      },
      // Every attempt of a visit sends the same key, so that the other side does its work once.
      idempotent: true,
    },
  },
  config: {
    type: "object",
    properties: {
      headers: { type: "object", additionalProperties: { type: "string" }, description: "Sent with every request." },
    },
    additionalProperties: false,
  },
  requests: { http: ["http://127.0.0.1:8080"] },
};
