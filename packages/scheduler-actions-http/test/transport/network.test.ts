import { fakeContext } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { act, component, get, outputOf } from "../support/act.ts";
import { bodyOf, serve, serveRaw } from "../support/servers.ts";

describe("connections that fail", () => {
  test("nothing listens: retryable for any method", async () => {
    // tcpmux: nobody runs it.
    const outcome = await act(component(), "post", { url: "http://127.0.0.1:1" });
    expect(outcome.error).toMatchObject({ code: "connection-refused", retryable: true });
    expect(outcome.error?.message).toBe("POST http://127.0.0.1:1/: nothing listens there (connection refused).");
    expect(outcome.error?.causes[0]?.code).toBe("ECONNREFUSED");
  });

  test.each([
    ["get", true],
    ["post", false],
  ])("reset before the response, %s", async (operation, retryable) => {
    const { origin } = await serveRaw((socket) => socket.resetAndDestroy());
    expect((await act(component(), operation, { url: origin })).error).toMatchObject({
      code: "connection-reset",
      retryable,
    });
  });

  test.each([
    ["get", true],
    ["post", false],
  ])("reset in the middle of the body, %s", async (operation, retryable) => {
    const { origin } = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", () => socket.resetAndDestroy());
    });
    expect((await act(component(), operation, { url: origin })).error).toMatchObject({
      code: "connection-reset",
      retryable,
    });
  });

  test("a content length that is too large", async () => {
    const { origin } = await serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort"));
    expect((await get({ url: origin })).error?.code).toBe("connection-reset");
  });

  test("a content length that is too small gives no more than it says", async () => {
    const { origin } = await serveRaw((socket) =>
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nokHTTP/1.1 200 OK\r\n"),
    );
    expect(outputOf(await get({ url: origin })).body).toBe("ok");
  });

  test("a name that does not resolve", async () => {
    const resolve = async (): Promise<never> => {
      throw Object.assign(new Error("getaddrinfo ENOTFOUND nowhere.example"), { code: "ENOTFOUND" });
    };
    expect((await get({ url: "http://nowhere.example/" }, { resolve })).error).toMatchObject({
      code: "dns",
      retryable: true,
    });
  });

  test("no headers in time", async () => {
    const { origin } = await serve(() => {});
    expect((await get({ url: origin }, { headersTimeoutMs: 50 })).error).toMatchObject({
      code: "headers-timeout",
      retryable: true,
    });
  });

  test("a body that stands still", async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half");
    });
    expect((await get({ url: origin }, { bodyTimeoutMs: 50 })).error).toMatchObject({
      code: "body-timeout",
      retryable: true,
    });
  });

  test.each([
    ["get", true],
    ["post", false],
  ])("no response within timeout_ms, %s", async (operation, retryable) => {
    const { origin } = await serve(() => {});
    const { error } = await act(component(), operation, { url: `${origin}/p?q=1`, timeout_ms: 50 });
    expect(error).toMatchObject({ code: "request-timeout", retryable });
    expect(error?.message).toBe(`${operation.toUpperCase()} ${origin}/p: no response within 50 ms (timeout_ms).`);
  });

  test("timeout_ms is of all redirects together", async () => {
    const { origin } = await serve((request, response) => {
      if (request.url === "/there") return;
      response.writeHead(302, { location: "/there" });
      response.end();
    });
    expect((await get({ url: origin, timeout_ms: 50 })).error?.code).toBe("request-timeout");
  });

  test("a cancellation before timeout_ms is a cancellation", async () => {
    const context = fakeContext();
    const { origin } = await serve(() => context.cancel());
    const outcome = await act(component(), "get", { url: origin, timeout_ms: 60_000 }, context);
    expect(outcome).toMatchObject({ status: "cancelled", error: { code: "cancelled" } });
  });

  test("headers without an end", async () => {
    const { origin } = await serveRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`));
    expect((await get({ url: origin })).error?.code).toBe("response-too-large");
  });

  test("retry_on replaces what is retryable", async () => {
    const { origin } = await serveRaw((socket) => socket.resetAndDestroy());
    const http = component();
    expect(
      (await act(http, "post", { url: origin, retry_on: { errors: ["connection-reset"] } })).error?.retryable,
    ).toBe(true);
    expect((await act(http, "get", { url: origin, retry_on: { errors: ["dns"] } })).error?.retryable).toBe(false);
  });
});

describe("responses as servers send them", () => {
  test("in chunks, slowly", async () => {
    const { origin } = await serve((_request, response) => {
      response.setHeader("content-type", "application/json");
      const pieces = ['{"a"', ":[1,", "2]}"];
      const next = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) response.end();
        else response.write(piece, () => setImmediate(next));
      };
      next();
    });
    expect(outputOf(await get({ url: origin })).body).toEqual({ a: [1, 2] });
  });

  test("a body until the connection ends", async () => {
    const { origin } = await serveRaw((socket) => socket.end("HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nold"));
    expect(outputOf(await get({ url: origin })).body).toBe("old");
  });

  test.each([["__proto__"], ["constructor"], ["toString"], ["hasOwnProperty"]])("a header called %s", async (name) => {
    const { origin } = await serveRaw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nx-a: b\r\n${name}: x\r\n${name}: y\r\ncontent-length: 2\r\n\r\nok`),
    );
    const output = outputOf(await get({ url: origin }));
    expect(output.body).toBe("ok");
    expect(Object.entries(output.headers)).toContainEqual([name.toLowerCase(), "x, y"]);
    expect(Object.getPrototypeOf(output.headers)).toBe(Object.prototype);
  });

  test("a trailer called constructor", async () => {
    const { origin } = await serveRaw((socket) =>
      socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nconstructor: x\r\n\r\n"),
    );
    expect(outputOf(await get({ url: origin })).body).toBe("ok");
  });

  test("103 before the response", async () => {
    const { origin } = await serve((_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" });
      response.end("done");
    });
    expect(outputOf(await get({ url: origin }))).toMatchObject({ status: 200, body: "done" });
  });
});

