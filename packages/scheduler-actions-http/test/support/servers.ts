import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Server as TcpServer, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { onTestFinished } from "vitest";

/** A server on a free port of the loopback; closed, with all its connections, when the test ends. */
export interface Served {
  readonly origin: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
}

export async function serve(listener: RequestListener): Promise<Served> {
  const server = createServer(listener);
  return listening(server, "http");
}

/** `createSecureServer` of node:http2 gives a TLS server too, though no `Server` of node:http. */
export async function listening(server: TcpServer, scheme: string): Promise<Served> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${scheme}://127.0.0.1:${port}`, port, connections: () => connections };
}

/** Answers every connection with these bytes, as they are, once the request's head has come; then `end`. */
export function serveRaw(answer: (socket: Socket) => void): Promise<Served> {
  const server = createTcpServer((socket) => {
    let seen = "";
    socket.on("data", (chunk) => {
      seen += chunk.toString("latin1");
      if (!seen.includes("\r\n\r\n")) return;
      seen = "";
      answer(socket);
    });
  });
  return listening(server, "http");
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
