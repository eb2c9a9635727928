import { describe, expect, test } from "vitest";
import { say } from "./raw.ts";
import { testDaemon } from "./support.ts";

describe("who may ask for what", () => {
  const tokens = [
    { name: "READ", scope: "read", secret: "read-read-read-read" },
    { name: "OPERATE", scope: "operate", secret: "operate-operate-operate" },
  ] as const;
  const none = {};
  const wrong = { authorization: "Bearer read-read-read-reaD" };
  const basic = { authorization: "Basic read-read-read-read" };
  const read = { authorization: "Bearer read-read-read-read" };
  const operate = { authorization: "bearer operate-operate-operate" };
  const POST = { method: "POST" };

  test.each([
    ["health", "/health", {}, [200, 200, 200, 200, 200]],
    ["readiness", "/ready", {}, [200, 200, 200, 200, 200]],
    ["the document", "/openapi.json", {}, [200, 200, 200, 200, 200]],
    ["metrics", "/metrics", {}, [401, 401, 401, 200, 200]],
    ["scenarios", "/scenarios", {}, [401, 401, 401, 200, 200]],
    ["a scenario", "/scenarios/hello", {}, [401, 401, 401, 200, 200]],
    ["checking", "/validate", POST, [401, 401, 401, 200, 200]],
    ["runs", "/runs", {}, [401, 401, 401, 200, 200]],
    ["a run", "/runs/nope", {}, [401, 401, 401, 404, 404]],
    ["events", "/runs/nope/events", {}, [401, 401, 401, 404, 404]],
    ["starting", "/scenarios/hello/runs", POST, [401, 401, 401, 403, 201]],
    ["a signal", "/runs/nope/signals/go", POST, [401, 401, 401, 403, 404]],
    ["cancelling", "/runs/nope/cancel", POST, [401, 401, 401, 403, 404]],
    ["running again", "/runs/nope/rerun", POST, [401, 401, 401, 403, 404]],
  ])("%s", async (_name, path, init, statuses) => {
    const { fetch } = await testDaemon({ tokens });
    const found: number[] = [];
    for (const headers of [none, wrong, basic, read, operate]) {
      const response = await fetch(path, { ...init, headers });
      await response.arrayBuffer();
      found.push(response.status);
      if (response.status === 401) expect(response.headers.get("www-authenticate")).toContain("Bearer");
    }
    expect(found).toEqual(statuses);
  });

  test.each([
    ["a page of somebody else", { origin: "https://evil.example" }, 403],
    ["a name that was made to point here", { host: "evil.example" }, 403],
    ["localhost", { host: "localhost:1" }, 200],
  ])("without tokens: %s", async (_name, headers, status) => {
    const { daemon } = await testDaemon();
    const answer = await say(
      daemon.url,
      `GET /runs HTTP/1.1\r\n${Object.entries({ host: "127.0.0.1", connection: "close", ...headers })
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("")}\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe("those who ask too much", () => {
  test("more requests than are allowed wait", async () => {
    const { fetch } = await testDaemon({ limits: { rate: 1, burst: 2 } });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch("/health")).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await fetch("/health")).headers.get("retry-after")).toBe("1");
  });

  test("headers that never end are not waited for", async () => {
    const { daemon } = await testDaemon({ limits: { headersMs: 100, requestMs: 100 } });
    expect(await say(daemon.url, "GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ")).toMatch(/^HTTP\/1.1 408 /);
  });

  test("a body that never comes is not waited for", async () => {
    const { daemon, post } = await testDaemon({ limits: { headersMs: 100, requestMs: 100 } });
    const answer = await say(daemon.url, "POST /validate HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\n");
    expect(answer).toMatch(/^(?:HTTP\/1.1 4\d\d |$)/);
    expect((await post("/validate", "x")).status).toBe(200);
  });

  test("a body without an end is refused at its limit, and the connection closed", async () => {
    const { daemon } = await testDaemon({ limits: { bodyBytes: 1000 } });
    const chunk = `3e8\r\n${"x".repeat(1000)}\r\n`;
    const answer = await say(
      daemon.url,
      "POST /validate HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n",
      chunk,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test("headers that are too large are refused", async () => {
    const { daemon } = await testDaemon({ limits: { headerBytes: 2000 } });
    expect(await say(daemon.url, `GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${"x".repeat(3000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
  });

  test("no more runs than are allowed are under way", async () => {
    const { post } = await testDaemon({ maxRuns: 1 });
    expect((await post("/scenarios/wait/runs")).status).toBe(201);
    const refused = await post("/scenarios/wait/runs");
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      code: "too-many-runs",
      detail: expect.stringContaining("--max-runs 2"),
    });
  });
});
