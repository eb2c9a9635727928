import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { HTTP_ERROR_CODES, HTTP_MANIFEST, createHttpComponent } from "@scheduler-components/actions-http";
import type { JsonValue } from "@scheduler-components/executor";
import { describeActionComponent } from "@scheduler-components/executor/testing";
import { afterAll, describe, expect, test } from "vitest";

const server = createServer((request, response) => {
  if (request.url === "/slow") return;
  response.setHeader("content-type", "application/json");
  response.end('{"port":8080}');
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ok = { name: "a response", parameters: { url: origin, expect: { status: 200 } } };
/** Every parameter at once: the manifest's schema and the component must take the same. */
const everything = {
  url: origin,
  query: { a: [1, "x"], b: null },
  headers: { "x-a": "b", "x-c": ["d", 1] },
  auth: { basic: { username: "u", password: "p" } },
  redirect: { limit: 3, mode: "manual" },
  expect: {
    status: ["2xx", 404],
    header: { "content-type": { contains: "json" }, "x-z": { present: false } },
    condition: "outcome.output.body.port == 8080",
  },
  retry_on: { status: 503, errors: ["dns"] },
  response: { as: "json", max_bytes: 1000 },
  redact: { output: ["body.x"], headers: ["x-a"] },
  idempotency_key: true,
  timeout_ms: 30_000,
};
const file = { name: "a", text: "x", filename: "f.txt", content_type: "text/plain" };
const bodies: readonly JsonValue[] = [
  { json: null },
  { text: "x" },
  { form: { a: 1 } },
  { base64: "" },
  { multipart: { fields: { a: 1 }, files: [file, { name: "b", base64: "aGk=" }] } },
  "x",
  [1],
  1,
  true,
  null,
];
const body = { name: "a body", parameters: { url: origin, body: { json: { a: 1 } } } };

describeActionComponent("http", () => createHttpComponent({ proxy: "none" }), {
  runner: { describe, test },
  calls: {
    get: [
      ok,
      { name: "every parameter", parameters: everything },
      {
        name: "an expectation that is not met",
        parameters: { url: origin, expect: { status: 201 } },
        expect: { status: "failed", code: "http-status" },
      },
      { name: "cancelled", parameters: { url: `${origin}/slow` }, cancel: true, expect: "cancelled" },
    ],
    head: [ok],
    post: [
      ok,
      ...bodies.map((each) => ({ name: `body ${JSON.stringify(each)}`, parameters: { ...everything, body: each } })),
    ],
    put: [body],
    patch: [body],
    delete: [ok],
    options: [ok],
  },
});

test("the calls that may be repeated", () => {
  const idempotent = Object.entries(HTTP_MANIFEST.calls).map(([operation, call]) => [operation, call.idempotent]);
  expect(Object.fromEntries(idempotent)).toEqual({
    get: true,
    head: true,
    post: false,
    put: true,
    patch: false,
    delete: true,
    options: true,
  });
});

test("the codes are distinct", () => {
  expect(new Set(HTTP_ERROR_CODES).size).toBe(HTTP_ERROR_CODES.length);
});
