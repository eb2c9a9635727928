import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { JsonObject, JsonValue } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { act, component, get, outputOf } from "../support/act.ts";
import { serve, serveRaw } from "../support/servers.ts";

function answering(
  status: number,
  headers: Record<string, string | string[]>,
  body: string | Buffer = "",
): Promise<{ origin: string }> {
  return serve((_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
}

describe("the body", () => {
  test.each<[string, string, string, string | Buffer, JsonValue]>([
    ["json", "auto", "application/json", '{"a":1}', { a: 1 }],
    ["json with a suffix and charset", "auto", "application/problem+json; charset=utf-8", "[1]", [1]],
    ["json with a BOM", "auto", "application/json", "\ufeff[1]", [1]],
    ["text", "auto", "text/plain", "é", "é"],
    ["text in Latin-1", "auto", "text/plain; charset=iso-8859-1", Buffer.from([0xe9]), "é"],
    ["broken JSON is text", "auto", "application/json", "{", "{"],
    [
      "JSON nested too deep is text",
      "auto",
      "application/json",
      `${"[".repeat(600)}${"]".repeat(600)}`,
      `${"[".repeat(600)}${"]".repeat(600)}`,
    ],
    ["a number beyond JSON's doubles is text", "auto", "application/json", '{"a":1e400}', '{"a":1e400}'],
    [
      "a long number beyond doubles is text",
      "auto",
      "application/json",
      `[${"9".repeat(400)}]`,
      `[${"9".repeat(400)}]`,
    ],
    ["half of a surrogate pair is text", "auto", "application/json", '["\\ud800"]', '["\\ud800"]'],
    ["half of a surrogate pair in a key is text", "auto", "application/json", '{"\\udc00":1}', '{"\\udc00":1}'],
    ["an escaped surrogate pair is a character", "auto", "application/json", '["\\ud83d\\ude00"]', ["😀"]],
    ["a large exponent within doubles", "auto", "application/json", "[1e300]", [1e300]],
    ["bytes", "auto", "image/png", Buffer.from([0, 255]), "AP8="],
    ["no type, UTF-8", "auto", "", "é", "é"],
    ["no type, bytes", "auto", "", Buffer.from([0xff]), "/w=="],
    ["as json, whatever the type", "json", "text/plain", "1", 1],
    ["as text", "text", "application/json", '{"a":1}', '{"a":1}'],
    ["as base64", "base64", "application/json", "hi", "aGk="],
    ["empty", "auto", "application/json", "", null],
    ["empty as json", "json", "application/json", "", null],
    ["empty as text", "text", "text/plain", "", ""],
    [
      "a __proto__ key",
      "auto",
      "application/json",
      '{"__proto__":{"x":1}}',
      JSON.parse('{"__proto__":{"x":1}}') as JsonValue,
    ],
  ])("%s", async (_name, as, type, body, expected) => {
    const { origin } = await answering(200, type === "" ? {} : { "content-type": type }, body);
    const output = outputOf(await get({ url: origin, response: { as } }));
    expect(output.body).toEqual(expected);
    expect(output.timings.waitMs).toBeGreaterThan(0);
    expect(output.timings.totalMs).toBeGreaterThanOrEqual(output.timings.waitMs);
  });

  test("as json, but it is not: the output is kept as text", async () => {
    const { origin } = await answering(200, { "content-type": "text/html" }, "<p>");
    const outcome = await get({ url: origin, response: { as: "json" } });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "invalid-response" }, output: { body: "<p>" } });
  });

  test("several headers of one name are joined", async () => {
    const { origin } = await answering(200, { "x-a": ["1", "2"], "set-cookie": "a=1" });
    expect(outputOf(await get({ url: origin })).headers).toMatchObject({ "x-a": "1, 2", "set-cookie": ["a=1"] });
  });
});

