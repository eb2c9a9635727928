import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startDemoServer } from "../../src/demo-server/server.ts";
import { runCli } from "../support/cli.ts";

const FOLDER = join(import.meta.dirname, "../../../../examples");
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

test.each(EXAMPLES)("examples/%s is valid, and every call of it is checked", async (name) => {
  expect(await runCli(["validate", name], { cwd: FOLDER })).toMatchObject({
    code: 0,
    stdout: `valid ${name}\n`,
    stderr: "",
  });
});

test.each(EXAMPLES)("examples/%s runs", async (name) => {
  const server = await startDemoServer();
  const input = name.startsWith("http") || name.startsWith("secrets") ? ["--input", `base=${server.url}`] : [];
  try {
    const args = ["run", name, "--format", "json", "--secret", "API_TOKEN", ...input];
    const { code, stdout } = await runCli(args, { cwd: FOLDER, env: { API_TOKEN: "not-a-real-token" } });
    expect(code).toBe(EXPECTED[name]?.code ?? 0);
    expect(stdout).not.toContain("not-a-real-token");
    const { tasks, exports } = JSON.parse(stdout);
    expect(tasks).toMatchObject(EXPECTED[name]?.tasks ?? { missing: true });
    if (EXPECTED[name]?.exports) expect(exports).toMatchObject(EXPECTED[name].exports);
  } finally {
    await server.close();
  }
});

test("http-demo without its server: the failure is retried, then handled", async () => {
  const { code, stdout } = await runCli(
    ["run", "http-demo.yaml", "--format", "json", "--input", "base=http://127.0.0.1:1"],
    { cwd: FOLDER },
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    tasks: { probe: { status: "failed" }, unreachable: { status: "succeeded" }, push: { status: "skipped" } },
    summary: { retries: 2 },
  });
});

interface Expected {
  readonly code?: number;
  readonly tasks: { readonly [id: string]: { readonly status: string; readonly visits?: number } };
  readonly exports?: { readonly [name: string]: unknown };
}

const EXPECTED: { readonly [name: string]: Expected } = {
  "batch.yaml": {
    tasks: {
      load: { status: "failed" },
      "load[0]": { status: "succeeded" },
      "load[1]": { status: "failed" },
      "load[2]": { status: "succeeded" },
      report: { status: "skipped" },
      "report-some": { status: "succeeded" },
    },
  },
  "travel.yaml": {
    code: 1,
    tasks: {
      pay: { status: "failed" },
      "hotel!compensate": { status: "succeeded" },
      "flight!compensate": { status: "succeeded" },
    },
  },
  "rollout.yaml": {
    tasks: {
      north: { status: "succeeded" },
      south: { status: "failed" },
      sorry: { status: "succeeded" },
      done: { status: "succeeded" },
    },
  },
  "http-demo.yaml": {
    tasks: {
      probe: { status: "succeeded" },
      push: { status: "succeeded" },
      unreachable: { status: "skipped" },
      done: { status: "succeeded" },
    },
    exports: { asset_status: 200 },
  },
  "loop.yaml": {
    tasks: { step: { status: "succeeded", visits: 3 }, report: { status: "succeeded" } },
    exports: { n: 3 },
  },
  "fan-out.yaml": {
    tasks: { left: { status: "succeeded" }, spare: { status: "skipped" }, total: { status: "succeeded" } },
  },
  "failure.yaml": {
    tasks: { risky: { status: "failed" }, recover: { status: "succeeded" }, "clean-up": { status: "succeeded" } },
  },
  "secrets.yaml": { tasks: { call: { status: "succeeded" } } },
};

test("every example has its expectation here", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(EXAMPLES.sort());
});
