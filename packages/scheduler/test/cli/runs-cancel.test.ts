/** `runs cancel` of runs whose process is gone. */
import { once } from "node:events";
import { expect, test } from "vitest";
import { runCli, startCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

const sleeper = (more = ""): string => `version: "1.0"
name: sleeper
secrets: [TOKEN]
actions:
  actions:
    - { id: say, call: std.set, with: { text: "{{ secrets.TOKEN }} and more" }${more} }
    - { id: nap, call: std.sleep, with: { duration: 1h } }
workflows:
  nodes:
    - { id: say, type: action, action: say, edges: [{ to: nap }] }
    - { id: nap, type: action, action: nap }
`;

const PARENT = `version: "1.0"
name: parent
actions:
  actions: [{ id: go, call: scenario.run, with: { file: ./a.yaml } }]
workflows:
  nodes: [{ id: go, type: action, action: go }]
`;

const env = { TOKEN: "not-a-real-token" };
const WITH = ["--store", "r.db", "--secret", "TOKEN"];

/** Kills a run while it sleeps. */
async function killed(cwd: string, file: string): Promise<void> {
  const cli = startCli(["run", file, "--run-id", "r", ...WITH], { cwd, env });
  await cli.said("succeeded say");
  cli.child.kill("SIGKILL");
  await once(cli.child, "close");
}

async function statuses(cwd: string): Promise<object> {
  const { stdout } = await runCli(["runs", "list", "--store", "r.db", "--format", "json"], { cwd });
  const listed = JSON.parse(stdout) as readonly { readonly id: string; readonly status: string }[];
  return Object.fromEntries(listed.map(({ id, status }) => [id, status]));
}

test("ends at once, with its reason, and shows no secret", async () => {
  const cwd = folderWith({ "a.yaml": sleeper() });
  await killed(cwd, "a.yaml");
  expect(await statuses(cwd)).toEqual({ r: "running" });
  const told = await runCli(["runs", "cancel", "r", "--store", "r.db", "--reason", "enough"], { cwd });
  expect(told).toMatchObject({ code: 0, stderr: "r: ended\n" });
  const shown = await runCli(["runs", "show", "r", "--store", "r.db", "--format", "json"], { cwd });
  expect(JSON.parse(shown.stdout)).toMatchObject({
    run: { status: "cancelled", error: { message: "enough" } },
    tasks: { say: { status: "succeeded" }, nap: { status: "cancelled" } },
  });
  expect(shown.stdout).not.toContain("not-a-real-token");
  const again = await runCli(["runs", "cancel", "r", "--store", "r.db"], { cwd });
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("has ended");
});

test("with what it began", async () => {
  const cwd = folderWith({ "a.yaml": sleeper(), "parent.yaml": PARENT });
  await killed(cwd, "parent.yaml");
  const below = await runCli(["runs", "cancel", "r/go/1/1", "--store", "r.db"], { cwd });
  expect(below.stderr).toContain("it ends when somebody goes on with the run that began it: scheduler runs resume r ");
  expect((await runCli(["runs", "cancel", "r", "--store", "r.db"], { cwd })).stderr).toBe("r: ended\n");
  expect(await statuses(cwd)).toEqual({ r: "cancelled", "r/go/1/1": "cancelled" });
});

test("where something is undone, by whoever goes on with it", async () => {
  const cwd = folderWith({ "a.yaml": sleeper(", compensate: { call: std.log, with: { message: undone } }") });
  await killed(cwd, "a.yaml");
  const told = await runCli(["runs", "cancel", "r", "--store", "r.db"], { cwd });
  expect(told).toMatchObject({ code: 0, stderr: expect.stringContaining("scheduler runs resume r --store r.db") });
  expect(await statuses(cwd)).toEqual({ r: "running" });
  const resumed = await runCli(["runs", "resume", "r", ...WITH], { cwd, env });
  expect(resumed.stderr).toContain("undone");
  expect(await statuses(cwd)).toEqual({ r: "cancelled" });
});
