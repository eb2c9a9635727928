import { gzipSync } from "node:zlib";
import type { ClientRequest, ClientResponse, Sent } from "@scheduler-components/actions-http";
import { expect } from "vitest";
import { bodyOf, serve } from "../support/servers.ts";
import { rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

const LOCAL = "http://127.0.0.1/";

const get = (url: string, more: Partial<ClientRequest> = {}): ClientRequest => ({
  method: "GET",
  url,
  headers: [],
  ...more,
});

function responseOf(sent: Sent): ClientResponse {
  if (sent.ok) return sent.response;
  throw new Error(`${sent.error.code}: ${sent.error.message}`);
}

const textOf = ({ body }: ClientResponse): string => Buffer.from(body).toString("utf8");

const refused = rows<readonly [string, ClientRequest, string]>(
  [
    ["refuses a framing header", get(LOCAL, { headers: [{ name: "Content-Length", value: "1" }] }), "denied-header"],
    ["refuses CONNECT", get(LOCAL, { method: "CONNECT" }), "invalid-parameters"],
    ["refuses a method that is none", get(LOCAL, { method: "GET /x HTTP/1.1\r\n" }), "invalid-parameters"],
    ["refuses a scheme", get("file:///x"), "unsupported-scheme"],
    ["refuses what is no URL", get("/x"), "invalid-url"],
    ["nothing listens", get("http://127.0.0.1:1/"), "connection-refused"],
  ],
  async (subject, [, request, code]) => {
    expect(await subject.send(request)).toMatchObject({ ok: false, error: { code } });
  },
);

const compressed = rows<readonly [string, ClientRequest["headers"], string | undefined, string | undefined]>(
  [
    ["a compressed body is decompressed", [], "hello", undefined],
    [
      "a compressed body is left alone where the request says what it accepts",
      [{ name: "accept-encoding", value: "gzip" }],
      undefined,
      "gzip",
    ],
  ],
  async (subject, [, headers, text, encoding]) => {
    const body = gzipSync("hello");
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(body);
    });
    const response = responseOf(await subject.send(get(origin, { headers })));
    expect(Buffer.from(response.body)).toEqual(text === undefined ? body : Buffer.from(text));
    expect(response.headers.find(({ name }) => name === "content-encoding")?.value).toBe(encoding);
  },
);

const others: readonly HttpCase[] = [
  {
    name: "method, headers and body there and back",
    run: async (subject) => {
      const { origin } = await serve(async (request, response) => {
        response.writeHead(201, { "x-a": ["1", "2"], "set-cookie": ["a=1", "b=2"] });
        response.end(`${request.method} ${request.headers["x-in"]} ${(await bodyOf(request)).toString("utf8")}`);
      });
      const headers = [{ name: "X-In", value: "v" }];
      const body = Buffer.from("body");
      const response = responseOf(await subject.send({ method: "POST", url: `${origin}/p`, headers, body }));
      expect(response).toMatchObject({ status: 201, url: `${origin}/p` });
      expect(textOf(response)).toBe("POST v body");
      const cookies = response.headers.filter(({ name }) => name === "set-cookie");
      expect(cookies.map(({ value }) => value)).toEqual(["a=1", "b=2"]);
    },
  },
  {
    name: "a large body arrives whole, both ways",
    run: async (subject) => {
      const body = Buffer.alloc(3_000_000, "0123456789");
      const { origin } = await serve(async (request, response) => response.end(await bodyOf(request)));
      const response = responseOf(await subject.send({ method: "PUT", url: origin, headers: [], body }));
      expect(Buffer.compare(Buffer.from(response.body), body)).toBe(0);
    },
  },
  {
    name: "a method of its own",
    run: async (subject) => {
      const { origin } = await serve((request, response) => response.end(request.method));
      expect(textOf(responseOf(await subject.send(get(origin, { method: "PROPFIND" }))))).toBe("PROPFIND");
    },
  },
  {
    name: "redirects are followed",
    run: async (subject) => {
      const { origin } = await serve((request, response) => {
        if (request.url === "/") response.writeHead(302, { location: "/there" });
        response.end(request.url);
      });
      const response = responseOf(await subject.send(get(`${origin}/`)));
      expect([textOf(response), response.url]).toEqual(["/there", `${origin}/there`]);
    },
  },
  {
    name: "a timeout",
    run: async (subject) => {
      const { origin } = await serve(() => {});
      const sent = await subject.send(get(origin, { timeout: 20 }));
      const error = { code: "request-timeout", message: "No response within 20 ms.", retryable: true };
      expect(sent).toEqual({ ok: false, error });
    },
  },
];

export const CLIENT: HttpTopic = { name: "client", cases: [...refused, ...compressed, ...others] };