describe("keep-alive", () => {
  test("one after another share connections: two, since undici rests one for a turn of the event loop", async () => {
    const { origin, connections } = await serve((_request, response) => response.end("x"));
    const http = component();
    for (let index = 0; index < 20; index++) await act(http, "get", { url: `${origin}/${index}` });
    expect(connections()).toBeLessThanOrEqual(2);
  });

  test("no more connections to an origin than allowed", async () => {
    const { origin, connections } = await serve((_request, response) => response.end("x"));
    const http = component({ connectionsPerOrigin: 3 });
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => act(http, "get", { url: origin })));
    expect(outcomes.every((outcome) => outcome.status === "succeeded")).toBe(true);
    expect(connections()).toBeLessThanOrEqual(3);
  });

  test("the origin that was not used for longest is let go, with what is in flight still answered", async () => {
    let arrive = (_release: () => void): void => {};
    const arrived = new Promise<() => void>((resolve) => (arrive = resolve));
    const slow = await serve((_request, response) => arrive(() => response.end("slow")));
    const other = await serve((_request, response) => response.end("x"));
    const http = component({ maxOrigins: 1 });
    const pending = act(http, "get", { url: slow.origin });
    const release = await arrived;
    await act(http, "get", { url: other.origin });
    release();
    expect(outputOf(await pending).body).toBe("slow");
    await act(http, "get", { url: other.origin });
    expect(other.connections()).toBeLessThanOrEqual(2);
  });

  test("after release it can be used again", async () => {
    const { origin, connections } = await serve((_request, response) => response.end("x"));
    const http = component();
    await act(http, "get", { url: origin });
    await http.releaseComponent();
    await http.releaseComponent();
    expect((await act(http, "get", { url: origin })).status).toBe("succeeded");
    expect(connections()).toBe(2);
  });
});

describe("cancellation", () => {
  test("before it starts", async () => {
    const { origin, connections } = await serve((_request, response) => response.end("x"));
    const context = fakeContext();
    context.cancel();
    expect(await act(component(), "get", { url: origin }, context)).toMatchObject({
      status: "cancelled",
      error: { code: "cancelled" },
    });
    expect(connections()).toBe(0);
  });

  test("while waiting for the response: the connection is closed", async () => {
    const context = fakeContext();
    let closed: Promise<unknown> = Promise.resolve();
    const { origin } = await serve((request) => {
      closed = new Promise((resolve) => request.socket.once("close", resolve));
      context.cancel();
    });
    expect((await act(component(), "get", { url: origin }, context)).status).toBe("cancelled");
    await closed;
  });

  test("in the middle of the body: the connection is closed", async () => {
    const context = fakeContext();
    let closed: Promise<unknown> = Promise.resolve();
    const { origin } = await serve((request, response) => {
      closed = new Promise((resolve) => request.socket.once("close", resolve));
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => setImmediate(() => context.cancel()));
    });
    expect((await act(component(), "get", { url: origin }, context)).status).toBe("cancelled");
    await closed;
  });

  test("while waiting for a connection: at once, and the request is never sent", async () => {
    const seen: (string | undefined)[] = [];
    let release = (): void => {};
    const { origin } = await serve((request, response) => {
      seen.push(request.url);
      release = () => response.end("x");
      if (seen.length > 1) release();
    });
    const http = component({ connectionsPerOrigin: 1 });
    const first = act(http, "get", { url: `${origin}/1` });
    const context = fakeContext();
    const second = act(http, "get", { url: `${origin}/2` }, context);
    context.cancel();
    expect((await second).status).toBe("cancelled");
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    release();
    await first;
    await act(http, "get", { url: `${origin}/3` });
    expect(seen).toEqual(["/1", "/3"]);
  });

  test("no listener stays on the signal", async () => {
    const { origin } = await serve(async (request, response) => {
      await bodyOf(request);
      response.end("x");
    });
    const context = fakeContext();
    const added: unknown[] = [];
    const signal = context.signal;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...parameters: Parameters<typeof add>) => {
      added.push(parameters[1]);
      add(...parameters);
    };
    signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
      added.splice(added.indexOf(parameters[1]), 1);
      remove(...parameters);
    };
    await act(component(), "get", { url: origin }, context);
    expect(added).toEqual([]);
  });
});
