import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { HttpLimits } from "../../src/daemon/http/limits.ts";
import { say } from "./raw.ts";
import { HELLO, testDaemon, type TestDaemon } from "./support.ts";

const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;

/** A connection that says something, and takes nothing until it is resumed. */
function open(url: string, text: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text, () => resolve(socket)));
    socket.pause().on("error", () => {});
    onTestFinished(() => {
      socket.destroy();
    });
  });
}

/** All that comes on it, until it is closed. */
function rest(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.on("close", () => resolve(text)).resume();
  });
}

/** Resolves once the daemon has closed connections for this reason. */
async function closed({ fetch }: TestDaemon, why: string): Promise<void> {
  const line = new RegExp(`^scheduler_http_connections_closed_total\\{why="${why}"\\} [1-9]`, "m");
  await expect.poll(async () => (await fetch("/metrics")).text(), { timeout: 20_000 }).toMatch(line);
}

const LOUD = `version: "1.0"
name: loud
inputs: { type: object, properties: { text: { type: string } } }
actions: { actions: [{ id: tell, call: std.set, with: { text: "{{ inputs.text }}" } }] }
workflows:
  nodes:
    - { id: tell, type: action, action: tell, edges: [{ to: again }] }
    - { id: again, type: decision, edges: [{ to: tell, trigger: { condition: "task.visit < 40" } }] }
`;

/** A daemon with a run of 20 MB, which is more than the system takes for somebody who does not read. */
async function loudDaemon(limits: Partial<HttpLimits>): Promise<TestDaemon> {
  const daemon = await testDaemon({ files: { "loud.yaml": LOUD }, limits });
  await daemon.post("/scenarios/loud/runs", { runId: "loud", inputs: { text: "x".repeat(500_000) } });
  await daemon.saying("run succeeded");
  return daemon;
}

describe("connections", () => {
  test("of more than are allowed, the one that has gone longest without asking makes room", async () => {
    const { daemon } = await testDaemon({ limits: { connections: 2 } });
    const first = await open(daemon.url, "");
    const second = await open(daemon.url, "GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ");
    expect(await say(daemon.url, GET("/health").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"))).toContain(
      "200 OK",
    );
    expect(await rest(first)).toBe("");
    second.write("over\r\nconnection: close\r\n\r\n");
    expect(await rest(second)).toContain("200 OK");
  });

  test("where all that are allowed are being answered, another is refused, and told what would allow it", async () => {
    const testing = await testDaemon({ limits: { connections: 2 } });
    await testing.post("/scenarios/wait/runs", { runId: "w" });
    const followers = [
      await open(testing.daemon.url, GET("/runs/w/events")),
      await open(testing.daemon.url, GET("/runs/w/events")),
    ];
    for (const follower of followers) await new Promise((resolve) => follower.once("readable", resolve));
    const answer = await say(testing.daemon.url, "");
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer).toContain('"code":"too-many-connections"');
    expect(answer).toContain("--http-limit connections=4");
    for (const follower of followers) expect(follower.destroyed).toBe(false);
  });
});

describe("readers", () => {
  test("of events are as many as are allowed, and one that leaves makes room", async () => {
    const { fetch, post } = await testDaemon({ limits: { followers: 1 } });
    await post("/scenarios/wait/runs", { runId: "w" });
    const left = new AbortController();
    await fetch("/runs/w/events", { signal: left.signal });
    const refused = await fetch("/runs/w/events");
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      code: "too-many-followers",
      detail: expect.stringContaining("--http-limit followers=2"),
    });
    left.abort();
    await post("/runs/w/signals/go");
    await expect.poll(async () => (await fetch("/runs/w/events")).text()).toContain("event: end");
  });

  test("that take nothing are disconnected, and go on where they were", async () => {
    const testing = await loudDaemon({ sendMs: 300 });
    const socket = await open(testing.daemon.url, GET("/runs/loud/events"));
    await closed(testing, "slow");
    const seen = [...(await rest(socket)).matchAll(/^id: (\d+)\ndata: .*\n\n/gm)].map(([, id]) => Number(id));
    const last = seen.at(-1) ?? -1;
    const later = await (
      await testing.fetch(`/runs/loud/events`, { headers: { "last-event-id": String(last) } })
    ).text();
    const whole = await (await testing.fetch("/runs/loud/events")).text();
    const ids = (text: string): readonly number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect([...seen, ...ids(later)]).toEqual(ids(whole));
    expect(ids(later).length).toBeGreaterThan(0);
  });

  test("that take nothing of large answers do not fill the memory together", async () => {
    const large = HELLO.replace("name: hello world", `name: large\ndescription: ${"x".repeat(900_000)}`);
    const testing = await testDaemon({ files: { "large.yaml": large }, limits: { unsentBytes: 500_000 } });
    await open(testing.daemon.url, GET("/scenarios/large").repeat(12));
    await closed(testing, "unsent");
    expect((await testing.fetch("/scenarios/large")).status).toBe(200);
  });

  test("of a long run get all of it, beside others that take nothing", async () => {
    const testing = await loudDaemon({});
    const sockets = [];
    for (let i = 0; i < 10; i++) sockets.push(await open(testing.daemon.url, GET("/runs/loud")));
    const document = (await (await testing.fetch("/runs/loud")).json()) as {
      readonly traces: readonly { readonly seq: number }[];
    };
    expect(document).toMatchObject({ run: { status: "succeeded" }, waiting: [], report: { summary: { tasks: 2 } } });
    expect(document.traces.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    for (const socket of sockets) expect(socket.destroyed).toBe(false);
  });
});
