import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runShell, startCli } from "../support/cli.ts";
import { componentModule, folderWith, greetScenario } from "../support/folder.ts";

const SLEEP = `version: "1.0"
name: sleepy
actions:
  actions:
    - { id: sleep, call: std.sleep, with: { duration: 10m } }
    - { id: noop, call: std.noop }
workflows:
  nodes:
    - { id: nap, type: action, action: sleep, edges: [{ to: after }] }
    - { id: after, type: action, action: noop }
`;

describe("signals", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "the first %s cancels what runs and writes the report: exit 130",
    async (signal) => {
      const cli = startCli(["run", "-", "--format", "json", "--log-level", "debug"], { stdin: SLEEP });
      await cli.said("started nap");
      cli.child.kill(signal);
      const { code, stdout, stderr } = await cli.finished;
      expect(code).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({
        run: { status: "cancelled" },
        tasks: { nap: { status: "cancelled" }, after: { status: "cancelled" } },
      });
      expect(stderr).toContain(signal);
    },
  );

  test("what succeeded is undone after an interrupt, and the second ends that at once", async () => {
    const text = `version: "1.0"
name: sleepy
actions:
  actions:
    - { id: book, call: std.noop, compensate: { call: std.log, with: { message: "undone {{ task.id }}" } } }
    - { id: slow, call: std.noop, compensate: { call: std.sleep, with: { duration: 10m } } }
    - { id: sleep, call: std.sleep, with: { duration: 10m } }
workflows:
  nodes:
    - { id: slow, type: action, action: slow, edges: [{ to: book }] }
    - { id: book, type: action, action: book, edges: [{ to: nap }] }
    - { id: nap, type: action, action: sleep }
`;
    const args = ["run", "-", "--format", "json", "--log-level", "debug"];
    const once = startCli(args, {
      stdin: text.replace("call: std.sleep, with: { duration: 10m } } }", "call: std.noop } }"),
    });
    await once.said("started nap");
    once.child.kill("SIGINT");
    const { code, stdout } = await once.finished;
    expect([code, JSON.parse(stdout).tasks]).toMatchObject([
      130,
      {
        nap: { status: "cancelled" },
        "book!compensate": { status: "succeeded" },
        "slow!compensate": { status: "succeeded" },
      },
    ]);
    const twice = startCli(args, { stdin: text });
    await twice.said("started nap");
    twice.child.kill("SIGINT");
    await twice.said("started slow!compensate");
    twice.child.kill("SIGINT");
    expect(await twice.finished).toMatchObject({ code: 130, stdout: "" });
  });

  test("components are released after an interrupt", async () => {
    const module = `import { writeFileSync } from "node:fs";\n${componentModule({
      executeAction:
        '(action, context) => new Promise((resolve) => context.signal.addEventListener("abort", () => resolve({ status: "cancelled", error: { code: "cancelled", message: "stopped", retryable: false, causes: [] } })))',
      releaseComponent: '() => writeFileSync("released", "")',
    })}`;
    const cwd = folderWith({ "greet.mjs": module, "a.yaml": greetScenario("./greet.mjs") });
    const cli = startCli(["run", "a.yaml", "--allow-native", "greet", "--log-level", "debug"], { cwd });
    await cli.said("started hello");
    cli.child.kill("SIGINT");
    expect((await cli.finished).code).toBe(130);
    expect(existsSync(join(cwd, "released"))).toBe(true);
  });

  test.each([
    ["fails", "() => { throw new Error('stuck door') }", "could not be released: stuck door"],
    ["never returns", "() => new Promise(() => {})", "was not released in time"],
  ])("after an interrupt a release that %s is in the report", async (_name, releaseComponent, message) => {
    const executeAction =
      "(action, context) => new Promise((_, reject) => { context.signal.onabort = () => reject(context.signal.reason) })";
    const module = componentModule({ executeAction, releaseComponent });
    const cwd = folderWith({ "greet.mjs": module, "a.yaml": greetScenario("./greet.mjs") });
    const args = ["run", "a.yaml", "--allow-native", "greet", "--grace", "50ms", "--format", "json"];
    const cli = startCli([...args, "--log-level", "debug"], { cwd });
    await cli.said("started hello");
    cli.child.kill("SIGINT");
    const { code, stdout } = await cli.finished;
    expect(code).toBe(130);
    const { run, logs } = JSON.parse(stdout);
    expect(run.status).toBe("cancelled");
    expect(logs).toMatchObject([{ code: "component-failed", message: expect.stringContaining(message) }]);
  });

  test("the second ends at once a component that never returns", async () => {
    const module = componentModule({ executeAction: "() => new Promise(() => { setInterval(() => {}, 1000) })" });
    const cwd = folderWith({ "greet.mjs": module, "a.yaml": greetScenario("./greet.mjs") });
    const cli = startCli(["run", "a.yaml", "--allow-native", "greet", "--log-level", "debug"], { cwd });
    await cli.said("started hello");
    cli.child.kill("SIGINT");
    await cli.said("once more ends at once");
    cli.child.kill("SIGINT");
    const { code, stdout } = await cli.finished;
    expect(code).toBe(130);
    // No report: nothing was waited for.
    expect(stdout).toBe("");
  });

  test("a component that never returns loses its slot after its grace period, and the process ends though it holds a timer", async () => {
    const module = componentModule({ executeAction: "() => new Promise(() => { setInterval(() => {}, 1000) })" });
    const scenario = greetScenario("./greet.mjs").replace("who: world } }", "who: world }, timeout: 10ms }");
    const cwd = folderWith({ "greet.mjs": module, "a.yaml": scenario });
    const cli = startCli(["run", "a.yaml", "--allow-native", "greet", "--grace", "20ms", "--format", "json"], { cwd });
    const { code, stdout } = await cli.finished;
    expect(code).toBe(1);
    expect(JSON.parse(stdout).traces).toMatchObject([{ status: "timed-out" }]);
  });
});

