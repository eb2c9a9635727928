import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { act, component, get, outputOf } from "../support/act.ts";
import { bodyOf, serve } from "../support/servers.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Redirects `/` to the location, answers everything else; `seen` has all requests. */
async function redirecting(status: number, location: string): Promise<{ origin: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const { origin } = await serve(async (request, response) => {
    const body = (await bodyOf(request)).toString("utf8");
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    if (request.url === "/") response.writeHead(status, { location });
    response.end(request.url === "/" ? "moved" : "arrived");
  });
  return { origin, seen };
}

describe("method and body (Fetch standard)", () => {
  test.each<[number, string, string, string]>([
    [301, "get", "GET", ""],
    [301, "post", "GET", ""],
    [301, "put", "PUT", "x"],
    [302, "post", "GET", ""],
    [302, "delete", "DELETE", "x"],
    [303, "post", "GET", ""],
    [303, "put", "GET", ""],
    [307, "post", "POST", "x"],
    [308, "post", "POST", "x"],
    [308, "put", "PUT", "x"],
  ])("%i of %s", async (status, operation, method, body) => {
    const { origin, seen } = await redirecting(status, "/there?a=1");
    const output = outputOf(
      await act(component(), operation, { url: `${origin}/`, ...(operation === "get" ? {} : { body: "x" }) }),
    );
    expect(output).toMatchObject({ status: 200, body: "arrived", url: `${origin}/there?a=1` });
    expect(seen[1]).toMatchObject({ method, url: "/there?a=1", body });
    expect(seen[1]?.headers["content-type"]).toBe(body === "" ? undefined : "text/plain; charset=utf-8");
  });

  test("303 of HEAD stays HEAD", async () => {
    const { origin, seen } = await redirecting(303, "/there");
    await act(component(), "head", { url: `${origin}/` });
    expect(seen.map((one) => one.method)).toEqual(["HEAD", "HEAD"]);
  });

  test.each([[300], [304], [305]])("%i is no redirect", async (status) => {
    const { origin } = await redirecting(status, "/there");
    expect(outputOf(await get({ url: `${origin}/` })).status).toBe(status);
  });
});

test("the endless body of a redirect is not waited for", async () => {
  let written = 0;
  const { origin } = await serve((request, response) => {
    if (request.url !== "/") return void response.end("arrived");
    response.writeHead(302, { location: "/there" });
    const push = (): void => {
      do written += 65_536;
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", push);
    push();
  });
  const arrived = await get({ url: `${origin}/`, response: { max_bytes: 60_000_000 } });
  expect(outputOf(arrived).body).toBe("arrived");
  expect(written).toBeLessThan(20_000_000);
});

describe("secrets", () => {
  const parameters = {
    auth: { bearer: "tok" },
    headers: { cookie: "a=b", "x-api-key": "key", "x-open": "yes" },
    redact: { headers: ["x-api-key"] },
  };

  test("stay on the same origin", async () => {
    const { origin, seen } = await redirecting(302, "/there");
    await get({ url: `${origin}/`, ...parameters });
    expect(seen[1]?.headers).toMatchObject({
      authorization: "Bearer tok",
      cookie: "a=b",
      "x-api-key": "key",
      "x-open": "yes",
    });
  });

  test("do not go to another origin", async () => {
    const other = await redirecting(302, "/");
    const { origin } = await redirecting(302, `${other.origin}/there`);
    await get({ url: `${origin}/`, ...parameters });
    expect(other.seen[0]?.headers).toMatchObject({ "x-open": "yes" });
    for (const name of ["authorization", "cookie", "x-api-key"]) expect(other.seen[0]?.headers[name]).toBeUndefined();
  });

  test("user info in a location is not sent", async () => {
    const other = await redirecting(302, "/");
    const { origin } = await redirecting(302, `${other.origin.replace("//", "//me:pw@")}/there`);
    expect(outputOf(await get({ url: `${origin}/` })).url).toBe(`${other.origin}/there`);
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });
});

describe("limits and modes", () => {
  test("a loop ends after ten", async () => {
    const { origin, seen } = await redirecting(302, "/");
    const { error } = await get({ url: `${origin}/` });
    expect(error).toMatchObject({ code: "too-many-redirects", retryable: false });
    expect(seen).toHaveLength(11);
  });

  test("a limit of none", async () => {
    const { origin } = await redirecting(302, "/there");
    expect((await get({ url: `${origin}/`, redirect: { limit: 0 } })).error?.code).toBe("too-many-redirects");
  });

  test("manual gives the redirect itself", async () => {
    const { origin } = await redirecting(302, "/there");
    const output = outputOf(await get({ url: `${origin}/`, redirect: { mode: "manual" } }));
    expect(output).toMatchObject({ status: 302, body: "moved", headers: { location: "/there" }, url: `${origin}/` });
  });

  test.each([["file:///etc/passwd"], ["javascript:alert(1)"], ["http://"], ["ftp://a.example/"]])(
    "to %s",
    async (location) => {
      const { origin } = await redirecting(302, location);
      expect((await get({ url: `${origin}/` })).error?.code).toBe("invalid-redirect");
    },
  );

  test("a redirect with an endless body is followed all the same", async () => {
    const { origin } = await serve((request, response) => {
      if (request.url !== "/") return void response.end("arrived");
      response.writeHead(302, { location: "/there" });
      const push = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on("drain", push);
      push();
    });
    expect(outputOf(await get({ url: `${origin}/` })).body).toBe("arrived");
  });
});

describe("the policy holds on every hop", () => {
  test.each([
    ["metadata address", "http://169.254.169.254/latest/"],
    ["metadata, decimal", "http://2852039166/"],
    ["metadata, mapped", "http://[::ffff:a9fe:a9fe]/"],
    ["link-local v6", "http://[fe80::1]/"],
    ["scheme-relative", "//169.254.169.254/"],
  ])("%s", async (_name, location) => {
    const { origin } = await redirecting(302, location);
    const { error } = await get({ url: `${origin}/` });
    expect(error).toMatchObject({ code: "denied-address", retryable: false });
    expect(error?.message).toContain(`After a redirect from ${origin}/`);
    expect(error?.message).toContain("--allow http=");
  });

  test("an origin that is not in the allow list", async () => {
    const other = await redirecting(302, "/");
    const { origin } = await redirecting(302, `${other.origin}/there`);
    expect((await get({ url: `${origin}/` }, { policy: { allow: [origin] } })).error?.code).toBe("denied-address");
    expect(other.seen).toEqual([]);
  });
});
