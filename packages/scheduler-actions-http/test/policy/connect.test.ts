import type { ResolvedAddress } from "@scheduler-components/actions-http";
import { describe, expect, test } from "vitest";
import { act, component, get, outputOf } from "../support/act.ts";
import { serve } from "../support/servers.ts";

const v4 = (address: string): ResolvedAddress => ({ address, family: 4 });
const v6 = (address: string): ResolvedAddress => ({ address, family: 6 });

describe("a name is checked by what it resolves to, when it connects", () => {
  test.each<[string, readonly ResolvedAddress[]]>([
    ["metadata", [v4("169.254.169.254")]],
    ["metadata, mapped", [v6("::ffff:169.254.169.254")]],
    ["metadata, NAT64", [v6("64:ff9b::a9fe:a9fe")]],
    ["link-local", [v6("fe80::1")]],
    ["unspecified", [v4("0.0.0.0")]],
    ["all of several", [v4("169.254.169.254"), v6("fe80::1")]],
  ])("%s", async (_name, addresses) => {
    const { error } = await get({ url: "http://innocent.example:8080/p?q=1" }, { resolve: async () => addresses });
    expect(error).toMatchObject({ code: "denied-address", retryable: false });
    expect(error?.message).toContain("http://innocent.example:8080 (address ");
  });

  test("only the allowed ones of several addresses are connected to", async () => {
    const { port } = await serve((_request, response) => response.end("x"));
    const resolve = async (): Promise<readonly ResolvedAddress[]> => [v4("169.254.169.254"), v4("127.0.0.1")];
    expect(outputOf(await get({ url: `http://mixed.example:${port}/` }, { resolve })).body).toBe("x");
  });

  test("a name that changes its mind between two connections", async () => {
    const { port } = await serve((_request, response) => {
      response.shouldKeepAlive = false;
      response.end("x");
    });
    const answers = [[v4("127.0.0.1")], [v4("169.254.169.254")]];
    const http = component({ resolve: async () => answers.shift() ?? [] });
    expect((await act(http, "get", { url: `http://rebind.example:${port}/` })).status).toBe("succeeded");
    expect((await act(http, "get", { url: `http://rebind.example:${port}/` })).error?.code).toBe("denied-address");
  });

  test("it is resolved once for a connection: the address that was checked is the one connected to", async () => {
    const { port } = await serve((_request, response) => response.end("x"));
    let asked = 0;
    const resolve = async (): Promise<readonly ResolvedAddress[]> => {
      asked++;
      return [v4("127.0.0.1")];
    };
    await get({ url: `http://once.example:${port}/` }, { resolve });
    expect(asked).toBe(1);
  });

  test("an allow list of ranges decides by the address", async () => {
    const { port } = await serve((_request, response) => response.end("x"));
    const resolve = async (): Promise<readonly ResolvedAddress[]> => [v4("127.0.0.1")];
    const url = `http://db.internal:${port}/`;
    expect((await get({ url }, { resolve, policy: { allow: ["127.0.0.0/8"] } })).status).toBe("succeeded");
    expect((await get({ url }, { resolve, policy: { allow: ["10.0.0.0/8"] } })).error?.code).toBe("denied-address");
  });
});

describe("addresses written in the URL, for which no name is resolved", () => {
  test.each([
    ["http://169.254.169.254/"],
    ["http://2852039166/"],
    ["http://0xa9.254.169.254/"],
    ["http://[::ffff:a9fe:a9fe]/"],
    ["http://0/"],
  ])("%s", async (url) => {
    const resolve = async (): Promise<never> => {
      throw new Error("nothing to resolve");
    };
    expect((await get({ url }, { resolve })).error?.code).toBe("denied-address");
  });

  test("loopback in other spellings is reached", async () => {
    const { port } = await serve((_request, response) => response.end("x"));
    for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]) {
      expect((await get({ url: `http://${host}:${port}/` })).status).toBe("succeeded");
    }
  });
});

describe("the host header names a target too", () => {
  test("that the policy allows", async () => {
    const { origin } = await serve((request, response) => response.end(request.headers.host));
    expect(outputOf(await get({ url: origin, headers: { Host: "virtual.example" } })).body).toBe("virtual.example");
  });

  test.each([
    ["not in the allow list", "other.example", "denied-origin"],
    ["metadata", "metadata.google.internal", "denied-origin"],
    ["no host", "a/b", "invalid-parameters"],
    ["two of them", ["127.0.0.1", "denied.example"], "invalid-parameters"],
  ])("%s", async (_name, host, code) => {
    const { origin } = await serve((_request, response) => response.end("x"));
    expect((await get({ url: origin, headers: { host } }, { policy: { allow: [origin] } })).error?.code).toBe(code);
  });

  test("also beside a header whose value reads host", async () => {
    const { origin } = await serve((request, response) => response.end(request.headers.host));
    const headers = { x: "host", host: "denied.example" };
    expect((await get({ url: origin, headers }, { policy: { deny: ["denied.example"] } })).error?.code).toBe(
      "denied-origin",
    );
  });
});

test("a policy with a wrong line is refused when the component is made", () => {
  expect(() => component({ policy: { allow: ["https://a.example/path"] } })).toThrow(TypeError);
});
