/** What the command line says where its store cannot be written to, and who goes on where two want to. */
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getuid } from "node:process";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { createScheduler } from "../../src/engine/scheduler.ts";
import { runCli, runShell, startCli, type Finished } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

const SHORT = `version: "1.0"
name: short
actions:
  actions: [{ id: nap, call: std.sleep, with: { duration: 1ms } }]
workflows:
  nodes: [{ id: nap, type: action, action: nap }]
`;

/** As somebody who may not do everything: to the system's owner nothing is read-only. */
const UNPRIVILEGED = getuid?.() === 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : "";

function isPlain({ code, stderr }: Finished, message: string): void {
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
  expect(code).toBe(2);
}

test.each([
  ["the file may not be written to", "chmod 444 runs.db", "permission denied"],
  ["the folder may not be written to", "chmod 666 runs.db; chmod 555 .", "attempt to write a readonly database"],
  ["it is a folder", "rm runs.db; mkdir -m 777 runs.db", "it is a folder"],
])("a store is refused where %s", async (_name, prepare, message) => {
  const folder = folderWith({ "short.yaml": SHORT });
  chmodSync(folder, 0o777);
  const made = await runCli(["run", "short.yaml", "--store", "runs.db", "--run-id", "one"], { cwd: folder });
  expect(made.code).toBe(0);
  await runShell(prepare, { cwd: folder });
  for (const verb of [
    "run short.yaml --run-id two",
    "runs resume one",
    "signal one go",
    "runs prune --older-than 1d",
  ]) {
    const finished = await runShell(`exec ${UNPRIVILEGED} $SCHEDULER ${verb} --store runs.db`, { cwd: folder });
    isPlain(finished, message);
    expect(finished.stderr).toContain(`The store ${folder}/runs.db cannot be used: `);
  }
  chmodSync(folder, 0o777);
});

/** Each output fills a few pages. */
const LONG = JSON.stringify({
  version: "1.0",
  name: "long",
  actions: { actions: [{ id: "set", call: "std.set", with: { text: "x".repeat(20_000) } }] },
  workflows: {
    nodes: Array.from({ length: 40 }, (_, at) => ({
      id: `n${at}`,
      type: "action",
      action: "set",
      with: { at },
      edges: at === 39 ? [] : [{ to: `n${at + 1}` }],
    })),
  },
});

test.each([
  [1, "The store "],
  [20, "The store "],
  [100, "could not be written to"],
  [200, "could not be written to"],
  [600, "could not be written to"],
])(
  "a disk that is full after %i KiB: what could not be kept has not happened, and the run goes on when there is room",
  async (limit, message) => {
    const folder = folderWith({ "long.yaml": LONG });
    const full = await runShell(`ulimit -f ${limit}; exec $SCHEDULER run long.yaml --store runs.db --run-id r`, {
      cwd: folder,
    });
    isPlain(full, message);
    if (message.startsWith("could")) expect(full.stderr).toContain("scheduler runs resume r --store runs.db");
    const begun = (await runCli(["runs", "list", "--store", "runs.db", "--format", "json"], { cwd: folder })).stdout;
    if ((JSON.parse(begun) as readonly unknown[]).length === 0) return;
    const events = async (): Promise<readonly string[]> => {
      const { stdout } = await runCli(["runs", "events", "r", "--store", "runs.db"], { cwd: folder });
      return stdout.split("\n").filter((line) => line.includes('"trace"'));
    };
    const kept = await events();
    expect(kept.length).toBeLessThan(40);
    const resumed = await runCli(["runs", "resume", "r", "--store", "runs.db"], { cwd: folder });
    expect(resumed.code).toBe(0);
    const all = await events();
    expect(all.length).toBe(40);
    expect(all.slice(0, kept.length)).toEqual(kept);
  },
);

test("of several that resume the same runs at once one goes on with each", async () => {
  const probe = `import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
export const component = {
  describe: () => ({ name: "probe", version: "1.0.0", description: "", calls: { step: { description: "", parameters: { type: "object" } } } }),
  initComponent: () => {},
  releaseComponent: () => {},
  executeAction: async (_, context) => {
    appendFileSync("done", context.idempotencyKey() + "\\n");
    await setTimeout(300);
    return { status: "succeeded" };
  },
};
`;
  const text = `version: "1.0"
name: wanted
components: [{ id: probe, source: ./probe.mjs }]
actions:
  actions: [{ id: nap, call: std.sleep, with: { duration: 1ms } }, { id: step, call: probe.step }]
workflows:
  nodes:
    - { id: nap, type: action, action: nap, edges: [{ to: step }] }
    - { id: step, type: action, action: step }
`;
  const folder = folderWith({ "wanted.yaml": text, "probe.mjs": probe });
  const ids = ["a", "b", "c"];
  // Made and left: nothing has been carried out of it.
  const store = await openStore(join(folder, "runs.db"));
  for (const id of ids)
    await store
      .create({ id, scenario: "wanted", text, file: join(folder, "wanted.yaml"), inputs: {}, at: Date.now() })
      .release();
  await store.close();
  const args = ["runs", "resume", "--store", "runs.db", "--allow-native", "probe"];
  const ends = await Promise.all(Array.from({ length: 3 }, () => runCli(args, { cwd: folder })));
  for (const { code, stderr } of ends)
    if (code !== 0) expect(stderr).toMatch(/Another process drives the run|The run . has ended/);
  const done = readFileSync(join(folder, "done"), "utf8").trim().split("\n");
  expect(done.toSorted()).toEqual(ids.map((id) => `${id}/step/1`));
  const after = await openStore(join(folder, "runs.db"));
  expect(ids.map((id) => after.run(id)?.status)).toEqual(ids.map(() => "succeeded"));
  await after.close();
});

test("a process that was stopped for longer than its lease finds its run taken over", async () => {
  const text = `version: "1.0"
name: stopped
actions:
  actions: [{ id: listen, call: std.wait_signal, with: { name: go } }]
workflows:
  nodes: [{ id: listen, type: action, action: listen }]
`;
  const folder = folderWith({ "stopped.yaml": text });
  const first = startCli(["run", "stopped.yaml", "--store", "runs.db", "--run-id", "r"], { cwd: folder });
  await first.said("run r:");
  first.child.kill("SIGSTOP");
  // A clock a minute ahead, so that nobody has to wait for a lease to pass.
  const store = await openStore(join(folder, "runs.db"), { now: () => Date.now() + 60_000 });
  const going = createScheduler({ store }).resume("r");
  going.signal("go", "from the second");
  const report = await going.result;
  expect(report.traces.map(({ output }) => output)).toEqual(["from the second"]);
  const journal = JSON.stringify([...store.events("r")]);
  first.child.kill("SIGCONT");
  first.child.kill("SIGINT");
  const { code, stderr } = await first.finished;
  expect(stderr).toContain("Another process has taken over the run r");
  expect(code).toBe(2);
  expect(JSON.stringify([...store.events("r")])).toBe(journal);
  expect(store.run("r")).toMatchObject({ status: "succeeded", held: false });
  await store.close();
});
