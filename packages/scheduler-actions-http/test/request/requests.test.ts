import { fakeContext } from "@scheduler-components/executor/testing";
import type { JsonObject } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { act, component, outputOf } from "../support/act.ts";
import { bodyOf, serve } from "../support/servers.ts";

/** Answers with what it was asked, as JSON. */
async function echo(): Promise<string> {
  const { origin } = await serve(async (request, response) => {
    const body = await bodyOf(request);
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: body.toString("utf8"),
      }),
    );
  });
  return origin;
}

async function echoed(
  operation: string,
  parameters: JsonObject,
): Promise<{ method: string; url: string; headers: Record<string, string>; body: string }> {
  const origin = await echo();
  const outcome = await act(component(), operation, { url: `${origin}/p`, ...parameters });
  return outputOf(outcome).body as never;
}

describe("methods", () => {
  test.each([["get"], ["post"], ["put"], ["patch"], ["delete"], ["options"]])("%s", async (operation) => {
    expect((await echoed(operation, {})).method).toBe(operation.toUpperCase());
  });

  test("head has no body, and its headers", async () => {
    const origin = await echo();
    const output = outputOf(await act(component(), "head", { url: origin }));
    expect(output).toMatchObject({ status: 200, body: null, headers: { "content-type": "application/json" } });
  });
});

describe("the URL and the query", () => {
  test.each<[string, string, JsonObject, string]>([
    ["strings and numbers", "", { a: "x y", b: 1.5, c: true }, "/p?a=x%20y&b=1.5&c=true"],
    ["lists repeat, null is left out", "", { a: [1, 2], b: null }, "/p?a=1&a=2"],
    ["after what the URL has", "?z=1", { a: "&=#" }, "/p?z=1&a=%26%3D%23"],
    ["a lone surrogate", "", { a: "\ud800" }, "/p?a=%EF%BF%BD"],
    ["nothing", "", {}, "/p"],
    ["a key that is __proto__", "", JSON.parse('{"__proto__":"x"}') as JsonObject, "/p?__proto__=x"],
  ])("%s", async (_name, suffix, query, expected) => {
    const origin = await echo();
    const output = outputOf(await act(component(), "get", { url: `${origin}/p${suffix}`, query }));
    expect((output.body as JsonObject)["url"]).toBe(expected);
  });

  test("the output has the final URL, without user info", async () => {
    const origin = await echo();
    const output = outputOf(await act(component(), "get", { url: `${origin.replace("//", "//me:pw@")}/p` }));
    expect(output.url).toBe(`${origin}/p`);
  });
});

describe("bodies", () => {
  test.each<[string, JsonObject | string | readonly number[], string, string]>([
    ["json", { json: { a: [1, null] } }, "application/json", '{"a":[1,null]}'],
    ["text", { text: "héllo" }, "text/plain; charset=utf-8", "héllo"],
    ["form", { form: { a: "x y", b: [1, 2] } }, "application/x-www-form-urlencoded", "a=x+y&b=1&b=2"],
    ["base64", { base64: "aGk=" }, "application/octet-stream", "hi"],
    ["a bare string is text", "hello", "text/plain; charset=utf-8", "hello"],
    ["a bare list is JSON", [1, 2], "application/json", "[1,2]"],
  ])("%s", async (_name, body, contentType, expected) => {
    const seen = await echoed("post", { body });
    expect(seen.headers["content-type"]).toBe(contentType);
    expect(seen.body).toBe(expected);
    expect(seen.headers["content-length"]).toBe(String(Buffer.byteLength(expected)));
  });

  test("a content type of the scenario's own stands", async () => {
    const seen = await echoed("post", {
      body: { json: {} },
      headers: { "Content-Type": "application/merge-patch+json" },
    });
    expect(seen.headers["content-type"]).toBe("application/merge-patch+json");
  });

  test("multipart parses as what was given", async () => {
    const { origin } = await serve(async (request, response) => {
      const form = await new Response(new Uint8Array(await bodyOf(request)), {
        headers: { "content-type": request.headers["content-type"] ?? "" },
      }).formData();
      const parts: unknown[] = [];
      for (const [name, value] of form) {
        parts.push(
          typeof value === "string"
            ? [name, value]
            : [name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString("utf8")],
        );
      }
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(parts));
    });
    const read: string[] = [];
    const http = component({
      readFile: async (path) => {
        read.push(path);
        return Buffer.from(`content of ${path}`);
      },
    });
    const files = [
      { name: "t", filename: 'a"b.txt', content_type: "text/plain", text: "zwölf\r\n" },
      { name: "b", base64: "aGk=" },
      { name: "p", path: "data/report.csv", content_type: "text/csv" },
    ];
    const outcome = await act(http, "post", { url: origin, body: { multipart: { fields: { x: [1, "two"] }, files } } });
    expect(outputOf(outcome).body).toEqual([
      ["x", "1"],
      ["x", "two"],
      ["t", 'a"b.txt', "text/plain", "zwölf\r\n"],
      ["b", "b", "application/octet-stream", "hi"],
      ["p", "report.csv", "text/csv", "content of data/report.csv"],
    ]);
    expect(read).toEqual(["data/report.csv"]);
  });
});

