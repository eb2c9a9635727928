import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFAULT_DEMO_CONFIG, type DemoServerConfig } from "./config.ts";

/** A body larger than this is answered with 413. */
export const MAX_BODY_BYTES: number = 1024 * 1024;

export interface DemoServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, finishes what is under way (at most `graceMs`), resolves when everything is closed. */
  readonly close: (graceMs?: number) => Promise<void>;
}

/**
 * A small HTTP server to try scenarios against. Listens on the loopback interface only; `port` 0 takes a free one.
 * Rejects where the port is taken.
 */
export async function startDemoServer(
  options: { readonly port?: number; readonly config?: Partial<DemoServerConfig> } = {},
): Promise<DemoServer> {
  let port = 0;
  let assetRequests = 0;
  const config = { ...DEFAULT_DEMO_CONFIG, ...options.config };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const text = await readBody(request);
    if (text === undefined) return send(response, 413, { error: "body too large" });
    if (config.delayMs > 0) await new Promise((done) => setTimeout(done, config.delayMs));
    const method = request.method ?? "GET";
    const allowed = ROUTES.get(url.pathname);
    if (!allowed) return send(response, 404, { error: "not found", path: url.pathname, paths: [...ROUTES.keys()] });
    if (!allowed.includes(method === "HEAD" ? "GET" : method)) {
      response.setHeader("allow", allowed.join(", "));
      return send(response, 405, { error: "method not allowed", allowed });
    }
    if (url.pathname === "/asset" && method !== "POST") {
      assetRequests += 1;
      if (assetRequests <= config.failFirst) {
        response.setHeader("retry-after", "0");
        return send(response, 503, { error: "not ready yet", request: assetRequests });
      }
    }
    return send(response, method === "POST" && url.pathname === "/asset" ? 201 : 200, body(url, method, request, text));
  }

  function body(url: URL, method: string, request: IncomingMessage, text: string): unknown {
    if (url.pathname === "/health") return { status: "ok" };
    if (url.pathname === "/json") return { title: "demo", items: [1, 2, 3], nested: { ok: true, nothing: null } };
    if (url.pathname === "/asset" && method !== "POST")
      return config.asset ?? { id: "asset-1", host: "127.0.0.1", port, tags: ["demo"] };
    const echo = { method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: shown(request) };
    return method === "POST" ? { ...echo, body: parsed(request, text) } : echo;
  }

  await listen(server, options.port ?? 0);
  port = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${port}`, port, close: (graceMs = 2_000) => close(server, graceMs) };
}

const ROUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["/asset", ["GET", "POST"]],
  ["/get", ["GET"]],
  ["/post", ["POST"]],
  ["/json", ["GET"]],
  ["/health", ["GET"]],
]);

/** Credentials are not echoed: answers end up in traces. */
function shown(request: IncomingMessage): { readonly [name: string]: unknown } {
  const { authorization: _a, cookie: _c, "proxy-authorization": _p, ...headers } = request.headers;
  return headers;
}

function parsed(request: IncomingMessage, text: string): unknown {
  if (!request.headers["content-type"]?.includes("json")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Read to the end, so that the client gets its answer instead of a reset, but keep nothing more.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
