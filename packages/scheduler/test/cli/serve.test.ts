import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { HELLO, WAIT } from "../daemon/support.ts";
import { runCli, startCli, type Cli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";
import { guest } from "../wasm/support/guest.ts";

const TOKEN = "0123456789abcdef";

/** A daemon on a port of its own, that is ready. */
async function serve(
  cwd: string,
  args: readonly string[] = [],
  env = {},
): Promise<Cli & { readonly url: string; readonly stderr: () => string }> {
  const cli = startCli(["serve", "scenarios", "--store", "runs.db", "--port", "0", ...args], { cwd, env });
  let stdout = "";
  let stderr = "";
  cli.child.stdout.on("data", (text: string) => (stdout += text));
  cli.child.stderr.on("data", (text: string) => (stderr += text));
  await cli.said('"message":"ready"');
  return { ...cli, url: stdout.trim(), stderr: () => stderr };
}

function post(url: string, body: unknown = {}, headers = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

const CALLS = `version: "1.0"
name: calls
components: [{ id: guest, source: ./parts/guest.wasm }]
actions: { actions: [{ id: go, call: guest.go }] }
workflows: { nodes: [{ id: go, type: action, action: go }] }
`;

const folder = (more: { readonly [name: string]: string } = {}): string =>
  folderWith({ "scenarios/hello.yaml": HELLO, "scenarios/wait.yaml": WAIT, ...more });

describe("serve", () => {
  test("serves until it is told to end: what runs is left, exit 0", async () => {
    const cwd = folder();
    const cli = await serve(cwd);
    expect((await post(`${cli.url}/scenarios/wait/runs`, { runId: "w" })).status).toBe(201);
    cli.child.kill("SIGTERM");
    const { code, stderr } = await cli.finished;
    expect(code).toBe(0);
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly message: string; readonly run?: string });
    expect(lines).toContainEqual(expect.objectContaining({ message: "run left, to be resumed", run: "w" }));
    expect(lines.at(-1)?.message).toBe("ended");
    const store = await openStore(join(cwd, "runs.db"));
    expect(store.run("w")).toMatchObject({ status: "running", held: false });
    await store.close();
  });

  test("what SIGKILL ended goes on at the next start", async () => {
    const cwd = folder();
    const first = await serve(cwd);
    await post(`${first.url}/scenarios/wait/runs`, { runId: "w" });
    await post(`${first.url}/runs/w/signals/other`, { data: 1 });
    first.child.kill("SIGKILL");
    await first.finished;
    const second = await serve(cwd);
    expect((await post(`${second.url}/runs/w/signals/go`, { data: "on" })).status).toBe(202);
    const told = await (await fetch(`${second.url}/runs/w/events`)).text();
    expect(told).toContain('"status":"succeeded"');
    expect(await (await fetch(`${second.url}/runs/w`)).json()).toMatchObject({
      traces: [{ task: "wait" }, { output: { said: "on" } }],
    });
  });

  test("a component's file that changes counts from the next run on; one that is broken does not", async () => {
    const says = async (what: string) =>
      guest({
        texts: { answer: JSON.stringify(what) },
        execute: `(call $succeed (global.get $answer) (global.get $answer_len))`,
      });
    const cwd = folder({ "scenarios/calls.yaml": CALLS, "scenarios/parts/.keep": "" });
    const file = join(cwd, "scenarios/parts/guest.wasm");
    writeFileSync(file, await says("first"));
    const { url, said } = await serve(cwd);
    const answer = async (runId: string): Promise<unknown> => {
      expect((await post(`${url}/scenarios/calls/runs`, { runId })).status).toBe(201);
      await (await fetch(`${url}/runs/${runId}/events`)).text();
      const { traces } = (await (await fetch(`${url}/runs/${runId}`)).json()) as {
        readonly traces: readonly { readonly output: unknown }[];
      };
      return traces[0]?.output;
    };
    expect(await answer("1")).toBe("first");
    writeFileSync(file, await says("second"));
    expect(await answer("2")).toBe("second");
    writeFileSync(file, "no component");
    expect(await answer("3")).toBe("second");
    await said("the last valid version stays in force");
    writeFileSync(file, await says("third"));
    expect(await answer("4")).toBe("third");
  });

  test("the times of a schedule that passed while nothing ran are made up for, each once", async () => {
    const scheduled = HELLO.replace(
      "inputs:",
      "schedule: { id: often, every: 1h, missed: all, overlap: queue }\ninputs:",
    );
    const cwd = folder({ "scenarios/hello.yaml": scheduled });
    const store = await openStore(join(cwd, "runs.db"));
    const HOUR = 3_600_000;
    const mark = Date.now() - 3.5 * HOUR;
    store.markSchedule("hello", "often", mark);
    await store.close();
    const expected = [3, 2, 1].map(
      (hour) => `hello.often.${new Date(mark + hour * HOUR).toISOString().replaceAll(/[-:.]/g, "")}`,
    );
    for (let start = 0; start < 2; start++) {
      const cli = await serve(cwd);
      if (start === 0) await cli.said(`"run started","run":"${expected[0]}"`);
      const { runs } = (await (await fetch(`${cli.url}/runs`)).json()) as {
        readonly runs: readonly { readonly id: string }[];
      };
      expect(runs.map(({ id }) => id)).toEqual(expected);
      cli.child.kill("SIGTERM");
      expect((await cli.finished).code).toBe(0);
    }
  });

  test("tokens come from the environment, and are never said", async () => {
    const cwd = folder();
    const cli = await serve(cwd, ["--host", "0.0.0.0", "--token", "CI=operate", "--log-level", "debug"], { CI: TOKEN });
    const url = cli.url.replace("0.0.0.0", "127.0.0.1");
    expect((await post(`${url}/scenarios/hello/runs`)).status).toBe(401);
    expect((await post(`${url}/scenarios/hello/runs`, {}, { authorization: `Bearer ${TOKEN}` })).status).toBe(201);
    cli.child.kill("SIGINT");
    const { code, stderr } = await cli.finished;
    expect(code).toBe(0);
    expect(stderr).not.toContain(TOKEN);
  });

  test("what a scenario asks for beyond the policy is refused, with the line that would allow it", async () => {
    const secret = HELLO.replace("inputs:", "secrets: [API_TOKEN]\ninputs:");
    const cwd = folder({ "scenarios/secret.yaml": secret });
    const cli = await serve(cwd);
    const refused = await post(`${cli.url}/scenarios/secret/runs`);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: "run-refused",
      refusals: [{ code: "secret-not-supplied", allow: expect.stringContaining("--secret API_TOKEN") }],
    });
  });

  test("a text that is posted is checked, and no native component loaded for it", async () => {
    const cwd = folder({ "scenarios/greet.mjs": "throw new Error('loaded');" });
    const cli = await serve(cwd, ["--allow-native", "greet"]);
    const text = `version: "1.0"\nname: g\nschedule: { cron: "99 * * * *" }\ncomponents: [{ id: greet, source: ./greet.mjs }]\nactions: { actions: [{ id: a, call: greet.hello }] }\nworkflows: { nodes: [{ id: n, type: action, action: a }] }\n`;
    const answer = await fetch(`${cli.url}/validate`, { method: "POST", body: text });
    expect(await answer.json()).toMatchObject({
      ok: false,
      callsChecked: false,
      diagnostics: [{ code: "invalid-schedule", line: 3 }],
    });
    expect(cli.stderr()).not.toContain("loaded'");
  });

  test.each([
    [
      "another host without tokens",
      ["--host", "0.0.0.0"],
      {},
      /to allow it: SCHEDULER_TOKEN=\$\(openssl rand -hex 32\) scheduler serve scenarios --store runs.db --host 0.0.0.0 --token SCHEDULER_TOKEN=operate/,
    ],
    ["a token that is not there", ["--token", "CI=read"], { CI: "" }, /the environment has no CI/],
    ["a token that could be guessed", ["--token", "CI=read"], { CI: "short" }, /a token has 16 to 1024 characters/],
    [
      "a scope that there is not",
      ["--token", "CI=admin"],
      { CI: TOKEN },
      /there is no scope admin. Expected one of: read, operate/,
    ],
    ["a limit that there is not", ["--http-limit", "bodyByte=1"], {}, /Expected one of: bodyBytes, .*\n.*bodyBytes/],
  ])("%s is refused", async (_name, args, env, message) => {
    const { code, stderr } = await runCli(["serve", "scenarios", "--store", "runs.db", ...args], {
      cwd: folder(),
      env,
    });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test.each([
    ["no store", ["serve", "scenarios"], /--store FILE/],
    ["no folder", ["serve", "nope", "--store", "runs.db"], /nope is not a folder/],
  ])("%s is a fault of the command line", async (_name, args, message) => {
    const { code, stderr } = await runCli(args, { cwd: folder() });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test("runs share the connections to a server, and none is left when it ends", async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end("{}")).on("connection", () => connections++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const text = `version: "1.0"\nname: get\nactions: { actions: [{ id: get, call: http.get, with: { url: "${url}" } }] }\nworkflows: { nodes: [{ id: get, type: action, action: get }] }\n`;
    const cli = await serve(folder({ "scenarios/get.yaml": text }));
    for (const runId of ["a", "b", "c"]) {
      await post(`${cli.url}/scenarios/get/runs`, { runId });
      expect(await (await fetch(`${cli.url}/runs/${runId}/events`)).text()).toContain('"status":"succeeded"}\n');
    }
    expect(connections).toBe(1);
    cli.child.kill("SIGTERM");
    expect((await cli.finished).code).toBe(0);
  });

  test("a store that fails ends it, so that the next start goes on with what is kept", async () => {
    const cwd = folder();
    const cli = await serve(cwd);
    expect((await post(`${cli.url}/scenarios/wait/runs`, { runId: "w" })).status).toBe(201);
    const db = new DatabaseSync(join(cwd, "runs.db"));
    db.exec("PRAGMA busy_timeout = 5000");
    db.exec("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'no room'); END");
    expect((await post(`${cli.url}/scenarios/hello/runs`)).status).toBe(503);
    const { code, stderr } = await cli.finished;
    expect(stderr).toContain("The store could not be written to: no room");
    expect(code).toBe(2);
    db.exec("DROP TRIGGER full");
    db.close();
    const second = await serve(cwd);
    expect((await post(`${second.url}/runs/w/signals/go`, { data: "on" })).status).toBe(202);
    expect(await (await fetch(`${second.url}/runs/w/events`)).text()).toContain('"status":"succeeded"}\n');
  });

  test("a scenario that is changed is loaded anew", async () => {
    const cwd = folder();
    const cli = await serve(cwd);
    writeFileSync(join(cwd, "scenarios/new.yaml"), HELLO);
    await cli.said('"scenario":"new"');
    expect((await post(`${cli.url}/scenarios/new/runs`)).status).toBe(201);
  });
});
