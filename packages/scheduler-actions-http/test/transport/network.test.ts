import { fakeContext } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { act, component, get, outputOf } from "../support/act.ts";
import { bodyOf, serve } from "../support/servers.ts";

describe("connections that fail", () => {
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

  test("a cancellation before timeout_ms is a cancellation", async () => {
    const context = fakeContext();
    const { origin } = await serve(() => context.cancel());
    const outcome = await act(component(), "get", { url: origin, timeout_ms: 60_000 }, context);
    expect(outcome).toMatchObject({ status: "cancelled", error: { code: "cancelled" } });
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
