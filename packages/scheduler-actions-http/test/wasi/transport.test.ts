import { describe, expect, test } from "vitest";
import type { HttpFailure } from "../../src/errors.ts";
import type { ErrorCode } from "../../src/generated/wasi-http-types.d.ts";
import type { Outgoing } from "../../src/request/request.ts";
import type { HopOptions, Incoming } from "../../src/transport/port.ts";
import { WasiTransport } from "../../src/wasi/transport.ts";
import type { Script } from "./fake-wasi.ts";
import { FakeWasi } from "./fake-wasi.ts";

const TIMEOUTS = { connectTimeoutMs: 10, headersTimeoutMs: 1000, bodyTimeoutMs: 500 };

interface Done {
  readonly fake: FakeWasi;
  readonly result: Incoming | HttpFailure;
}

/** Sends by the script. Whatever came of it, no handle is left. */
function send(script: Script, request: Partial<Outgoing> = {}, hop: Partial<HopOptions> = {}): Done {
  const fake = new FakeWasi(script);
  const url = new URL("http://127.0.0.1:8080/p?q=s3cr3t");
  const results: (Incoming | HttpFailure)[] = [];
  new WasiTransport(fake.wasi, TIMEOUTS).send(
    { method: "GET", url, headers: [], body: null, ...request },
    { idempotent: true, maxBytes: 1000, signal: undefined, deadline: undefined, ...hop },
    (one) => results.push(one),
  );
  expect(fake.held.size).toBe(0);
  expect(results).toHaveLength(1);
  return { fake, result: results[0] as Incoming | HttpFailure };
}

const OK = { afterMs: 5 };

describe("what is sent", () => {
  test("method, scheme, authority, path, headers and body", () => {
    const { fake, result } = send(
      {
        answer: {
          ...OK,
          status: 201,
          headers: [
            ["X-A", "\xe9"],
            ["x-a", "2"],
            ["__proto__", "p"],
          ],
        },
      },
      { method: "POST", headers: ["x-in", "caf\xe9"], body: "hé" },
    );
    expect(fake.seen).toEqual({
      method: { tag: "post" },
      scheme: { tag: "HTTP" },
      authority: "127.0.0.1:8080",
      path: "/p?q=s3cr3t",
      headers: [
        ["x-in", "caf\xe9"],
        ["content-length", "3"],
      ],
      body: [...Buffer.from("hé")],
      finished: true,
    });
    expect(result).toMatchObject({ status: 201, headersAt: 5 });
    expect(Object.entries((result as Incoming).headers)).toEqual([
      ["x-a", ["\xe9", "2"]],
      ["__proto__", "p"],
    ]);
  });

  test.each([
    ["POST", [["content-length", "0"]]],
    ["GET", []],
    ["PROPFIND", []],
  ])("%s without a body", (method, headers) => {
    const { fake } = send({ answer: OK }, { method });
    expect(fake.seen).toMatchObject({ headers, finished: false });
  });

  test("a body goes in pieces as the host takes them", () => {
    const { fake, result } = send({ answer: OK, room: 7 }, { method: "PUT", body: new Uint8Array(100).fill(1) });
    expect(fake.seen.body).toHaveLength(100);
    expect(result).toMatchObject({ status: 200 });
  });

  test("a header that the host sets itself", () => {
    const { result } = send({ forbidden: ["host"] }, { headers: ["x-a", "1", "host", "s3cr3t"] });
    const message = "headers.host: set by the host itself. Leave it out.";
    expect(result).toMatchObject({ code: "denied-header", message });
  });
});

const CODES: { readonly [T in ErrorCode["tag"]]: readonly [code: string, retryable: boolean, ofAPost: boolean] } = {
  "DNS-timeout": ["dns", true, true],
  "DNS-error": ["dns", true, true],
  "destination-not-found": ["dns", true, true],
  "destination-unavailable": ["connection-failed", true, true],
  "destination-IP-prohibited": ["denied-address", false, false],
  "destination-IP-unroutable": ["connection-failed", true, true],
  "connection-refused": ["connection-refused", true, true],
  "connection-terminated": ["connection-reset", true, false],
  "connection-timeout": ["connect-timeout", true, true],
  "connection-read-timeout": ["body-timeout", true, false],
  "connection-write-timeout": ["headers-timeout", true, false],
  "connection-limit-reached": ["connection-failed", true, true],
  "TLS-protocol-error": ["tls", false, false],
  "TLS-certificate-error": ["tls", false, false],
  "TLS-alert-received": ["tls", false, false],
  "HTTP-request-denied": ["denied-origin", false, false],
  "HTTP-request-length-required": ["invalid-parameters", false, false],
  "HTTP-request-body-size": ["request-too-large", false, false],
  "HTTP-request-method-invalid": ["invalid-parameters", false, false],
  "HTTP-request-URI-invalid": ["invalid-parameters", false, false],
  "HTTP-request-URI-too-long": ["invalid-parameters", false, false],
  "HTTP-request-header-section-size": ["invalid-parameters", false, false],
  "HTTP-request-header-size": ["invalid-parameters", false, false],
  "HTTP-request-trailer-section-size": ["invalid-parameters", false, false],
  "HTTP-request-trailer-size": ["invalid-parameters", false, false],
  "HTTP-response-incomplete": ["connection-reset", true, false],
  "HTTP-response-header-section-size": ["response-too-large", false, false],
  "HTTP-response-header-size": ["response-too-large", false, false],
  "HTTP-response-body-size": ["response-too-large", false, false],
  "HTTP-response-trailer-section-size": ["response-too-large", false, false],
  "HTTP-response-trailer-size": ["response-too-large", false, false],
  "HTTP-response-transfer-coding": ["protocol", false, false],
  "HTTP-response-content-coding": ["invalid-encoding", false, false],
  "HTTP-response-timeout": ["headers-timeout", true, false],
  "HTTP-upgrade-failed": ["protocol", false, false],
  "HTTP-protocol-error": ["protocol", false, false],
  "loop-detected": ["connection-failed", true, false],
  "configuration-error": ["connection-failed", true, false],
  "internal-error": ["connection-failed", true, false],
};

