/** Components that misbehave before their first action: each is a refusal, never an internal error and never a silent end. */
import { describe, expect, test } from "vitest";
import { runCli, startCli } from "../support/cli.ts";
import { componentModule, folderWith, GREET_MANIFEST, greetScenario } from "../support/folder.ts";

const ALLOWED = ["run", "a.yaml", "--allow-native", "greet", "--format", "json"];
const NO_SCHEMA = { ...GREET_MANIFEST, calls: { hello: { parameters: { type: "strin" } } } };

describe("one without a static manifest", () => {
  test.each([
    ["throws when it is asked", { describe: "() => { throw new Error('not today') }" }, "not today"],
    ["answers nothing", { describe: "() => null" }, "expected an object"],
    [
      "gives a schema that is none",
      { describe: `() => (${JSON.stringify(NO_SCHEMA)})` },
      'calls.hello.parameters/type: no type is called "strin"',
    ],
  ])("%s: exit 2, and why", async (_name, bodies, why) => {
    const cwd = folderWith({ "greet.mjs": componentModule(bodies), "a.yaml": greetScenario("./greet.mjs") });
    const { code, stdout, stderr } = await runCli(ALLOWED, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      `a.yaml:4:26: error[component-refused]: [manifest-invalid] The component greet describes itself wrongly: ${why}`,
    );
  });

  test.each([
    ["whose description never comes", componentModule({ describe: "() => new Promise(() => {})" })],
    ["whose module never loads", "await new Promise(() => {});"],
  ])("%s does not end the process as if all were well", async (_name, module) => {
    const cwd = folderWith({
      "greet.mjs": `console.error("loading");\n${module}`,
      "a.yaml": greetScenario("./greet.mjs"),
    });
    const cli = startCli(ALLOWED, { cwd });
    await cli.said("loading");
    const first = await Promise.race([cli.finished, new Promise((resolve) => setTimeout(resolve, 300, "still there"))]);
    expect(first).toBe("still there");
    cli.child.kill("SIGINT");
    expect((await cli.finished).signal).toBe("SIGINT");
  });
});

test.each([
  ["validate", ["validate", "a.yaml"], 1],
  ["run", ALLOWED, 2],
  ["inspect", ["inspect", "./greet.mjs"], 2],
])("a static manifest with a schema that is none is refused by %s", async (_verb, args, exit) => {
  const cwd = folderWith({
    "greet.mjs": componentModule(),
    "greet.manifest.json": JSON.stringify(NO_SCHEMA),
    "a.yaml": greetScenario("./greet.mjs"),
  });
  const { code, stdout, stderr } = await runCli(args, { cwd });
  expect(code).toBe(exit);
  expect(stdout + stderr).toContain('calls.hello.parameters/type: no type is called "strin"');
});

test("an interrupt waits for an init that never ends no longer than the grace period", async () => {
  const cwd = folderWith({
    "greet.mjs": componentModule({
      initComponent: "() => { console.error('initialising'); return new Promise(() => {}); }",
    }),
    "greet.manifest.json": JSON.stringify(GREET_MANIFEST),
    "a.yaml": greetScenario("./greet.mjs"),
  });
  const cli = startCli([...ALLOWED, "--grace", "50ms"], { cwd });
  await cli.said("initialising");
  cli.child.kill("SIGINT");
  const { code, stdout } = await cli.finished;
  expect(code).toBe(130);
  const report = JSON.parse(stdout);
  expect(report.run.status).toBe("cancelled");
  expect(report.logs).toMatchObject([{ code: "component-failed", component: "greet" }]);
});

test("--policy and --allow join: what either grants is granted, and the rest is named", async () => {
  const requests = ', requests: { http: ["https://a.example", "https://b.example", "https://c.example"] }';
  const cwd = folderWith({
    "greet.mjs": componentModule(),
    "greet.manifest.json": JSON.stringify(GREET_MANIFEST),
    "a.yaml": greetScenario("./greet.mjs", requests),
    "policy.yaml": "components: { greet: { native: true, http: ['https://a.example'] } }\n",
  });
  const args = ["run", "a.yaml", "--policy", "policy.yaml", "--allow", "greet=http:https://b.example"];
  const { code, stderr } = await runCli(args, { cwd });
  expect(code).toBe(0);
  expect(stderr.match(/to allow it: .*/g)).toEqual(["to allow it: --allow greet=http:https://c.example"]);
});

test.each([
  ["a timer", "setTimeout(() => { throw new Error('stray ' + action.parameters.who) }, 5)"],
  ["a promise nobody looks at", "void Promise.reject(new Error('stray ' + action.parameters.who))"],
])("a fault in %s ends the run with a report, released, and its message redacted", async (_name, stray) => {
  const cwd = folderWith({
    "greet.mjs": componentModule({
      executeAction: `(action) => { ${stray}; return new Promise(() => {}); }`,
      releaseComponent: "() => { console.error('released') }",
    }),
    "greet.manifest.json": JSON.stringify(GREET_MANIFEST),
    "a.yaml": greetScenario("./greet.mjs")
      .replace("name: greeting", "name: greeting\nsecrets: [TOKEN]")
      .replace("who: world", 'who: "{{ secrets.TOKEN }}"'),
  });
  const args = [...ALLOWED, "--grace", "50ms", "--secret", "TOKEN"];
  const { code, stdout, stderr } = await runCli(args, { cwd, env: { TOKEN: "hush-hush" } });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).run).toMatchObject({
    status: "cancelled",
    error: { message: "The run was interrupted: a fault outside of any action: stray [redacted]" },
  });
  expect(stderr).toContain("stopping: interrupted: The run was interrupted: a fault outside of any action");
  expect(stderr).toContain("released");
  expect(stdout + stderr).not.toContain("hush-hush");
});
