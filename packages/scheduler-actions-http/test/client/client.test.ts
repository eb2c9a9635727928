import { gzipSync } from "node:zlib";
import { lowerAction } from "@scheduler-components/executor";
import type { ClientRequest, HttpOptions, Sent } from "@scheduler-components/actions-http";
import { createHttpClient, createHttpGuest } from "@scheduler-components/actions-http";
import { describe, expect, onTestFinished, test } from "vitest";
import { serve } from "../support/servers.ts";

async function send(
  request: Partial<ClientRequest> & { url: string },
  options: HttpOptions = {},
  signal?: AbortSignal,
): Promise<Sent> {
  const client = createHttpClient({ proxy: "none", ...options });
  onTestFinished(() => client.close());
  return client.send({ method: "GET", headers: [], ...request }, signal);
}

describe("client", () => {
  test("redirects are followed under the policy", async () => {
    const { origin } = await serve((request, response) => {
      response.writeHead(302, { location: request.url === "/" ? "/there" : "http://169.254.169.254/" });
      response.end();
    });
    const sent = await send({ url: origin });
    expect(sent).toMatchObject({ ok: false, error: { code: "denied-address", retryable: false } });
  });

  test("what an exchange may differ in", async () => {
    const body = gzipSync("hello");
    const { origin } = await serve((request, response) => {
      const moved = request.url === "/" ? { location: "/there" } : undefined;
      response.writeHead(moved ? 302 : 200, {
        ...moved,
        "content-encoding": "gzip",
        "x-asked": request.headers["accept-encoding"] ?? "nothing",
      });
      response.end(body);
    });
    const client = createHttpClient({ proxy: "none" });
    onTestFinished(() => client.close());
    const request = { method: "GET", url: `${origin}/`, headers: [] };
    const sent = await client.send(request, undefined, { redirect: "manual", decompress: false });
    if (!sent.ok) throw new Error(sent.error.message);
    expect(sent.response.status).toBe(302);
    expect(Buffer.from(sent.response.body)).toEqual(body);
    expect(sent.response.headers).toContainEqual({ name: "x-asked", value: "nothing" });
    const large = await client.send(request, undefined, { maxResponseBytes: 4 });
    expect(large).toMatchObject({ ok: false, error: { code: "response-too-large" } });
  });

  test.each<[string, Partial<ClientRequest> & { url: string }, HttpOptions, string]>([
    ["the policy", { url: "http://169.254.169.254/" }, {}, "denied-address"],
    ["an allow list", { url: "http://a.example/" }, { policy: { allow: ["b.example"] } }, "denied-origin"],
    [
      "a large body",
      { url: "http://127.0.0.1/", method: "POST", body: new Uint8Array(11) },
      { maxRequestBytes: 10 },
      "request-too-large",
    ],
  ])("refuses by %s", async (_name, request, options, code) => {
    expect(await send(request, options)).toMatchObject({ ok: false, error: { code } });
  });

  test("timeout and cancellation are told apart", async () => {
    const { origin } = await serve(() => {});
    expect(await send({ url: origin, timeout: 20 })).toMatchObject({
      ok: false,
      error: { code: "request-timeout", retryable: true },
    });
    expect(await send({ url: origin, timeout: 60_000 }, {}, AbortSignal.abort())).toMatchObject({
      ok: false,
      error: { code: "cancelled" },
    });
  });
});

describe("in the shape of the WIT", () => {
  test("do-http-action takes and gives JSON as text", async () => {
    const { origin } = await serve((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end('{"port":8080}');
    });
    const guest = createHttpGuest({ proxy: "none" });
    await guest.httpComponent.initComponent();
    const outcome = await guest.httpComponent.doHttpAction(
      lowerAction({ id: "a", call: "http.get", parameters: { url: origin } }),
    );
    expect(outcome.status).toBe("succeeded");
    expect(JSON.parse(outcome.output ?? "")).toMatchObject({ status: 200, body: { port: 8080 } });
    const failed = await guest.httpComponent.doHttpAction(lowerAction({ id: "a", call: "http.get", parameters: {} }));
    expect(failed).toMatchObject({ status: "failed", error: { code: "invalid-parameters", causes: [] } });
    await guest.httpComponent.releaseComponent();
    await expect(
      guest.httpComponent.doHttpAction(lowerAction({ id: "a", call: "http.get", parameters: {} })),
    ).rejects.toBe("do-http-action was called before init-component");
  });

  test("parameters that are not JSON are the component's error", async () => {
    const guest = createHttpGuest({ proxy: "none" });
    // The brand says that the text is JSON; here it is not.
    const notJson = "{" as ReturnType<typeof lowerAction>["parameters"];
    await guest.httpComponent.initComponent();
    await expect(
      guest.httpComponent.doHttpAction({
        ...lowerAction({ id: "a", call: "http.get", parameters: {} }),
        parameters: notJson,
      }),
    ).rejects.toContain("parameters");
    await guest.httpComponent.releaseComponent();
  });

  test("send throws the error's record", async () => {
    const guest = createHttpGuest({ proxy: "none" });
    await expect(
      guest.client.send({ method: "GET", url: "http://169.254.169.254/", headers: [] }),
    ).rejects.toMatchObject({ code: "denied-address", retryable: false });
  });
});