describe("headers and authorization", () => {
  test("lists repeat, null is left out, numbers are text", async () => {
    const seen = await echoed("get", { headers: { "x-a": ["1", "2"], "x-b": null, "X-C": 3 } });
    expect(seen.headers).toMatchObject({ "x-a": "1, 2", "x-c": "3" });
    expect(seen.headers["x-b"]).toBeUndefined();
  });

  test.each<[string, JsonObject, string, readonly string[]]>([
    [
      "basic",
      { auth: { basic: { username: "me", password: "pä:ss" } } },
      `Basic ${Buffer.from("me:pä:ss").toString("base64")}`,
      ["pä:ss"],
    ],
    ["bearer", { auth: { bearer: "tok-1" } }, "Bearer tok-1", ["tok-1", "Bearer tok-1"]],
    ["header", { headers: { Authorization: "Key abc" } }, "Key abc", ["Key abc", "abc"]],
  ])("%s is sent and redacted", async (_name, parameters, expected, secrets) => {
    const origin = await echo();
    const context = fakeContext();
    const output = outputOf(await act(component(), "get", { url: origin, ...parameters }, context));
    expect(output.body).toMatchObject({ headers: { authorization: expected } });
    for (const secret of secrets) expect(context.redactions).toContain(secret);
  });

  test("user info of the URL becomes basic authorization, and is redacted", async () => {
    const origin = await echo();
    const context = fakeContext();
    const output = outputOf(await act(component(), "get", { url: origin.replace("//", "//me:p%40ss@") }, context));
    expect(output.body).toMatchObject({
      headers: { authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}` },
    });
    expect(context.redactions).toContain("p@ss");
  });

  test("cookies, set-cookie and what redact names are redacted", async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, {
        "set-cookie": ["sid=s3cr3t; Path=/", "b=two"],
        "x-session": "sess-9",
        "content-type": "application/json",
      });
      response.end('{"token":"t-1","items":[{"key":"k-1"},{"key":"k-2"}],"open":"yes"}');
    });
    const context = fakeContext();
    const output = outputOf(
      await act(
        component(),
        "get",
        {
          url: origin,
          headers: { cookie: "u=c00kie", "X-Api-Key": "key-7" },
          redact: { output: ["body.token", "body.items.*.key"], headers: ["X-Session", "x-api-key"] },
        },
        context,
      ),
    );
    expect(output.headers["set-cookie"]).toEqual(["sid=s3cr3t; Path=/", "b=two"]);
    for (const secret of ["c00kie", "key-7", "s3cr3t", "two", "sess-9", "t-1", "k-1", "k-2"])
      expect(context.redactions).toContain(secret);
    expect(context.redactions).not.toContain("yes");
  });

  test("the idempotency key is the visit's", async () => {
    const context = fakeContext();
    const origin = await echo();
    const output = outputOf(await act(component(), "post", { url: origin, idempotency_key: true }, context));
    expect(output.body).toMatchObject({ headers: { "idempotency-key": context.idempotencyKey() } });
  });
});

describe("what cannot be sent", () => {
  test.each<[string, string, JsonObject, string, string]>([
    ["no URL", "get", {}, "invalid-parameters", "url"],
    ["relative URL", "get", { url: "/x" }, "invalid-url", "absolute"],
    ["other scheme", "get", { url: "ftp://a.example/" }, "unsupported-scheme", "http: or https:"],
    ["file URL", "get", { url: "file:///etc/passwd" }, "unsupported-scheme", "http: or https:"],
    ["body of a GET", "get", { url: "http://127.0.0.1/", body: "x" }, "invalid-parameters", "GET"],
    [
      "bare object as body",
      "post",
      { url: "http://127.0.0.1/", body: { a: 1 } },
      "invalid-parameters",
      "body: { json: … }",
    ],
    [
      "two kinds of body",
      "post",
      { url: "http://127.0.0.1/", body: { json: 1, text: "x" } },
      "invalid-parameters",
      "exactly one",
    ],
    ["broken base64", "post", { url: "http://127.0.0.1/", body: { base64: "a" } }, "invalid-parameters", "base64"],
    [
      "line break in a header",
      "get",
      { url: "http://127.0.0.1/", headers: { a: "x\r\nhost: evil" } },
      "invalid-parameters",
      "line break",
    ],
    [
      "header name",
      "get",
      { url: "http://127.0.0.1/", headers: { "a b": "x" } },
      "invalid-parameters",
      "no header name",
    ],
    [
      "framing header",
      "post",
      { url: "http://127.0.0.1/", headers: { "Transfer-Encoding": "chunked" } },
      "denied-header",
      "transfer-encoding",
    ],
    [
      "two authorizations",
      "get",
      { url: "http://127.0.0.1/", auth: { bearer: "x" }, headers: { authorization: "y" } },
      "invalid-parameters",
      "one of them",
    ],
    [
      "condition that does not parse",
      "get",
      { url: "http://127.0.0.1/", expect: { condition: "1 +" } },
      "invalid-parameters",
      "expect.condition",
    ],
    [
      "condition on something else",
      "get",
      { url: "http://127.0.0.1/", expect: { condition: "inputs.a == 1" } },
      "invalid-parameters",
      "outcome.output",
    ],
    ["timeout_ms", "get", { url: "http://127.0.0.1/", timeout_ms: 0 }, "invalid-parameters", "greater than 0"],
    ["status", "get", { url: "http://127.0.0.1/", expect: { status: "2yy" } }, "invalid-parameters", "2xx"],
    [
      "file without a reader",
      "post",
      { url: "http://127.0.0.1/", body: { multipart: { files: [{ name: "a", path: "x" }] } } },
      "denied-file",
      "readFile",
    ],
  ])("%s", async (_name, operation, parameters, code, message) => {
    const outcome = await act(component(), operation, parameters);
    expect(outcome).toMatchObject({ status: "failed", error: { code, retryable: false } });
    expect(outcome.error?.message).toContain(message);
  });

  test.each([["../x"], ["a/../../x"], ["/etc/passwd"], ["C:\\x"], ["a\\..\\x"], ["a\0b"], ["~/x"], [""]])(
    "file path %j leaves the folder",
    async (path) => {
      const http = component({ readFile: async () => Buffer.from("never") });
      const outcome = await act(http, "post", {
        url: "http://127.0.0.1/",
        body: { multipart: { files: [{ name: "a", path }] } },
      });
      expect(outcome.error?.code).toBe("denied-file");
    },
  );

  test("a body over the limit", async () => {
    const outcome = await act(component({ maxRequestBytes: 10 }), "post", {
      url: "http://127.0.0.1/",
      body: "x".repeat(11),
    });
    expect(outcome.error?.code).toBe("request-too-large");
  });

  test("files are not all read before their size counts", async () => {
    let read = 0;
    const http = component({
      maxRequestBytes: 25,
      readFile: async () => {
        read += 1;
        return Buffer.alloc(10);
      },
    });
    const files = Array.from({ length: 100 }, () => ({ name: "a", path: "f" }));
    const outcome = await act(http, "post", { url: "http://127.0.0.1/", body: { multipart: { files } } });
    expect([outcome.error?.code, read]).toEqual(["request-too-large", 3]);
  });

  test("a token in the place of a user name is secret", async () => {
    const context = fakeContext();
    await act(component(), "get", { url: "http://ghp_token@127.0.0.1:1/" }, context);
    expect(context.redactions).toContain("ghp_token");
  });

  test("an operation that does not exist", async () => {
    expect((await act(component(), "trace", { url: "http://127.0.0.1/" })).error?.code).toBe("unknown-call");
  });
});
