/** The components as others would run them: in wasmtime, alone and composed. Left out where it is not installed, or they are not built. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDemoServer, type DemoServer } from "../../packages/scheduler/src/demo-server/server.ts";
import { root } from "../../scripts/wit/assemble.ts";
import { withoutTimes } from "../components/support/normal.ts";
import { call, CORE, MY_HOST, run, runWasmtime, SCHEDULER, whyNot, type Ran } from "./support.ts";

// The first run of a composition compiles it; afterwards it comes from wasmtime's cache.
const COMPILING = 300_000;

const HELLO =
  'version: "1.0"\nname: hello\nactions: { actions: [{ id: a, call: std.noop }] }\nworkflows: { nodes: [{ id: a, type: action, action: a }] }\n';

const leftOut = (why: string | undefined): string => (why === undefined ? "" : ` (left out: ${why})`);

const noCore = whyNot(CORE);
describe.skipIf(noCore !== undefined)(`core alone${leftOut(noCore)}`, () => {
  test("gives the scenario that a text says", { timeout: COMPILING }, async () => {
    const { code, stdout } = await runWasmtime(["--invoke", call("parse-scenario", HELLO), CORE]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok\(\{version: "1\.0", name: "hello", .*actions: \[\{id: "a", call: "std\.noop"/);
  });

  test("says what is wrong, each on its line and column", { timeout: COMPILING }, async () => {
    const { code, stdout } = await runWasmtime([
      "--invoke",
      call("parse-scenario", HELLO.replace("action: a", "action: b")),
      CORE,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^err\("4:\d+ unknown-reference: no action is called \\"b\\"/);
  });
});

const noHost = whyNot(MY_HOST);
describe.skipIf(noHost !== undefined)(`a host wired to core's parser${leftOut(noHost)}`, () => {
  test.each([
    ["reads a scenario", HELLO, 'ok("hello: 1 node, calls std.noop")\n'],
    ["passes the parser's problems on", 'version: "2"\n', /^err\("1:1 missing-key: .*1:10 unknown-value: /],
  ])("%s", { timeout: COMPILING }, async (_name, text, expected) => {
    const { code, stdout } = await runWasmtime(["--invoke", call("parse-yaml", text), MY_HOST]);
    expect(code).toBe(0);
    if (typeof expected === "string") expect(stdout).toBe(expected);
    else expect(stdout).toMatch(expected);
  });
});

const noScheduler = whyNot(SCHEDULER);
describe.skipIf(noScheduler !== undefined)(`the scheduler, composed${leftOut(noScheduler)}`, () => {
  let server: DemoServer;
  beforeAll(async () => {
    server = await startDemoServer();
    // Compiles it, once for all.
    await runWasmtime(["-S", "http", SCHEDULER, "--help"]);
  }, COMPILING);
  afterAll(() => server.close());

  const composed = (args: readonly string[], options: Parameters<typeof runWasmtime>[1] = {}): Promise<Ran> =>
    runWasmtime(["-S", "http", "--dir", ".", "--env", "API_TOKEN=not-a-real-token", SCHEDULER, ...args], options);
  const native = (args: readonly string[]): Promise<Ran> =>
    run(
      process.execPath,
      [
        join(root, "packages/scheduler/src/bin.ts"),
        "run",
        ...args,
        "--format",
        "json",
        "--concurrency",
        "1",
        "--quiet",
      ],
      {
        env: { API_TOKEN: "not-a-real-token" },
      },
    );

  test.each([
    ["examples/http-demo.yaml", (url: string) => ["--input", `base=${url}`]],
    ["examples/secrets.yaml", (url: string) => ["--input", `base=${url}`, "--secret", "API_TOKEN"]],
    ["examples/failure.yaml", () => []],
    ["examples/loop.yaml", () => ["--input", "limit=4"]],
    ["examples/fan-out.yaml", () => []],
    ["examples/travel.yaml", () => [], 1],
    ["examples/batch.yaml", () => []],
  ])("%s: the report of the native command line", { timeout: COMPILING }, async (file, inputs, code = 0) => {
    const args = [file, ...inputs(server.url)];
    const [inWasmtime, inNode] = await Promise.all([composed(args), native(args)]);
    expect(inNode.code).toBe(code);
    expect({ ...inWasmtime, stdout: "" }).toEqual({ code, stderr: "", stdout: "" });
    expect(comparable(inWasmtime.stdout)).toEqual(comparable(inNode.stdout));
    expect(inWasmtime.stdout).not.toContain("not-a-real-token");
  });

  test("a server that nobody can reach: tried again, then handled", { timeout: COMPILING }, async () => {
    const { code, stdout } = await composed(["examples/http-demo.yaml", "--input", "base=http://127.0.0.1:1"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tasks: { probe: { status: "failed" }, unreachable: { status: "succeeded" }, push: { status: "skipped" } },
      summary: { retries: 2 },
    });
  });

  test("a server that answers too late: the attempt times out, and says so", { timeout: COMPILING }, async () => {
    // It never answers: what comes late on one machine may come in time on another.
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    try {
      const { port } = silent.address() as AddressInfo;
      const scenario = HELLO.replace(
        "call: std.noop",
        `call: http.get, timeout: 300ms, with: { url: "http://127.0.0.1:${port}/" }`,
      );
      const { code, stdout, stderr } = await composed(["-"], { stdin: scenario });
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({
        run: { status: "failed", error: { code: "unhandled-failure" } },
        tasks: { a: { status: "timed-out", visits: 1 } },
      });
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  test("a run that fails: its report, and exit code 1", { timeout: COMPILING }, async () => {
    const { code, stdout, stderr } = await composed(["-"], { stdin: HELLO.replace("std.noop", "std.fail") });
    expect([code, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ run: { status: "failed", error: { code: "unhandled-failure" } } });
  });

  test.each([
    [
      "a scenario that is not valid",
      ["-"],
      HELLO.replace("std.noop", "std.nope"),
      /^<stdin>:3:\d+ unknown-call: .*\n$/,
    ],
    [
      "a scenario that needs another component",
      ["-"],
      `components: [{ id: greet, source: ./greet.wasm }]\n${HELLO}`,
      /^<stdin>:1:14 component-unavailable: /,
    ],
    ["a file that is not there", ["nowhere.yaml"], "", /^Cannot read nowhere\.yaml: no-entry\n$/],
    [
      "a file outside of the folders given",
      ["../nowhere.yaml"],
      "",
      /^Cannot read \.\.\/nowhere\.yaml: not-permitted\n$/,
    ],
  ])("%s: diagnostics on stderr, and exit code 1", { timeout: COMPILING }, async (_name, args, stdin, expected) => {
    const { code, stdout, stderr } = await composed(args, { stdin });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(expected);
  });

  test(
    "without a capability for HTTP it does not start: the component imports it",
    { timeout: COMPILING },
    async () => {
      const { code, stderr } = await runWasmtime([SCHEDULER, "--help"]);
      expect(code).not.toBe(0);
      expect(stderr).toContain("wasi:http/");
    },
  );
});

/** What the two clients differ in: the headers that they send, which the demo server sends back, and those of the connection. */
const OF_THE_CLIENT: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "host",
  "user-agent",
  "transfer-encoding",
  "content-length",
  "keep-alive",
  "date",
]);

function comparable(stdout: string): unknown {
  const report = withoutTimes(stdout);
  return JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    OF_THE_CLIENT.has(key) ? undefined : value,
  ) as unknown;
}
