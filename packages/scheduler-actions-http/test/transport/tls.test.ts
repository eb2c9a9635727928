import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import type { Server } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { act, component, get, outputOf } from "../support/act.ts";
import type { Served } from "../support/servers.ts";
import { listening } from "../support/servers.ts";

const fixture = (name: string): string => join(import.meta.dirname, "../fixtures/tls", name);
const ca = readFileSync(fixture("ca.pem"), "utf8");
const keys = { key: readFileSync(fixture("server.key")), cert: readFileSync(fixture("server.pem")) };
const loopback = async () => [{ address: "127.0.0.1", family: 4 as const }];

async function serveTls(): Promise<Served> {
  const server = createServer(keys, (_request, response) => response.end("secure"));
  return listening(server, "https");
}

/** HTTP/2 where the client offers it, else HTTP/1.1. */
async function serveHttp2(): Promise<Served> {
  const server = createSecureServer({ ...keys, allowHTTP1: true }, (request, response) => {
    response.setHeader("content-type", "application/json");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () =>
      response.end(
        JSON.stringify({
          version: request.httpVersion,
          body: Buffer.concat(chunks).toString("utf8"),
          authority: request.headers[":authority"] ?? null,
        }),
      ),
    );
  });
  return listening(server, "https");
}

describe("TLS", () => {
  test("an unknown certificate authority is refused, and not retryable", async () => {
    const { origin } = await serveTls();
    expect((await get({ url: origin })).error).toMatchObject({ code: "tls", retryable: false });
  });

  test("with its certificate authority", async () => {
    const { origin } = await serveTls();
    expect(outputOf(await get({ url: origin }, { ca })).body).toBe("secure");
    expect(outputOf(await get({ url: origin }, { ca: [ca] })).body).toBe("secure");
  });

  test("a name that is not in the certificate", async () => {
    const { port } = await serveTls();
    expect((await get({ url: `https://other.example:${port}/` }, { ca, resolve: loopback })).error?.code).toBe("tls");
    expect(outputOf(await get({ url: `https://tls.example:${port}/` }, { ca, resolve: loopback })).body).toBe("secure");
  });

  test("NODE_EXTRA_CA_CERTS works by itself: undici leaves the choice of certificates to Node", async () => {
    const { origin } = await serveTls();
    const undici = import.meta.resolve("undici");
    const script = `import { request } from ${JSON.stringify(undici)}; process.stdout.write(await (await request(${JSON.stringify(origin)})).body.text());`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: fixture("ca.pem") };
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
    expect(stdout).toBe("secure");
  });

  test("plain HTTP spoken to a TLS port, and the other way round", async () => {
    const { port } = await serveTls();
    expect((await get({ url: `http://127.0.0.1:${port}/` })).error?.code).toMatch(/^(protocol|connection-reset)$/);
  });
});

describe("HTTP/2", () => {
  test("is used where the server offers it, one connection for many requests", async () => {
    const { origin, connections } = await serveHttp2();
    const http = component({ ca });
    expect(outputOf(await act(http, "get", { url: origin })).body).toMatchObject({ version: "2.0" });
    const posted = await act(http, "post", { url: origin, body: { json: [1] }, expect: { status: 200 } });
    expect(outputOf(posted).body).toMatchObject({ version: "2.0", body: "[1]" });
    expect(connections()).toBe(1);
  });

  test("many at once", async () => {
    const { origin } = await serveHttp2();
    const http = component({ ca });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_unused, index) => act(http, "post", { url: origin, body: String(index) })),
    );
    expect(outcomes.map((outcome) => (outputOf(outcome).body as { body: string }).body)).toEqual(
      Array.from({ length: 50 }, (_unused, index) => String(index)),
    );
  });

  test("can be turned off", async () => {
    const { origin } = await serveHttp2();
    expect(outputOf(await get({ url: origin }, { ca, http2: false })).body).toMatchObject({ version: "1.1" });
  });

  test("max_bytes holds", async () => {
    const server = createSecureServer(keys, (_request, response) => response.end("x".repeat(1000)));
    const { origin } = await listening(server, "https");
    const http = component({ ca });
    expect((await act(http, "get", { url: origin, response: { max_bytes: 999 } })).error?.code).toBe(
      "response-too-large",
    );
    expect((await act(http, "get", { url: origin, response: { max_bytes: 1000 } })).status).toBe("succeeded");
  });
});

test("source address", async () => {
  const { origin } = await listening(createServerThatTellsTheAddress(), "https");
  expect(outputOf(await get({ url: origin }, { ca, localAddress: "127.0.0.7" })).body).toBe("127.0.0.7");
});

function createServerThatTellsTheAddress(): Server {
  return createServer(keys, (request, response) => response.end(request.socket.remoteAddress));
}
