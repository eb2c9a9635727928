import { describe, expect, test } from "vitest";
import { get } from "../support/act.ts";
import { serve } from "../support/servers.ts";

/** Redirects to the location; counts the requests. */
async function redirecting(location: string): Promise<{ origin: string; requests: () => number }> {
  let requests = 0;
  const { origin } = await serve((_request, response) => {
    requests += 1;
    response.writeHead(302, { location });
    response.end("moved");
  });
  return { origin, requests: () => requests };
}

describe("the policy holds on every hop", () => {
  test.each([
    ["metadata address", "http://169.254.169.254/latest/"],
    ["metadata, decimal", "http://2852039166/"],
    ["metadata, mapped", "http://[::ffff:a9fe:a9fe]/"],
    ["link-local v6", "http://[fe80::1]/"],
    ["scheme-relative", "//169.254.169.254/"],
  ])("%s", async (_name, location) => {
    const { origin } = await redirecting(location);
    const { error } = await get({ url: `${origin}/` });
    expect(error).toMatchObject({ code: "denied-address", retryable: false });
    expect(error?.message).toContain(`After a redirect from ${origin}/`);
    expect(error?.message).toContain("--allow http=");
  });

  test("an origin that is not in the allow list", async () => {
    const other = await redirecting("/");
    const { origin } = await redirecting(`${other.origin}/there`);
    expect((await get({ url: `${origin}/` }, { policy: { allow: [origin] } })).error?.code).toBe("denied-address");
    expect(other.requests()).toBe(0);
  });
});
