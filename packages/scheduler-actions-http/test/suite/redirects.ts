import { expect } from "vitest";
import { bodyOf, serve } from "../support/servers.ts";
import { asked, outputOf, rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

interface Redirecting {
  readonly origin: string;
  /** How many requests came. */
  readonly requests: () => number;
}

/** Redirects `/` to the location; answers everything else with what it was asked, as JSON. */
async function redirecting(status: number, location: string): Promise<Redirecting> {
  let requests = 0;
  const { origin } = await serve(async (request, response) => {
    requests += 1;
    const body = (await bodyOf(request)).toString("utf8");
    if (request.url === "/") response.writeHead(status, { location });
    else response.setHeader("content-type", "application/json");
    const { method, url, headers } = request;
    response.end(request.url === "/" ? "moved" : JSON.stringify({ method, url, headers: asked(headers), body }));
  });
  return { origin, requests: () => requests };
}

const methods = rows(
  (
    [
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
    ] as const
  ).map(([status, operation, ...after]) => [`${status} of ${operation}`, status, operation, ...after] as const),
  async (subject, [, status, operation, method, body]) => {
    const { origin } = await redirecting(status, "/there?a=1");
    const given = operation === "get" ? {} : { body: "x" };
    const output = outputOf(await subject.act(operation, { url: `${origin}/`, ...given }));
    expect(output).toMatchObject({
      status: 200,
      url: `${origin}/there?a=1`,
      body: { method, url: "/there?a=1", body },
    });
    const { headers } = output.body as { readonly headers: { readonly [name: string]: string } };
    expect(headers["content-type"]).toBe(body === "" ? undefined : "text/plain; charset=utf-8");
  },
);

const none = rows(
  [300, 304, 305].map((status) => [`${status} is no redirect`, status] as const),
  async (subject, [, status]) => {
    const { origin } = await redirecting(status, "/there");
    expect(outputOf(await subject.act("get", { url: `${origin}/` })).status).toBe(status);
  },
);

const elsewhere = rows(
  ["file:///etc/passwd", "javascript:alert(1)", "http://", "ftp://a.example/"].map((to) => [`to ${to}`, to] as const),
  async (subject, [, location]) => {
    const { origin } = await redirecting(302, location);
    const { error } = await subject.act("get", { url: `${origin}/` });
    expect(error).toMatchObject({ code: "invalid-redirect", retryable: false });
  },
);

const SECRETS = {
  auth: { bearer: "tok" },
  headers: { cookie: "a=b", "x-api-key": "key", "x-open": "yes" },
  redact: { headers: ["x-api-key"] },
};

const others: readonly HttpCase[] = [
  {
    name: "303 of HEAD stays HEAD",
    run: async (subject) => {
      const { origin, requests } = await redirecting(303, "/there");
      const output = outputOf(await subject.act("head", { url: `${origin}/` }));
      expect(output).toMatchObject({ status: 200, body: null, url: `${origin}/there` });
      expect(requests()).toBe(2);
    },
  },
  {
    name: "a location in UTF-8",
    run: async (subject) => {
      const { origin } = await redirecting(302, Buffer.from("/zwölf").toString("latin1"));
      const output = outputOf(await subject.act("get", { url: `${origin}/` }));
      expect(output.body).toMatchObject({ url: "/zw%C3%B6lf" });
    },
  },
  {
    name: "secrets stay on the same origin",
    run: async (subject) => {
      const { origin } = await redirecting(302, "/there");
      const { body } = outputOf(await subject.act("get", { url: `${origin}/`, ...SECRETS }));
      expect(body).toMatchObject({
        headers: { authorization: "Bearer tok", cookie: "a=b", "x-api-key": "key", "x-open": "yes" },
      });
    },
  },
  {
    name: "secrets do not go to another origin",
    run: async (subject) => {
      const other = await redirecting(302, "/");
      const { origin } = await redirecting(302, `${other.origin}/there`);
      const { body } = outputOf(await subject.act("get", { url: `${origin}/`, ...SECRETS }));
      const { headers } = body as { readonly headers: { readonly [name: string]: string } };
      expect(headers["x-open"]).toBe("yes");
      for (const name of ["authorization", "cookie", "x-api-key"]) expect(headers[name]).toBeUndefined();
    },
  },
  {
    name: "user info in a location is not sent",
    run: async (subject) => {
      const other = await redirecting(302, "/");
      const { origin } = await redirecting(302, `${other.origin.replace("//", "//me:pw@")}/there`);
      const output = outputOf(await subject.act("get", { url: `${origin}/` }));
      expect(output.url).toBe(`${other.origin}/there`);
      expect(JSON.stringify(output.body)).not.toContain("authorization");
    },
  },
  {
    name: "a loop ends after ten",
    run: async (subject) => {
      const { origin, requests } = await redirecting(302, "/");
      const { error } = await subject.act("get", { url: `${origin}/` });
      expect(error).toMatchObject({ code: "too-many-redirects", retryable: false });
      expect(requests()).toBe(11);
    },
  },
  {
    name: "a limit of none",
    run: async (subject) => {
      const { origin } = await redirecting(302, "/there");
      const { error } = await subject.act("get", { url: `${origin}/`, redirect: { limit: 0 } });
      expect(error?.code).toBe("too-many-redirects");
    },
  },
  {
    name: "manual gives the redirect itself",
    run: async (subject) => {
      const { origin } = await redirecting(302, "/there");
      const output = outputOf(await subject.act("get", { url: `${origin}/`, redirect: { mode: "manual" } }));
      expect(output).toMatchObject({ status: 302, body: "moved", headers: { location: "/there" }, url: `${origin}/` });
    },
  },
  {
    name: "the endless body of a redirect is not waited for",
    run: async (subject) => {
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
      const outcome = await subject.act("get", { url: `${origin}/`, response: { max_bytes: 60_000_000 } });
      expect(outputOf(outcome).body).toBe("arrived");
      expect(written).toBeLessThan(20_000_000);
    },
  },
];

export const REDIRECTS: HttpTopic = {
  name: "redirects",
  cases: [...methods, ...none, ...elsewhere, ...others],
};
