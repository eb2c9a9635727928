import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import type { HttpOptions } from "@scheduler-components/actions-http";
import { describe, expect, test } from "vitest";
import { get, outputOf } from "../support/act.ts";
import { listening, serve } from "../support/servers.ts";

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "../fixtures/tls", name));
const nobody = async (): Promise<never> => {
  throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
};
const loopback = async () => [{ address: "127.0.0.1", family: 4 as const }];

/** A proxy that answers plain requests itself and tunnels CONNECT to `target`, whatever its name. */
async function proxy(target = 0): Promise<{ url: string; seen: string[]; authorizations: (string | undefined)[] }> {
  const seen: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers["proxy-authorization"]);
    response.end("by proxy");
  });
  server.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    if (target === 0) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const upstream = connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  const { origin } = await listening(server, "http");
  return { url: origin, seen, authorizations };
}

describe("which proxy", () => {
  test.each<[string, (proxy: string) => HttpOptions, string, boolean]>([
    ["http_proxy", (url) => ({ proxy: "environment", environment: { http_proxy: url } }), "http://a.example/", true],
    ["HTTP_PROXY", (url) => ({ proxy: "environment", environment: { HTTP_PROXY: url } }), "http://a.example/", true],
    [
      "without a scheme",
      (url) => ({ proxy: "environment", environment: { http_proxy: url.slice(7) } }),
      "http://a.example/",
      true,
    ],
    ["settings", (url) => ({ proxy: { http: url } }), "http://a.example/", true],
    [
      "HTTP_PROXY of a CGI request",
      (url) => ({ proxy: "environment", environment: { HTTP_PROXY: url, REQUEST_METHOD: "GET" } }),
      "http://a.example/",
      false,
    ],
    [
      "no_proxy: the host",
      (url) => ({ proxy: "environment", environment: { http_proxy: url, no_proxy: "b.example, a.example" } }),
      "http://a.example/",
      false,
    ],
    [
      "no_proxy: a parent",
      (url) => ({ proxy: "environment", environment: { http_proxy: url, NO_PROXY: ".example" } }),
      "http://a.example/",
      false,
    ],
    [
      "no_proxy: another",
      (url) => ({ proxy: "environment", environment: { http_proxy: url, no_proxy: "ba.example" } }),
      "http://a.example/",
      true,
    ],
    [
      "no_proxy: other port",
      (url) => ({ proxy: "environment", environment: { http_proxy: url, no_proxy: "a.example:81" } }),
      "http://a.example/",
      true,
    ],
    [
      "no_proxy: all",
      (url) => ({ proxy: "environment", environment: { http_proxy: url, no_proxy: "*" } }),
      "http://a.example/",
      false,
    ],
    ["no_proxy: a range", (url) => ({ proxy: { http: url, no: ["10.0.0.0/8"] } }), "http://10.0.0.1/", false],
    ["only for https", (url) => ({ proxy: { https: url } }), "http://a.example/", false],
  ])("%s", async (_name, options, url, through) => {
    const { url: proxyUrl, seen } = await proxy();
    // A direct connection ends here: the policy refuses what the name stands for.
    const outcome = await get(
      { url },
      {
        resolve: loopback,
        connectTimeoutMs: 100,
        ...options(proxyUrl),
        policy: through ? {} : { deny: ["127.0.0.0/8", "10.0.0.0/8"] },
      },
    );
    expect(seen.length > 0).toBe(through);
    expect(outcome.status).toBe(through ? "succeeded" : "failed");
  });
});

describe("through a proxy", () => {
  test("plain HTTP is sent with its absolute URL", async () => {
    const { url, seen } = await proxy();
    expect(
      outputOf(await get({ url: "http://a.example/p?q=1" }, { proxy: { http: url }, resolve: loopback })).body,
    ).toBe("by proxy");
    expect(seen).toEqual(["GET http://a.example/p?q=1"]);
  });

  test("its user info becomes proxy-authorization", async () => {
    const { url, authorizations } = await proxy();
    await get({ url: "http://a.example/" }, { proxy: { http: url.replace("//", "//me:pw@") }, resolve: loopback });
    expect(authorizations).toEqual([`Basic ${Buffer.from("me:pw").toString("base64")}`]);
  });

  test("repeated headers arrive", async () => {
    const seen: (string | undefined)[] = [];
    const { origin } = await serve((request, response) => {
      seen.push(request.headers["x-a"] as string | undefined);
      response.end();
    });
    await get(
      { url: "http://a.example/", headers: { "x-a": ["1", "2"] } },
      { proxy: { http: origin }, resolve: loopback },
    );
    expect(seen).toEqual(["1, 2"]);
  });

  test("HTTPS is tunnelled", async () => {
    const server = createTlsServer({ key: fixture("server.key"), cert: fixture("server.pem") }, (_request, response) =>
      response.end("secure"),
    );
    const target = await listening(server, "https");
    const { url, seen } = await proxy(target.port);
    const options: HttpOptions = { proxy: { https: url }, ca: fixture("ca.pem").toString("utf8"), resolve: loopback };
    expect(outputOf(await get({ url: "https://tls.example/" }, options)).body).toBe("secure");
    expect(seen).toEqual(["CONNECT tls.example:443"]);
  });

  test("a proxy that refuses", async () => {
    const { url } = await proxy();
    expect((await get({ url: "https://a.example/" }, { proxy: { https: url }, resolve: loopback })).error?.code).toBe(
      "proxy",
    );
  });

  test("a proxy that is not there", async () => {
    expect(
      (await get({ url: "http://a.example/" }, { proxy: { http: "http://127.0.0.1:1" }, resolve: loopback })).error
        ?.code,
    ).toBe("connection-refused");
  });
});

describe("the policy, where the proxy connects", () => {
  test.each<[string, string, HttpOptions, string | undefined]>([
    ["a metadata address", "http://169.254.169.254/", {}, "denied-address"],
    ["its decimal spelling", "http://2852039166/", {}, "denied-address"],
    ["its name", "http://metadata.google.internal/", {}, "denied-origin"],
    [
      "a name that stands for it here",
      "http://a.example/",
      { resolve: async () => [{ address: "169.254.169.254", family: 4 }] },
      "denied-address",
    ],
    ["a name that only the proxy can resolve", "http://a.example/", { resolve: nobody }, "denied-address"],
    [
      "the same, named by the policy",
      "http://a.example/",
      { resolve: nobody, policy: { allow: ["a.example"] } },
      undefined,
    ],
    ["the same, trusted", "http://a.example/", { resolve: nobody, policy: { trustProxyDns: true } }, undefined],
    [
      "the same, trusted, but only a range is allowed",
      "http://a.example/",
      { resolve: nobody, policy: { allow: ["10.0.0.0/8"], trustProxyDns: true } },
      "denied-address",
    ],
    ["an ordinary name", "http://a.example/", { resolve: loopback }, undefined],
  ])("%s", async (_name, url, options, code) => {
    const { url: proxyUrl, seen } = await proxy();
    const outcome = await get({ url }, { ...options, proxy: { http: proxyUrl } });
    expect(outcome.error?.code).toBe(code);
    expect(seen).toHaveLength(code === undefined ? 1 : 0);
  });

  test("directly, an origin that the policy allows is reached without its being resolved twice", async () => {
    const { origin } = await serve((_request, response) => response.end("x"));
    expect((await get({ url: origin }, { policy: { allow: [origin] } })).status).toBe("succeeded");
  });
});