describe("content encodings", () => {
  const text = "hello ".repeat(100);
  test.each<[string, string, Buffer]>([
    ["gzip", "gzip", gzipSync(text)],
    ["brotli", "br", brotliCompressSync(text)],
    ["deflate", "deflate", deflateSync(text)],
    ["deflate without its header", "deflate", deflateRawSync(text)],
    ["two", "gzip, br", brotliCompressSync(gzipSync(text))],
    ["identity", "identity", Buffer.from(text)],
  ])("%s", async (_name, encoding, body) => {
    const { origin } = await answering(200, { "content-type": "text/plain", "content-encoding": encoding }, body);
    expect(outputOf(await get({ url: origin })).body).toBe(text);
  });

  const bomb = Buffer.alloc(50_000_000);
  test.each<[string, string, () => Buffer]>([
    ["gzip", "gzip", () => gzipSync(bomb)],
    ["brotli", "br", () => brotliCompressSync(bomb, { params: { 0: 0, 1: 1 } })],
    ["deflate", "deflate", () => deflateSync(bomb)],
  ])("a %s bomb is refused", async (_name, encoding, make) => {
    const body = make();
    expect(body.length).toBeLessThan(1_000_000);
    const { origin } = await answering(200, { "content-encoding": encoding }, body);
    expect((await get({ url: origin })).error).toMatchObject({ code: "response-too-large", retryable: false });
  });

  test("many encodings on top of each other are refused", async () => {
    const { origin } = await answering(200, { "content-encoding": "gzip, gzip, gzip, gzip" }, "x");
    expect((await get({ url: origin })).error?.code).toBe("invalid-encoding");
  });

  test.each([
    ["not gzip at all", Buffer.from("plain")],
    ["cut off", gzipSync(text).subarray(0, 20)],
  ])("%s", async (_name, body) => {
    const { origin } = await answering(200, { "content-encoding": "gzip" }, body);
    expect((await get({ url: origin })).error?.code).toBe("invalid-encoding");
  });
});

describe("max_bytes", () => {
  test.each<[string, number, string | undefined]>([
    ["as large as allowed", 1000, undefined],
    ["one byte more", 999, "response-too-large"],
  ])("%s", async (_name, max, code) => {
    const { origin } = await answering(200, {}, "x".repeat(1000));
    expect((await get({ url: origin, response: { max_bytes: max } })).error?.code).toBe(code);
  });

  test("a scenario gets no more memory than the host allows", async () => {
    const { origin } = await answering(200, {}, "x".repeat(1000));
    const asked = await get({ url: origin, response: { max_bytes: Number.MAX_SAFE_INTEGER } });
    expect(asked.error).toMatchObject({
      code: "invalid-parameters",
      message: expect.stringContaining("maxResponseBytes"),
    });
    expect((await get({ url: origin }, { maxResponseBytes: 999 })).error?.code).toBe("response-too-large");
  });

  test("a body without an end stops at the limit", async () => {
    let written = 0;
    const { origin } = await serve((_request, response) => {
      const chunk = Buffer.alloc(65_536);
      const push = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        written += chunk.length;
      };
      response.on("drain", push);
      push();
    });
    expect((await get({ url: origin, response: { max_bytes: 1_000_000 } })).error?.code).toBe("response-too-large");
    expect(written).toBeLessThan(50_000_000);
  });
});

