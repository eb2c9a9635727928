/** Many who ask nothing, or take nothing, of a real process. */
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WAIT } from "../daemon/support.ts";
import { startCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

/** Ten thousand, or as many as the system lets one process have, with some left for what else it opens. */
const CROWD = Math.min(10_000, mostOpenFiles() - 1000);
/** However many there are: what somebody else asks for is answered within that, on a machine that does much else. */
const ANSWERED_MS = 2000;
/** However many read a long run: others wait for one piece of it, of some 40 ms, where all of them together take two seconds. */
const ANSWERED_BESIDE_READERS_MS = 1000;
const MB = 1e6;

const LOUD = `version: "1.0"
name: loud
inputs: { type: object, properties: { text: { type: string } } }
actions: { actions: [{ id: tell, call: std.set, with: { text: "{{ inputs.text }}" } }] }
workflows:
  nodes:
    - { id: tell, type: action, action: tell, edges: [{ to: again }] }
    - { id: again, type: decision, edges: [{ to: tell, trigger: { condition: "task.visit < 60" } }] }
`;

function mostOpenFiles(): number {
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files: { readonly soft: unknown } };
  };
  return Number(userLimits?.open_files.soft ?? Infinity) || Infinity;
}

interface Served {
  readonly url: string;
  /** Bytes that the process has in memory. */
  readonly memory: () => Promise<number>;
  readonly metric: (line: string) => Promise<number>;
}

async function serve(limits: { readonly [name: string]: number | string }): Promise<Served> {
  const cwd = folderWith({ "scenarios/loud.yaml": LOUD, "scenarios/wait.yaml": WAIT });
  const flags = Object.entries({ rate: 100_000, burst: 100_000, ...limits }).flatMap(([name, value]) => [
    "--http-limit",
    `${name}=${value}`,
  ]);
  const cli = startCli(["serve", "scenarios", "--store", "runs.db", "--port", "0", ...flags], { cwd });
  let url = "";
  cli.child.stdout.on("data", (text: string) => (url += text));
  await cli.said('"message":"ready"');
  url = url.trim();
  const metric = async (line: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(
      text
        .split("\n")
        .find((one) => one.startsWith(`${line} `))
        ?.slice(line.length) ?? 0,
    );
  };
  return { url, metric, memory: () => metric("process_resident_memory_bytes") };
}

/** So many connections that say something and take nothing; of several addresses, since one has only so many ports. */
async function crowd(url: string, size: number, text: string): Promise<void> {
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const port = Number(new URL(url).port);
  const one = (index: number): Promise<void> => {
    const localAddress = process.platform === "linux" ? `127.0.0.${2 + (index % 8)}` : "127.0.0.1";
    const socket = connect({ port, host: "127.0.0.1", localAddress }).pause();
    sockets.push(socket);
    return new Promise((resolve) => {
      socket.once("error", () => resolve()).once("connect", () => socket.write(text, () => resolve()));
    });
  };
  // No more at once than the system lets wait: of the rest it would forget some.
  for (let first = 0; first < size; first += 250)
    await Promise.all(Array.from({ length: Math.min(250, size - first) }, (_, index) => one(first + index)));
}

/** The longest that somebody waits, who asks a few times, on a connection of its own each time. */
async function slowest(url: string): Promise<number> {
  let longest = 0;
  for (let i = 0; i < 10; i++) {
    const began = performance.now();
    const response = await fetch(`${url}/health`, { headers: { connection: "close" } });
    expect(await response.json()).toEqual({ status: "ok" });
    longest = Math.max(longest, performance.now() - began);
  }
  return longest;
}

describe(`a crowd of ${CROWD} that asks for nothing`, () => {
  test("takes little where it is allowed, and others are answered", async () => {
    const { url, memory, metric } = await serve({ connections: CROWD + 100, headersMs: "5m" });
    const before = await memory();
    await crowd(url, CROWD, "GET");
    expect(await slowest(url)).toBeLessThan(ANSWERED_MS);
    expect(await metric("scheduler_http_connections")).toBeGreaterThanOrEqual(CROWD);
    expect((await memory()) - before).toBeLessThan(CROWD * 30_000);
  });

  test("is held off where it is not, and others are answered", async () => {
    const { url, metric } = await serve({ headersMs: "5m" });
    const [during] = await Promise.all([slowest(url), crowd(url, CROWD, "GET")]);
    expect(Math.max(during, await slowest(url))).toBeLessThan(ANSWERED_MS);
    expect(await metric('scheduler_http_connections_closed_total{why="idle"}')).toBeGreaterThanOrEqual(CROWD - 1000);
    expect(await metric("scheduler_http_connections")).toBeLessThanOrEqual(1000);
  });
});

test.each([
  ["follows", "/runs/loud/events"],
  ["has read almost all of", "/runs/loud/events?from=120"],
  ["asks for", "/runs/loud"],
])(
  "a crowd that %s a long run and takes nothing holds a piece of it each, and others are answered",
  async (_, path) => {
    const { url, memory } = await serve({});
    await fetch(`${url}/scenarios/loud/runs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ runId: "loud", inputs: { text: "x".repeat(MB / 2) } }),
    });
    await (await fetch(`${url}/runs/loud/events`)).text();
    const before = await memory();
    await crowd(url, 50, `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    expect(await slowest(url)).toBeLessThan(ANSWERED_BESIDE_READERS_MS);
    // Each has its turn before this one has its last.
    await (await fetch(`${url}${path}`)).text();
    // The run has 30 MB: 1.5 GB for all of them.
    expect((await memory()) - before).toBeLessThan(200 * MB);
  },
);
