import { expect } from "vitest";
import type { Served } from "../support/servers.ts";
import { bodyOf, serve, serveRaw } from "../support/servers.ts";
import { outputOf, rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

const BY_METHOD = [
  ["get", true],
  ["post", false],
] as const;

const resets = (): Promise<Served> => serveRaw((socket) => socket.resetAndDestroy());
const half = (): Promise<Served> =>
  serveRaw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", () => socket.resetAndDestroy());
  });
const silent = (): Promise<Served> => serve(() => {});

const RESET = "the connection was closed before the response had ended";

const lost = rows(
  (
    [
      ["reset before the response", resets],
      ["reset in the middle of the body", half],
    ] as const
  ).flatMap(([name, start]) => BY_METHOD.map((method) => [`${name}, ${method[0]}`, start, ...method] as const)),
  async (subject, [, start, operation, retryable]) => {
    const { origin } = await start();
    const { error } = await subject.act(operation, { url: `${origin}/p?q=1` });
    const message = `${operation.toUpperCase()} ${origin}/p: ${RESET}.`;
    expect(error).toMatchObject({ code: "connection-reset", retryable, message });
    expect(error?.causes.length).toBeGreaterThan(0);
  },
);

const late = rows(
  BY_METHOD.map((method) => [`no response within timeout_ms, ${method[0]}`, ...method] as const),
  async (subject, [, operation, retryable]) => {
    const { origin } = await silent();
    const { error } = await subject.act(operation, { url: `${origin}/p?q=1`, timeout_ms: 50 });
    const message = `${operation.toUpperCase()} ${origin}/p: no response within 50 ms (timeout_ms).`;
    expect(error).toMatchObject({ code: "request-timeout", retryable, message });
  },
);

const others: readonly HttpCase[] = [
  {
    name: "nothing listens: retryable for any method",
    run: async (subject) => {
      // tcpmux: nobody runs it.
      const { status, error } = await subject.act("post", { url: "http://127.0.0.1:1" });
      const message = "POST http://127.0.0.1:1/: nothing listens there (connection refused).";
      expect([status, error]).toMatchObject(["failed", { code: "connection-refused", retryable: true, message }]);
      expect(error?.causes.length).toBeGreaterThan(0);
    },
  },
  {
    name: "reset while the request's body is sent",
    run: async (subject) => {
      const { origin } = await resets();
      const { error } = await subject.act("post", { url: origin, body: "x".repeat(5_000_000) });
      expect(error).toMatchObject({ code: "connection-reset", retryable: false });
    },
  },
  {
    name: "a content length that is too large",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort"));
      expect((await subject.act("get", { url: origin })).error?.code).toBe("connection-reset");
    },
  },
  {
    name: "what is not HTTP",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
      const { error } = await subject.act("get", { url: origin });
      const message = `GET ${origin}/: what came back is not a valid HTTP response.`;
      expect(error).toMatchObject({ code: "protocol", retryable: false, message });
    },
  },
  {
    name: "headers without an end",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`));
      expect((await subject.act("get", { url: origin })).error?.code).toBe("response-too-large");
    },
  },
  {
    name: "timeout_ms is of the body too",
    run: async (subject) => {
      const { origin } = await serve((_request, response) => {
        response.writeHead(200, { "content-length": "10" });
        response.write("half");
      });
      expect((await subject.act("get", { url: origin, timeout_ms: 50 })).error?.code).toBe("request-timeout");
    },
  },
  {
    name: "timeout_ms is of all redirects together",
    run: async (subject) => {
      const { origin } = await serve((request, response) => {
        if (request.url === "/there") return;
        response.writeHead(302, { location: "/there" });
        response.end();
      });
      expect((await subject.act("get", { url: origin, timeout_ms: 50 })).error?.code).toBe("request-timeout");
    },
  },
  {
    name: "after a timeout the next request is answered",
    run: async (subject) => {
      const { origin } = await serve(async (request, response) => {
        await bodyOf(request);
        if (request.url !== "/slow") response.end("x");
      });
      await subject.act("get", { url: `${origin}/slow`, timeout_ms: 20 });
      expect(outputOf(await subject.act("get", { url: origin, timeout_ms: 60_000 })).body).toBe("x");
    },
  },
  {
    name: "retry_on replaces what is retryable",
    run: async (subject) => {
      const { origin } = await resets();
      const listed = await subject.act("post", { url: origin, retry_on: { errors: ["connection-reset"] } });
      expect(listed.error?.retryable).toBe(true);
      const other = await subject.act("get", { url: origin, retry_on: { errors: ["dns"] } });
      expect(other.error?.retryable).toBe(false);
    },
  },
];

export const FAILURES: HttpTopic = { name: "connections that fail", cases: [...lost, ...late, ...others] };
