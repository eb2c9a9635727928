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

// Half of a surrogate pair does not cross a component's boundary, so this is the native component's alone.
test("a lone surrogate in the query", async () => {
  expect((await echoed("get", { query: { a: "\ud800" } })).url).toBe("/p?a=%EF%BF%BD");
});

describe("bodies", () => {
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
});
