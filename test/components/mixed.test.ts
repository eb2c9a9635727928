/**
 * One scenario through every kind of component at once: the native `std`, the compiled `http`, a package from npm, and three `.wasm`
 * files of third parties, 1000 tasks, 16 at once.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createComponentLoader,
  createScheduler,
  EMPTY_POLICY,
  NO_ALLOWANCE,
  type Allowance,
  type ComponentSource,
  type OperatorPolicy,
  type RunReport,
} from "@scheduler-components/scheduler";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const COMPILED_HTTP = join(ROOT, "packages/scheduler-actions-http/component/component.wasm");
const EXAMPLES = join(ROOT, "examples/components");
const TASKS = 1000;
const AT_ONCE = 16;

const NPM_COMPONENT = `
export const component = {
  describe: () => ({ name: "double", version: "1.0.0", calls: { number: { parameters: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } } } }),
  initComponent() {},
  executeAction: async ({ parameters: { n } }) => ({ status: "succeeded", output: { doubled: 2 * n } }),
  releaseComponent() {},
};
`;

let server: Server;
let folder: string;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = JSON.stringify({ path: request.url, items: [1, 2, 3] });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), "mixed-"));
  cpSync(join(EXAMPLES, "wat/echo.wasm"), join(folder, "echo.wasm"));
  cpSync(join(EXAMPLES, "c/stats.wasm"), join(folder, "stats.wasm"));
  cpSync(join(EXAMPLES, "ts-quickjs/readings.wasm"), join(folder, "readings.wasm"));
  const double = join(folder, "node_modules/@acme/double");
  mkdirSync(double, { recursive: true });
  writeFileSync(join(double, "index.js"), NPM_COMPONENT);
  const manifest = { name: "@acme/double", type: "module", scheduler: { component: "./index.js" } };
  writeFileSync(join(double, "package.json"), JSON.stringify(manifest));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** Calls in turn; each is given the number of its task. */
const CALLS: readonly {
  readonly call: string;
  readonly with: (n: number) => object;
  readonly gives: (n: number) => object;
}[] = [
  { call: "std.set", with: (n) => ({ n }), gives: (n) => ({ n }) },
  { call: "http.get", with: (n) => ({ url: `${origin}/item/${n}` }), gives: (n) => ({ body: { path: `/item/${n}` } }) },
  { call: "double.number", with: (n) => ({ n }), gives: (n) => ({ doubled: 2 * n }) },
  { call: "echo.echo", with: (n) => ({ n }), gives: (n) => ({ n }) },
  { call: "stats.summarize", with: (n) => ({ values: [n, n] }), gives: (n) => ({ mean: n, count: 2 }) },
  {
    call: "readings.fetch",
    with: (n) => ({ resource: "api", path: `/reading/${n}`, pointer: "/path" }),
    gives: (n) => ({ data: `/reading/${n}` }),
  },
];

function scenarioText(): string {
  const actions = CALLS.map(({ call }, index) => ({ id: `a${index}`, call, with: {} }));
  const nodes = Array.from({ length: TASKS }, (_, n) => {
    const index = n % CALLS.length;
    return { id: `t${n}`, type: "action", action: `a${index}`, priority: n % 64, with: CALLS[index]?.with(n) };
  });
  return JSON.stringify({
    version: "1.0",
    name: "mixed",
    secrets: ["API_TOKEN"],
    components: [
      { id: "double", source: "npm:@acme/double" },
      { id: "echo", source: "./echo.wasm" },
      { id: "stats", source: "./stats.wasm" },
      { id: "readings", source: "./readings.wasm", requests: { http: [origin], secrets: ["API_TOKEN"] } },
    ],
    workbook: { resources: [{ id: "api", type: "http_endpoint", properties: { base: origin } }] },
    actions: { actions },
    workflows: { nodes },
  });
}

async function runMixed(): Promise<RunReport> {
  const allow = { ...NO_ALLOWANCE, http: [origin], secrets: ["API_TOKEN"] };
  const policy: OperatorPolicy = {
    ...EMPTY_POLICY,
    components: new Map<string, Allowance>([
      ["double", { ...NO_ALLOWANCE, native: true }],
      ["readings", allow],
      ["http", allow],
    ]),
  };
  const sources = new Map([["http", COMPILED_HTTP]]);
  const loader = createComponentLoader({ folder, policy, sources });
  const secrets = { API_TOKEN: "not-to-be-seen" };
  const load =
    (def: Parameters<typeof loader.load>[0]): ComponentSource =>
    async () => {
      const loaded = await loader.load(def, { secrets });
      if (loaded.ok) return loaded.component;
      throw new Error(loaded.refusal.message);
    };
  const http = load({ id: "http", source: COMPILED_HTTP, requests: { http: [origin] } });
  const scheduler = createScheduler({ components: { http }, load: (def) => load(def), concurrency: AT_ONCE });
  return scheduler.run(scenarioText(), { secrets });
}

test("a thousand tasks through native, npm and wasm components at once", { timeout: 120_000 }, async () => {
  expect(existsSync(COMPILED_HTTP), "pnpm build:components has been run").toBe(true);
  const report = await runMixed();
  expect(report.run).toMatchObject({ status: "succeeded" });
  expect(report.traces).toHaveLength(TASKS);
  for (const trace of report.traces) {
    const n = Number(trace.task.slice(1));
    expect(trace.output).toMatchObject(CALLS[n % CALLS.length]?.gives(n) ?? {});
  }
  expect(Object.keys(report.components ?? {}).toSorted()).toEqual(["echo", "http", "readings", "stats"]);
  for (const usage of Object.values(report.components ?? {})) expect(usage).toMatchObject({ kind: "wasm", faults: 0 });
  expect(JSON.stringify(report)).not.toContain("not-to-be-seen");
});
