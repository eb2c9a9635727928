/** The API on a socket. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { boundConnections, type Connections, type Shed } from "./connections.ts";
import type { HttpLimits } from "./limits.ts";

export interface HttpServer {
  readonly url: string;
  readonly connections: Connections;
  /** Takes no more connections; resolves once those that there are have ended, or were ended after so long. */
  readonly close: (graceMs: number) => Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly limits: HttpLimits;
  /** A connection was closed before its end. */
  readonly shed: (why: Shed) => void;
}

export async function listen(app: Hono, { host, port, limits, shed }: ListenOptions): Promise<HttpServer> {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: Math.max(limits.requestMs, limits.headersMs),
    // How often it is looked for those that are slow.
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    keepAliveTimeout: 5000,
  });
  const connections = boundConnections(server, {
    limits,
    shed,
    answer: (incoming, outgoing) => void answer(incoming, outgoing),
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    connections,
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    close: (graceMs) =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

export function clientOf(context: Context): string {
  const { incoming } = context.env as { readonly incoming?: IncomingMessage };
  return incoming?.socket.remoteAddress ?? "";
}
