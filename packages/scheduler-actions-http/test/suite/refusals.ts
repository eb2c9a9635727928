import type { JsonObject } from "@scheduler-components/executor";
import { expect } from "vitest";
import { rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

const LOCAL = "http://127.0.0.1/";
const SECRET = "s3cr3t";

const table: readonly (readonly [name: string, string, JsonObject, code: string, message: string])[] = [
  ["no URL", "get", {}, "invalid-parameters", "url"],
  ["relative URL", "get", { url: "/x" }, "invalid-url", "absolute"],
  ["other scheme", "get", { url: "ftp://a.example/" }, "unsupported-scheme", "http: or https:"],
  ["file URL", "get", { url: "file:///etc/passwd" }, "unsupported-scheme", "http: or https:"],
  ["body of a GET", "get", { url: LOCAL, body: "x" }, "invalid-parameters", "GET"],
  ["bare object as body", "post", { url: LOCAL, body: { a: 1 } }, "invalid-parameters", "body: { json: … }"],
  ["two kinds of body", "post", { url: LOCAL, body: { json: 1, text: "x" } }, "invalid-parameters", "exactly one"],
  ["broken base64", "post", { url: LOCAL, body: { base64: "a" } }, "invalid-parameters", "base64"],
  [
    "line break in a header",
    "get",
    { url: LOCAL, headers: { a: `${SECRET}\r\nhost: evil` } },
    "invalid-parameters",
    "line break",
  ],
  ["header name", "get", { url: LOCAL, headers: { "a b": SECRET } }, "invalid-parameters", "no header name"],
  [
    "framing header",
    "post",
    { url: LOCAL, headers: { "Transfer-Encoding": "chunked" } },
    "denied-header",
    "transfer-encoding",
  ],
  [
    "two authorizations",
    "get",
    { url: LOCAL, auth: { bearer: SECRET }, headers: { authorization: "y" } },
    "invalid-parameters",
    "one of them",
  ],
  [
    "condition that does not parse",
    "get",
    { url: LOCAL, expect: { condition: "1 +" } },
    "invalid-parameters",
    "expect.condition",
  ],
  [
    "condition on something else",
    "get",
    { url: LOCAL, expect: { condition: "inputs.a == 1" } },
    "invalid-parameters",
    "outcome.output",
  ],
  ["status", "get", { url: LOCAL, expect: { status: "2yy" } }, "invalid-parameters", "2xx"],
  ["timeout_ms", "get", { url: LOCAL, timeout_ms: 0 }, "invalid-parameters", "greater than 0"],
  [
    "more of a response than the host allows",
    "get",
    { url: LOCAL, response: { max_bytes: Number.MAX_SAFE_INTEGER } },
    "invalid-parameters",
    "maxResponseBytes",
  ],
  [
    "file without a reader",
    "post",
    { url: LOCAL, body: { multipart: { files: [{ name: "a", path: "x" }] } } },
    "denied-file",
    "readFile",
  ],
  [
    "the visit's idempotency key, without a visit",
    "post",
    { url: LOCAL, idempotency_key: true },
    "invalid-parameters",
    "Give it as a string",
  ],
  ["an operation that does not exist", "trace", { url: LOCAL }, "unknown-call", "get, head, post"],
  ["user info in a URL that is none", "get", { url: `http://me:${SECRET}@/` }, "invalid-url", "absolute"],
];

const refused = rows(table, async (subject, [, operation, parameters, code, message]) => {
  const outcome = await subject.act(operation, parameters);
  expect(outcome).toMatchObject({ status: "failed", error: { code, retryable: false } });
  expect(outcome.output).toBeUndefined();
  expect(outcome.error?.message).toContain(message);
  expect(JSON.stringify(outcome)).not.toContain(SECRET);
});

const others: readonly HttpCase[] = [
  {
    name: "parameters that are no object",
    run: async (subject) => {
      expect((await subject.act("get", [1])).error?.code).toBe("invalid-parameters");
    },
  },
  {
    name: "a cloud-metadata address",
    run: async (subject) => {
      expect((await subject.act("get", { url: "http://169.254.169.254/" })).error?.code).toBe("denied-address");
    },
  },
];

export const REFUSALS: HttpTopic = { name: "what cannot be sent", cases: [...refused, ...others] };
