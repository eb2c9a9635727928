/** The scenarios of `examples/components`, run by the program against a real server. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../examples/components");
const TOKEN = "not-a-real-token";
/** Compiling what Python becomes takes a while on a busy machine. */
const RUN_MS = 120_000;

interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let origin = "";
let folder = "";
let seen: Seen[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    seen.push({ method: request.method, path: request.url, headers: request.headers, body });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ items: [1, 2, 3] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), "example-components-"));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The scenario beside the files it names, with this server for the one it names. Gives what is not built. */
function place(name: string): readonly string[] {
  seen = [];
  const text = readFileSync(join(EXAMPLES, name), "utf8").replaceAll("http://127.0.0.1:8080", origin);
  writeFileSync(join(folder, name), text);
  const sources = [...text.matchAll(/source: (\.\/[\w./-]+\.wasm)/g)].map(([, source = ""]) => source);
  const missing = sources.filter((source) => !existsSync(join(EXAMPLES, source)));
  for (const source of sources.filter((each) => !missing.includes(each))) {
    mkdirSync(dirname(join(folder, source)), { recursive: true });
    copyFileSync(join(EXAMPLES, source), join(folder, source));
  }
  return missing;
}

function run(name: string, ...flags: readonly string[]): ReturnType<typeof runCli> {
  const args = ["run", name, "--format", "json", "--secret", "API_TOKEN", ...flags];
  return runCli(args, { cwd: folder, env: { API_TOKEN: TOKEN } });
}

const SAME = {
  run: { status: "succeeded" },
  tasks: {
    read: { status: "succeeded" },
    check: { status: "failed" },
    note: { status: "succeeded" },
    "spread-1": { status: "succeeded" },
    "spread-2": { status: "succeeded" },
    gathered: { status: "succeeded" },
  },
  exports: { items: [1, 2, 3] },
  metrics: { mean: { last: 2 } },
};

describe("committed.yaml", () => {
  test("runs, and the server alone sees the token", { timeout: RUN_MS }, async () => {
    expect(place("committed.yaml")).toEqual([]);
    const { code, stdout, stderr } = await run("committed.yaml", "--allow-requested");
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(JSON.parse(stdout)).toMatchObject(SAME);
    expect(code).toBe(0);
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(["/asset", "/health", "/json"]));
    for (const { headers } of seen) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test(
    "without grants nothing leaves, and the lines that would allow it are printed",
    { timeout: RUN_MS },
    async () => {
      place("committed.yaml");
      const { code, stdout, stderr } = await run("committed.yaml");
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ run: { status: "failed" }, tasks: { read: { status: "failed" } } });
      expect(seen).toEqual([]);
      expect(stderr).toContain(`--allow readings=http:${origin}`);
      expect(stderr).toContain("--allow readings=secrets:API_TOKEN");
    },
  );

  test("a parameter that the component refuses is found before anything runs", { timeout: RUN_MS }, async () => {
    place("committed.yaml");
    const file = join(folder, "committed.yaml");
    const text = readFileSync(file, "utf8").replace("pointer: /items", "pointer: items");
    writeFileSync(file, text);
    const line = text.split("\n").findIndex((each) => each.includes("pointer: items")) + 1;
    const { code, stdout } = await runCli(["validate", "committed.yaml", "--format", "json"], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { callsChecked: true, diagnostics: [{ code: "invalid-parameter", line }] },
    ]);
  });
});

test("all.yaml runs: five components in four languages", { timeout: RUN_MS }, async ({ skip }) => {
  const missing = place("all.yaml");
  if (missing.length > 0) skip(`not built: ${missing.join(", ")}; pnpm build:examples builds it`);
  const { code, stdout, stderr } = await run("all.yaml", "--allow-requested");
  expect(stdout + stderr).not.toContain(TOKEN);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject(SAME);
  expect(report.metrics).toMatchObject({ published_status: { last: 200 } });
  expect(report.exports.report).toContain("| from | to | count |");
  expect(code).toBe(0);
  const [posted] = seen.filter(({ method }) => method === "POST");
  expect(posted).toMatchObject({ path: "/post", headers: { "x-sent-by": "scheduler" } });
  expect(posted?.headers["idempotency-key"]).toEqual(expect.any(String));
  expect(JSON.parse(posted?.body ?? "")).toEqual({ report: report.exports.report, media_type: "text/markdown" });
});