describe("pipes and terminals", () => {
  const MANY = `version: "1.0"
name: many
actions:
  actions:
    - { id: noop, call: std.noop }
workflows:
  nodes:
${Array.from({ length: 3000 }, (_, index) => `    - { id: n${index}, type: action, action: noop }`).join("\n")}
`;

  test.each([
    ["graph", "graph a.yaml --format json"],
    ["run as json", "run a.yaml --quiet --format json"],
    ["run as ndjson", "run a.yaml --quiet --format ndjson"],
    ["schema", "schema"],
  ])("a reader that leaves ends %s quietly", async (_name, args) => {
    const cwd = folderWith({ "a.yaml": MANY });
    const { stdout, stderr, code } = await runShell(
      `set -o pipefail; $SCHEDULER ${args} | head -c 10; exit \${PIPESTATUS[0]}`,
      { cwd },
    );
    expect(stdout).toHaveLength(10);
    expect(stderr).toBe("");
    expect([0, 1]).toContain(code);
  });

  test("a closed stderr is no fault either", async () => {
    const cwd = folderWith({ "a.yaml": MANY });
    const { code, stdout } = await runShell("$SCHEDULER run a.yaml 2>&- | tail -1; exit ${PIPESTATUS[0]}", { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("succeeded many");
  });

  test("a full disk is said: exit 2", async () => {
    const { code, stderr } = await runShell("$SCHEDULER schema > /dev/full");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: Cannot write to stdout: .*ENOSPC/);
  });

  const WAITS = SLEEP.replace("10m", "400ms");

  test("on a terminal there is colour and live progress, which leaves it clean", async () => {
    const cwd = folderWith({ "a.yaml": WAITS });
    const { code, stdout } = await runShell('script -qec "stty rows 24 columns 100; $SCHEDULER run a.yaml" /dev/null', {
      cwd,
      env: { TERM: "xterm-256color" },
    });
    expect(code).toBe(0);
    expect(stdout).toContain("\u001b[32msucceeded\u001b[39m");
    expect(stdout).toContain("0/2, 1 running");
    expect(stdout).toContain("2/2");
    // The cursor was hidden and is shown again.
    expect(stdout.lastIndexOf("\u001b[?25h")).toBeGreaterThan(stdout.lastIndexOf("\u001b[?25l"));
  });

  test("two hundred nodes stay readable: few frames, few lines each", async () => {
    const nodes = Array.from({ length: 200 }, (_, index) => `    - { id: n${index}, type: action, action: noop }`).join(
      "\n",
    );
    const text =
      MANY.slice(0, MANY.indexOf("    - { id: n0,")).replace(
        "call: std.noop",
        "call: std.sleep, with: { duration: 20ms }",
      ) + nodes;
    const cwd = folderWith({ "a.yaml": text });
    const script = 'script -qec "stty rows 24 columns 100; $SCHEDULER run a.yaml --output /dev/null" /dev/null';
    const { code, stdout } = await runShell(script, { cwd, env: { TERM: "xterm-256color" } });
    expect(code).toBe(0);
    expect(stdout).toContain("200/200, 0 running");
    // 200 × 20 ms, 16 at once: about 250 ms, so a line for each attempt would be ten times as much.
    const frames = stdout.split("running").length - 1;
    expect(frames).toBeLessThan(40);
    expect(stdout.split("▸").length - 1).toBeLessThanOrEqual(frames * 6);
  });

  test("NO_COLOR takes the colour away", async () => {
    const cwd = folderWith({ "a.yaml": WAITS });
    const { code, stdout } = await runShell('script -qec "stty rows 24 columns 100; $SCHEDULER run a.yaml" /dev/null', {
      cwd,
      env: { TERM: "xterm-256color", NO_COLOR: "1" },
    });
    expect(code).toBe(0);
    // eslint-disable-next-line no-control-regex -- colours are what is looked for
    expect(stdout).not.toMatch(/\u001b\[3\dm/);
  });
});