describe("what the host says", () => {
  test.each(Object.entries(CODES))("%s", (tag, [code, retryable, ofAPost]) => {
    // Only what is read of it matters: the case's name.
    const error = { tag, val: 12n } as unknown as ErrorCode;
    const { result } = send({ answer: { ...OK, error } });
    expect(result).toMatchObject({ code, retryable, causes: [{ code: tag, message: '"12"' }] });
    expect((result as HttpFailure).message).toMatch(/^GET http:\/\/127\.0\.0\.1:8080\/p: .+\.$/);
    expect(send({ refusal: error }, {}, { idempotent: false }).result).toMatchObject({ code, retryable: ofAPost });
  });

  test("something of another version", () => {
    const error = { tag: "toString" } as unknown as ErrorCode;
    expect(send({ answer: { ...OK, error } }).result).toMatchObject({ code: "connection-failed" });
  });
});

describe("every wait ends", () => {
  test.each<[string, Script, Partial<Outgoing>, Partial<HopOptions>, string, number]>([
    ["no answer", {}, {}, {}, "headers-timeout", 1000],
    ["no answer before the deadline", {}, {}, { deadline: 30 }, "cancelled", 30],
    ["a deadline that has passed", { answer: OK }, {}, { deadline: 0 }, "cancelled", 0],
    ["a body that is not taken", { room: "stuck" }, { method: "PUT", body: "x" }, {}, "headers-timeout", 1000],
    [
      "a body that stands still",
      {
        answer: {
          ...OK,
          body: [
            { afterMs: 400, bytes: 1 },
            { afterMs: 501, bytes: 1 },
          ],
        },
      },
      {},
      {},
      "body-timeout",
      905,
    ],
    [
      "a body that is slower than the deadline",
      {
        answer: {
          ...OK,
          body: [
            { afterMs: 400, bytes: 1 },
            { afterMs: 400, bytes: 1 },
          ],
        },
      },
      {},
      { deadline: 600 },
      "cancelled",
      600,
    ],
  ])("%s", (_name, script, request, hop, code, ms) => {
    const { fake, result } = send(script, request, hop);
    expect(result).toMatchObject({ code });
    expect(fake.nowMs).toBe(ms);
  });

  test("a slow body that moves is read to its end", () => {
    const body = Array.from({ length: 10 }, () => ({ afterMs: 499, bytes: 3 }));
    expect(send({ answer: { ...OK, body } }).result).toMatchObject({ body: new Uint8Array(30).fill(65) });
  });
});

describe("a server that does not wait for the whole request", () => {
  test("its answer counts", () => {
    const { result } = send({ answer: { ...OK, status: 413 }, room: "stuck" }, { method: "PUT", body: "x" });
    expect(result).toMatchObject({ status: 413 });
  });

  test("hangs up: the host says why", () => {
    const answer = { ...OK, error: { tag: "connection-terminated" } } as const;
    const { result } = send({ answer, room: "closed" }, { method: "PUT", body: "x" }, { idempotent: false });
    expect(result).toMatchObject({ code: "connection-reset", retryable: false });
  });
});

describe("the response's body", () => {
  test.each<[string, ErrorCode | undefined, string]>([
    ["breaks, and the host says why", { tag: "HTTP-response-incomplete" }, "connection-reset"],
    ["breaks, and the host says that it was no HTTP", { tag: "HTTP-protocol-error" }, "protocol"],
    ["breaks, and the host does not say why", undefined, "connection-reset"],
  ])("%s", (_name, failed, code) => {
    const { result } = send({
      answer: {
        ...OK,
        body: [
          { afterMs: 1, bytes: 5 },
          { afterMs: 1, failed },
        ],
      },
    });
    expect(result).toMatchObject({ code, retryable: code !== "protocol" });
  });

  test("is read no further than max_bytes", () => {
    const body = Array.from({ length: 100 }, () => ({ afterMs: 0, bytes: 300 }));
    const { fake, result } = send({ answer: { ...OK, body } });
    expect(result).toMatchObject({ code: "response-too-large" });
    expect(fake.read).toBe(4);
  });

  test("that nobody needs is not read to its end", () => {
    const body = Array.from({ length: 1000 }, () => ({ afterMs: 0, bytes: 10_000 }));
    const { fake, result } = send({ answer: { ...OK, status: 302, body } }, {}, { discards: () => true });
    expect(result).toMatchObject({ status: 302, body: new Uint8Array(0) });
    expect(fake.read).toBe(7);
  });
});
