import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runCli, startCli, type Cli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

async function server(
  args: readonly string[] = [],
  cwd?: string,
): Promise<{ readonly url: string; readonly cli: Cli }> {
  const cli = startCli(["demo-server", "--port", "0", ...args], cwd === undefined ? {} : { cwd });
  let url = "";
  cli.child.stdout.on("data", (text: string) => {
    url += text;
  });
  await cli.said("\n");
  await cli.said("Serving");
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  return { url: url.trim(), cli };
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "prints its URL as its result, serves, and stops at %s: exit 0",
  async (signal) => {
    const { url, cli } = await server();
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok" });
    cli.child.kill(signal);
    expect(await cli.finished).toMatchObject({ code: 0, stdout: `${url}\n` });
  },
);

test("answers on every path", async () => {
  const { url } = await server();
  const json = async (path: string, init?: RequestInit): Promise<unknown> => (await fetch(url + path, init)).json();
  const post = {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer secret" },
    body: '{"a":1}',
  };
  expect(await json("/asset")).toMatchObject({ port: Number(new URL(url).port) });
  expect(await json("/get?a=1&b=2")).toMatchObject({ method: "GET", query: { a: "1", b: "2" } });
  expect(await json("/json")).toMatchObject({ title: "demo" });
  expect(await json("/post", post)).toMatchObject({ method: "POST", body: { a: 1 } });
  expect(await json("/asset", post)).toMatchObject({ body: { a: 1 } });
  expect(JSON.stringify(await json("/post", post))).not.toContain("secret");
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  expect((await fetch(`${url}/json`, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${url}/post`, { method: "POST", body: "x".repeat(2_000_000) })).status).toBe(413);
});

test("--config sets the asset and lets the first requests fail", async () => {
  const cwd = folderWith({ "demo.yaml": "asset: { port: 9 }\nfailFirst: 1\n", "bad.yaml": "colour: red\n" });
  const { url } = await server(["--config", "demo.yaml"], cwd);
  expect((await fetch(`${url}/asset`)).status).toBe(503);
  expect(await (await fetch(`${url}/asset`)).json()).toEqual({ port: 9 });
  expect(await runCli(["demo-server", "--config", "bad.yaml"], { cwd })).toMatchObject({ code: 2, stdout: "" });
});

test("a port that is taken: exit 2", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await runCli(["demo-server", "--port", String(port)]);
  expect(code).toBe(2);
  expect(stderr).toContain(`Cannot listen on 127.0.0.1:${port}`);
});
