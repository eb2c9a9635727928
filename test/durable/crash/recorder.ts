/**
 * Whom the actions of a killed run talk to: a server that outlives every process of the run, writes down each request with its key and its
 * time, and answers what the request says. Owns all that is known of what was carried out.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** What a request says of itself, and what is answered. */
export interface Asked {
  /** As its templates had it: a run that another has begun has an id of its own. Of a compensation the visit that it undoes. */
  readonly run: string;
  readonly task: string;
  readonly visit: number;
  readonly attempt: number;
  readonly undo?: boolean;
  /** Milliseconds until the answer. */
  readonly ms: number;
  /** The first attempts that fail. */
  readonly fails?: number;
  readonly output?: unknown;
}

export interface Carried extends Asked {
  /** `RUN/TASK/VISIT.ATTEMPT`, by its idempotency key. */
  readonly name: string;
  readonly key: string;
  /** Which process of the run it came from. */
  readonly process: number;
  /** Milliseconds of the machine's own clock. */
  readonly at: number;
  /** When it was answered; undefined where nobody was there any more. */
  answeredAt: number | undefined;
}

export interface Recorder extends AsyncDisposable {
  readonly url: string;
  /** In the order in which they came. */
  readonly carried: readonly Carried[];
  /** A process begins: what comes from here on is its. */
  readonly begin: (process: number) => void;
  /** Resolves when something more is carried out. */
  readonly more: () => Promise<void>;
  /** Resolves once all that a dead process has sent was written down. */
  readonly settled: () => Promise<void>;
}

export async function startRecorder(): Promise<Recorder> {
  const carried: Carried[] = [];
  const sockets = new Set<Socket>();
  let waiting: (() => void)[] = [];
  let process = 0;

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const at = performance.now();
    const of = process;
    const asked = JSON.parse(await textOf(incoming)) as Asked;
    const key = String(incoming.headers["idempotency-key"]);
    const record: Carried = { ...asked, name: `${key}.${asked.attempt}`, key, process: of, at, answeredAt: undefined };
    carried.push(record);
    for (const wake of waiting.splice(0)) wake();
    setTimeout(() => {
      if (outgoing.destroyed) return;
      outgoing.statusCode = asked.attempt <= (asked.fails ?? 0) ? 503 : 200;
      outgoing.setHeader("content-type", "application/json");
      // Before it is sent: whoever gets it may be faster than this process.
      record.answeredAt = performance.now();
      outgoing.end(JSON.stringify(asked.output ?? null));
    }, asked.ms);
  }

  const server = createServer((incoming, outgoing) => {
    take(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    carried,
    begin: (next) => (process = next),
    more: () => new Promise((resolve) => waiting.push(resolve)),
    settled: async () => {
      // Whoever connected before is accepted before; a connection whose process is dead ends once all that it has sent was read.
      const own = connect(port, "127.0.0.1");
      const accepted = once(server, "connection");
      await Promise.all([once(own, "connect"), accepted]);
      own.destroy();
      await Promise.all([...sockets].map((socket) => once(socket, "close")));
    },
    [Symbol.asyncDispose]: async () => {
      waiting = [];
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of incoming.setEncoding("utf8")) text += String(part);
  return text;
}