describe("expect and retry_on", () => {
  const cases: readonly [
    name: string,
    status: number,
    operation: string,
    parameters: JsonObject,
    error: { code: string; retryable: boolean } | undefined,
  ][] = [
    ["any response is a success without expect", 500, "get", {}, undefined],
    ["status", 200, "get", { expect: { status: 200 } }, undefined],
    ["class", 204, "get", { expect: { status: "2xx" } }, undefined],
    ["list", 404, "get", { expect: { status: ["2xx", 404] } }, undefined],
    ["mismatch", 404, "get", { expect: { status: 200 } }, { code: "http-status", retryable: false }],
    ["408 of a GET", 408, "get", { expect: { status: 200 } }, { code: "http-status", retryable: true }],
    ["500 of a GET", 500, "get", { expect: { status: 200 } }, { code: "http-status", retryable: true }],
    ["500 of a PUT", 500, "put", { expect: { status: 200 } }, { code: "http-status", retryable: true }],
    ["500 of a POST", 500, "post", { expect: { status: 200 } }, { code: "http-status", retryable: false }],
    [
      "500 of a POST with a key",
      500,
      "post",
      { expect: { status: 200 }, idempotency_key: "k" },
      { code: "http-status", retryable: true },
    ],
    ["408 of a POST", 408, "post", { expect: { status: 200 } }, { code: "http-status", retryable: false }],
    ["425 of a POST", 425, "post", { expect: { status: 200 } }, { code: "http-status", retryable: true }],
    ["429 of a POST", 429, "post", { expect: { status: 200 } }, { code: "http-status", retryable: true }],
    ["503 of a POST", 503, "post", { expect: { status: 200 } }, { code: "http-status", retryable: false }],
    [
      "listed, though nothing is expected",
      409,
      "post",
      { retry_on: { status: 409 } },
      { code: "http-status", retryable: true },
    ],
    [
      "listed, though expected",
      202,
      "get",
      { expect: { status: "2xx" }, retry_on: { status: [202] } },
      { code: "http-status", retryable: true },
    ],
    [
      "not listed",
      500,
      "get",
      { expect: { status: 200 }, retry_on: { status: [503] } },
      { code: "http-status", retryable: false },
    ],
    [
      "error code listed",
      404,
      "post",
      { expect: { status: 200 }, retry_on: { errors: ["http-status"] } },
      { code: "http-status", retryable: true },
    ],
    [
      "header",
      200,
      "get",
      { expect: { header: { "X-A": "one", "x-b": { contains: "w" }, "x-c": { present: false } } } },
      undefined,
    ],
    [
      "other header",
      200,
      "get",
      { expect: { header: { "x-a": "two" } } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "missing header called constructor",
      200,
      "get",
      { expect: { header: { constructor: "x" } }, redact: { headers: ["toString"], output: ["headers.constructor"] } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "missing header",
      200,
      "get",
      { expect: { header: { "x-z": {} } } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "unwanted header",
      200,
      "get",
      { expect: { header: { "x-a": { present: false } } } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "condition",
      200,
      "get",
      { expect: { condition: "outcome.output.body.n == 1 && outcome.output.status < 300" } },
      undefined,
    ],
    [
      "false condition",
      200,
      "get",
      { expect: { condition: "outcome.output.body.n > 1" } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "condition that is no boolean",
      200,
      "get",
      { expect: { condition: "outcome.output.body.n" } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "condition on what is not there",
      200,
      "get",
      { expect: { condition: "outcome.output.body.m == 1" } },
      { code: "http-expectation", retryable: false },
    ],
    [
      "condition, retryable",
      200,
      "get",
      { expect: { condition: "false" }, retry_on: { errors: ["http-expectation"] } },
      { code: "http-expectation", retryable: true },
    ],
  ];
  test.each(cases)("%s", async (_name, status, operation, parameters, error) => {
    const body = status === 204 ? "" : '{"n":1}';
    const { origin } = await answering(
      status,
      { "content-type": "application/json", "x-a": "one", "x-b": "two" },
      body,
    );
    const outcome = await act(component(), operation, { url: origin, ...parameters });
    expect(outputOf(outcome).status).toBe(status);
    expect(outcome).toMatchObject(error ? { status: "failed", error } : { status: "succeeded" });
  });

  test.each<[string, number, string, number, number]>([
    ["seconds", 429, "2", 2000, 2000],
    ["a date", 503, new Date(Date.now() + 60_000).toUTCString(), 50_000, 60_000],
    ["a date that is past", 503, "Sun, 06 Nov 1994 08:49:37 GMT", 0, 0],
    ["more than a day", 503, "999999999", 86_400_000, 86_400_000],
  ])("Retry-After: %s", async (_name, status, header, from, to) => {
    const { origin } = await answering(status, { "retry-after": header });
    const { error } = await act(component(), "post", { url: origin, expect: { status: 200 } });
    expect(error?.retryable).toBe(true);
    expect(error?.retryAfter).toBeGreaterThanOrEqual(from);
    expect(error?.retryAfter).toBeLessThanOrEqual(to);
  });

  test("Retry-After that is neither says nothing", async () => {
    const { origin } = await answering(429, { "retry-after": "soon" });
    expect((await get({ url: origin, expect: { status: 200 } })).error?.retryAfter).toBeUndefined();
  });

  test("a message holds no query and no user info", async () => {
    const { origin } = await answering(404, {});
    const outcome = await get({ url: `${origin.replace("//", "//me:pw@")}/p?token=abc`, expect: { status: 200 } });
    expect(outcome.error?.message).toBe(`GET ${origin}/p: status 404, expected 200.`);
  });
});

test("what is not HTTP", async () => {
  const { origin } = await serveRaw((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  expect((await get({ url: origin })).error).toMatchObject({ code: "protocol", retryable: false });
});
