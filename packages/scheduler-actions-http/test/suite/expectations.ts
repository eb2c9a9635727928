import type { JsonObject } from "@scheduler-components/executor";
import { expect } from "vitest";
import { answering, outputOf, rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

interface Judged {
  readonly code: string;
  readonly retryable: boolean;
}

const status = (retryable: boolean): Judged => ({ code: "http-status", retryable });
const expectation = (retryable: boolean): Judged => ({ code: "http-expectation", retryable });
const ok = undefined;
const OK = { expect: { status: 200 } };

const table: readonly (readonly [string, number, string, JsonObject, Judged | undefined])[] = [
  ["any response is a success without expect", 500, "get", {}, ok],
  ["status", 200, "get", OK, ok],
  ["class", 204, "get", { expect: { status: "2xx" } }, ok],
  ["list", 404, "get", { expect: { status: ["2xx", 404] } }, ok],
  ["mismatch", 404, "get", OK, status(false)],
  ["408 of a GET", 408, "get", OK, status(true)],
  ["500 of a GET", 500, "get", OK, status(true)],
  ["500 of a PUT", 500, "put", OK, status(true)],
  ["500 of a POST", 500, "post", OK, status(false)],
  ["500 of a POST with a key", 500, "post", { ...OK, idempotency_key: "k" }, status(true)],
  ["408 of a POST", 408, "post", OK, status(false)],
  ["425 of a POST", 425, "post", OK, status(true)],
  ["429 of a POST", 429, "post", OK, status(true)],
  ["503 of a POST", 503, "post", OK, status(false)],
  ["listed, though nothing is expected", 409, "post", { retry_on: { status: 409 } }, status(true)],
  ["listed, though expected", 202, "get", { expect: { status: "2xx" }, retry_on: { status: [202] } }, status(true)],
  ["not listed", 500, "get", { ...OK, retry_on: { status: [503] } }, status(false)],
  ["error code listed", 404, "post", { ...OK, retry_on: { errors: ["http-status"] } }, status(true)],
  [
    "header",
    200,
    "get",
    { expect: { header: { "X-A": "one", "x-b": { contains: "w" }, "x-c": { present: false } } } },
    ok,
  ],
  ["other header", 200, "get", { expect: { header: { "x-a": "two" } } }, expectation(false)],
  [
    "missing header called constructor",
    200,
    "get",
    { expect: { header: { constructor: "x" } }, redact: { headers: ["toString"], output: ["headers.constructor"] } },
    expectation(false),
  ],
  ["missing header", 200, "get", { expect: { header: { "x-z": {} } } }, expectation(false)],
  ["unwanted header", 200, "get", { expect: { header: { "x-a": { present: false } } } }, expectation(false)],
  ["condition", 200, "get", { expect: { condition: "outcome.output.body.n == 1 && outcome.output.status < 300" } }, ok],
  ["false condition", 200, "get", { expect: { condition: "outcome.output.body.n > 1" } }, expectation(false)],
  [
    "condition with a pattern",
    200,
    "get",
    { expect: { condition: "outcome.output.headers['x-a'].matches('^o[a-z]+$')" } },
    ok,
  ],
  ["condition that is no boolean", 200, "get", { expect: { condition: "outcome.output.body.n" } }, expectation(false)],
  [
    "condition on what is not there",
    200,
    "get",
    { expect: { condition: "outcome.output.body.m == 1" } },
    expectation(false),
  ],
  [
    "condition, retryable",
    200,
    "get",
    { expect: { condition: "false" }, retry_on: { errors: ["http-expectation"] } },
    expectation(true),
  ],
];

const judged = rows(table, async (subject, [, code, operation, parameters, error]) => {
  const headers = { "content-type": "application/json", "x-a": "one", "x-b": "two" };
  const url = await answering(code, headers, code === 204 ? "" : '{"n":1}');
  const outcome = await subject.act(operation, { url, ...parameters });
  expect(outputOf(outcome).status).toBe(code);
  expect(outcome).toMatchObject(error ? { status: "failed", error } : { status: "succeeded" });
});

const SENT = "Sun, 06 Nov 1994 08:49:37 GMT";

const waits = rows<readonly [string, number, string, number | undefined]>(
  [
    ["Retry-After: seconds", 429, "2", 2000],
    ["Retry-After: a date that is past", 503, "Sun, 06 Nov 1994 08:48:37 GMT", 0],
    ["Retry-After: more than a day", 503, "999999999", 86_400_000],
    ["Retry-After: neither says nothing", 429, "soon", undefined],
  ],
  async (subject, [, code, header, expected]) => {
    const url = await answering(code, { "retry-after": header, date: SENT });
    const { error } = await subject.act("post", { url, ...OK });
    expect(error?.retryable).toBe(true);
    expect(error?.retryAfter).toBe(expected);
  },
);

const others: readonly HttpCase[] = [
  {
    name: "Retry-After: a date",
    run: async (subject) => {
      const now = Date.now();
      const headers = { "retry-after": new Date(now + 60_000).toUTCString(), date: new Date(now).toUTCString() };
      const { error } = await subject.act("post", { url: await answering(503, headers), ...OK });
      expect(error?.retryable).toBe(true);
      expect(error?.retryAfter).toBeGreaterThan(50_000);
      expect(error?.retryAfter).toBeLessThanOrEqual(60_000);
    },
  },
  {
    name: "a message holds no query, no user info and no header's value",
    run: async (subject) => {
      const origin = await answering(404, { "x-a": "s3cr3t" });
      const url = `${origin.replace("//", "//me:pw@")}/p?token=abc`;
      const { error } = await subject.act("get", { url, ...OK });
      expect(error?.message).toBe(`GET ${origin}/p: status 404, expected 200.`);
      const other = await subject.act("get", { url, expect: { header: { "x-a": "other" } } });
      expect(other.error?.message).toBe(`GET ${origin}/p: header x-a is not what expect.header.x-a asks for.`);
    },
  },
];

export const EXPECTATIONS: HttpTopic = { name: "expect and retry_on", cases: [...judged, ...waits, ...others] };
