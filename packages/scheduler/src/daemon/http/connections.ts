/**
 * The connections of a server: how many there are, and who keeps whom waiting.
 *
 * 1. A connection whose request has come is never closed for another's sake.
 * 2. Where there are as many as may be, the one that has kept the daemon waiting longest makes room for a new one; where none does, the
 *    new one is refused.
 * 3. What is ready to be sent, and nobody takes, is bounded over all of them: of more, the one with the most is closed.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Fault } from "../fault.ts";
import type { HttpLimits } from "./limits.ts";

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Why a connection was closed by the daemon, before its end. */
export type Shed = "idle" | "refused" | "slow" | "unsent";

export interface ConnectionPorts {
  readonly limits: Pick<HttpLimits, "connections" | "sendMs" | "unsentBytes">;
  readonly answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  readonly shed: (why: Shed) => void;
}

export interface Connections {
  /** Those that are open. */
  readonly count: () => number;
}

/** Answers the requests of a server, within its bounds. */
export function boundConnections(server: Server, { limits, answer, shed }: ConnectionPorts): Connections {
  /** What each is doing; the one that stands first has done nothing for longest. */
  const open = new Map<Socket, Exchange | undefined>();

  function moved(socket: Socket, exchange: Exchange | undefined): void {
    if (!open.delete(socket)) return;
    open.set(socket, exchange);
  }

  function close(socket: Socket, why: Shed): void {
    open.delete(socket);
    socket.destroy();
    shed(why);
  }

  function makeRoom(): boolean {
    for (const [socket, exchange] of open) {
      if (exchange?.incoming.complete === true) continue;
      close(socket, "idle");
      return true;
    }
    return false;
  }

  /** Looks at all, when something is asked for: what is not asked for is not sent. */
  function boundUnsent(): void {
    let sum = 0;
    let most: Socket | undefined;
    for (const [socket, exchange] of open) {
      if (exchange === undefined) continue;
      const unsent = exchange.outgoing.writableLength;
      sum += unsent;
      if (unsent > (most === undefined ? 0 : (open.get(most)?.outgoing.writableLength ?? 0))) most = socket;
    }
    if (sum > limits.unsentBytes && most !== undefined) close(most, "unsent");
  }

  server.on("connection", (socket) => {
    if (open.size >= limits.connections && !makeRoom()) {
      refuse(socket, limits.connections);
      return shed("refused");
    }
    open.set(socket, undefined);
    socket.once("close", () => open.delete(socket));
  });
  server.on("request", (incoming, outgoing) => {
    const { socket } = incoming;
    // What a refused connection has sent all the same.
    if (!open.has(socket)) return void socket.destroy();
    moved(socket, { incoming, outgoing });
    outgoing.once("close", () => {
      // Requests may come before earlier ones are answered.
      if (open.get(socket)?.outgoing === outgoing) moved(socket, undefined);
    });
    boundUnsent();
    answer(incoming, outgoing);
  });
  server.timeout = limits.sendMs;
  // Also that of a connection that is kept for another request.
  server.on("timeout", (socket) => {
    if (open.get(socket) === undefined) socket.destroy();
    else if (socket.writableLength > 0) close(socket, "slow");
  });
  return { count: () => open.size };
}

function refuse(socket: Socket, most: number): void {
  const { status, code, message } = new Fault(
    "too-many-connections",
    `${most} requests are being answered already; the daemon takes more with --http-limit connections=${2 * most}.`,
  );
  const body = `${JSON.stringify({ title: "too many connections", status, code, detail: message })}\n`;
  socket.on("error", () => {});
  socket.end(
    `HTTP/1.1 ${status} Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: 5\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
