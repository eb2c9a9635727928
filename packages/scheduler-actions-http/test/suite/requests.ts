import type { JsonObject, JsonValue } from "@scheduler-components/executor";
import { expect } from "vitest";
import { bodyOf, serve } from "../support/servers.ts";
import { echo, echoed, jsonOf, objectOf, outputOf, rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

const methods = rows(
  ["get", "post", "put", "patch", "delete", "options"].map((operation) => [operation] as const),
  async (subject, [operation]) => {
    expect((await echoed(subject, operation, {}))["method"]).toBe(operation.toUpperCase());
  },
);

const queries = rows<readonly [string, string, JsonObject, string]>(
  [
    ["query: strings and numbers", "", { a: "x y", b: 1.5, c: true }, "/p?a=x%20y&b=1.5&c=true"],
    ["query: lists repeat, null is left out", "", { a: [1, 2], b: null }, "/p?a=1&a=2"],
    ["query: after what the URL has", "?z=1", { a: "&=#" }, "/p?z=1&a=%26%3D%23"],
    ["query: nothing", "", {}, "/p"],
    ["query: a key that is __proto__", "", jsonOf('{"__proto__":"x"}') as JsonObject, "/p?__proto__=x"],
  ],
  async (subject, [, suffix, query, expected]) => {
    const outcome = await subject.act("get", { url: `${await echo()}/p${suffix}`, query });
    expect(objectOf(outcome)["url"]).toBe(expected);
  },
);

const bodies = rows<readonly [string, JsonValue, string, string]>(
  [
    ["body: json", { json: { a: [1, null] } }, "application/json", '{"a":[1,null]}'],
    ["body: text", { text: "héllo" }, "text/plain; charset=utf-8", "héllo"],
    ["body: form", { form: { a: "x y", b: [1, 2] } }, "application/x-www-form-urlencoded", "a=x+y&b=1&b=2"],
    ["body: base64", { base64: "aGk=" }, "application/octet-stream", "hi"],
    ["body: a bare string is text", "hello", "text/plain; charset=utf-8", "hello"],
    ["body: a bare list is JSON", [1, 2], "application/json", "[1,2]"],
    ["body: null is JSON", null, "application/json", "null"],
    ["body: an empty text", { text: "" }, "text/plain; charset=utf-8", ""],
  ],
  async (subject, [, body, contentType, expected]) => {
    const seen = await echoed(subject, "post", { body });
    const length = String(Buffer.byteLength(expected));
    expect(seen).toMatchObject({ body: expected, headers: { "content-type": contentType, "content-length": length } });
  },
);

const authorizations = rows<readonly [string, JsonObject, string]>(
  [
    [
      "auth: basic",
      { auth: { basic: { username: "me", password: "pä:ss" } } },
      `Basic ${Buffer.from("me:pä:ss").toString("base64")}`,
    ],
    ["auth: bearer", { auth: { bearer: "tok-1" } }, "Bearer tok-1"],
    ["auth: a header", { headers: { Authorization: "Key abc" } }, "Key abc"],
  ],
  async (subject, [, parameters, expected]) => {
    expect(await echoed(subject, "get", parameters)).toMatchObject({ headers: { authorization: expected } });
  },
);

const others: readonly HttpCase[] = [
  {
    name: "head has no body, and its headers",
    run: async (subject) => {
      const output = outputOf(await subject.act("head", { url: await echo() }));
      expect(output).toMatchObject({ status: 200, body: null, headers: { "content-type": "application/json" } });
    },
  },
  {
    name: "the output has the final URL, without user info",
    run: async (subject) => {
      const origin = await echo();
      const outcome = await subject.act("get", { url: `${origin.replace("//", "//me:p%40ss@")}/p` });
      expect(outputOf(outcome).url).toBe(`${origin}/p`);
      const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
      expect(objectOf(outcome)).toMatchObject({ headers: { authorization } });
    },
  },
  {
    name: "body: a large one arrives whole",
    run: async (subject) => {
      const { origin } = await serve(async (request, response) => {
        const body = await bodyOf(request);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify([body.length, body.every((byte, index) => byte === index % 251)]));
      });
      const body = Buffer.from(Uint8Array.from({ length: 1_500_000 }, (_, index) => index % 251)).toString("base64");
      const outcome = await subject.act("put", { url: origin, body: { base64: body } });
      expect(outputOf(outcome).body).toEqual([1_500_000, true]);
    },
  },
  {
    name: "a content type of the scenario's own stands",
    run: async (subject) => {
      const headers = { "Content-Type": "application/merge-patch+json" };
      expect(await echoed(subject, "post", { body: { json: {} }, headers })).toMatchObject({
        headers: { "content-type": "application/merge-patch+json" },
      });
    },
  },
  {
    name: "multipart parses as what was given",
    run: async (subject) => {
      const { origin } = await serve(async (request, response) => {
        const headers = { "content-type": request.headers["content-type"] ?? "" };
        const form = await new Response(new Uint8Array(await bodyOf(request)), { headers }).formData();
        const parts: unknown[] = [];
        for (const [name, value] of form) {
          if (typeof value === "string") parts.push([name, value]);
          else parts.push([name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString("utf8")]);
        }
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(parts));
      });
      const files = [
        { name: "t", filename: 'a"b.txt', content_type: "text/plain", text: "zwölf\r\n" },
        { name: "b", base64: "aGk=" },
        { name: "c", text: `----scheduler-${"0".repeat(36)}` },
      ];
      const multipart = { fields: { x: [1, "two"] }, files };
      expect(outputOf(await subject.act("post", { url: origin, body: { multipart } })).body).toEqual([
        ["x", "1"],
        ["x", "two"],
        ["t", 'a"b.txt', "text/plain", "zwölf\r\n"],
        ["b", "b", "application/octet-stream", "hi"],
        ["c", "c", "application/octet-stream", `----scheduler-${"0".repeat(36)}`],
      ]);
    },
  },
  {
    name: "headers: lists repeat, null is left out, numbers are text",
    run: async (subject) => {
      const { headers } = await echoed(subject, "get", { headers: { "x-a": ["1", "2"], "x-b": null, "X-C": 3 } });
      expect(headers).toMatchObject({ "x-a": "1, 2", "x-c": "3", "user-agent": "scheduler-components" });
      expect(headers).not.toHaveProperty("x-b");
    },
  },
  {
    name: "headers: Latin-1 arrives as it is",
    run: async (subject) => {
      const seen = await echoed(subject, "get", { headers: { "x-a": "caf\u00e9" } });
      expect(seen).toMatchObject({ headers: { "x-a": "caf\u00e9" } });
    },
  },
  {
    name: "headers: an idempotency key that is given",
    run: async (subject) => {
      const seen = await echoed(subject, "post", { idempotency_key: "k-1" });
      expect(seen).toMatchObject({ headers: { "idempotency-key": "k-1" } });
    },
  },
  {
    name: "headers: the compression that is offered",
    run: async (subject) => {
      const { origin } = await serve((request, response) => response.end(request.headers["accept-encoding"]));
      expect(outputOf(await subject.act("get", { url: origin })).body).toBe("gzip, deflate, br");
    },
  },
  {
    name: "headers: another host",
    run: async (subject) => {
      const { origin } = await serve((request, response) => response.end(request.headers.host));
      const outcome = await subject.act("get", { url: origin, headers: { host: "a.example" } });
      expect(outputOf(outcome).body).toBe("a.example");
    },
  },
];

export const REQUESTS: HttpTopic = {
  name: "requests",
  cases: [...methods, ...queries, ...bodies, ...authorizations, ...others],
};
