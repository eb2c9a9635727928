import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { HOOK_SECRET, testDaemon } from "./support.ts";

const BODY = '{"who":"ann"}';
const sign = (body: string, secret = HOOK_SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

describe("a hook", () => {
  test.each([
    ["with a signature", { "x-hub-signature-256": sign(BODY) }, 201],
    ["with the secret", { authorization: `Bearer ${HOOK_SECRET}` }, 201],
    ["with nothing", {}, 401],
    ["with the signature of another body", { "x-hub-signature-256": sign('{"who":"bob"}') }, 401],
    ["with a signature by another secret", { "x-hub-signature-256": sign(BODY, "another secret") }, 401],
    ["with a signature that is cut off", { "x-hub-signature-256": sign(BODY).slice(0, -2) }, 401],
    ["with half of the secret", { authorization: `Bearer ${HOOK_SECRET.slice(0, 10)}` }, 401],
    ["with a number of no kind", { authorization: `Bearer ${HOOK_SECRET}`, "idempotency-key": "a b" }, 400],
  ])("%s", async (_name, headers, status) => {
    const { post, store } = await testDaemon();
    expect((await post("/hooks/hello", BODY, headers)).status).toBe(status);
    expect(store.runs()).toHaveLength(status === 201 ? 1 : 0);
  });

  test("gives its body to the run, and a delivery that comes again starts nothing", async () => {
    const { fetch, post, store } = await testDaemon();
    const headers = { "x-hub-signature-256": sign(BODY), "x-github-delivery": "d-1" };
    const statuses = [await post("/hooks/hello", BODY, headers), await post("/hooks/hello", BODY, headers)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([201, 200]);
    expect(store.runs().map(({ id }) => id)).toEqual(["hello.hook.d-1"]);
    await (await fetch("/runs/hello.hook.d-1/events")).text();
    expect(await (await fetch("/runs/hello.hook.d-1")).json()).toMatchObject({
      traces: [{ output: { text: "hello ann" } }],
    });
  });

  test("opens nothing else", async () => {
    const { fetch } = await testDaemon({ tokens: [{ name: "T", scope: "read", secret: "read-read-read-read" }] });
    expect((await fetch("/runs", { headers: { authorization: `Bearer ${HOOK_SECRET}` } })).status).toBe(401);
  });
});
