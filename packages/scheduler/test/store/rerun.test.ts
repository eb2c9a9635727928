/** Runs that begin with what an earlier one had done. */
import { join } from "node:path";
import { failed, succeeded } from "@scheduler-components/executor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Scheduler, SchedulerOptions } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { scenario, scripted, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

let store: Store;

beforeEach(async () => {
  store = await openStore(join(folderWith({}), "runs.db"));
});

afterEach(() => store.close());

function scheduler(options: SchedulerOptions): Scheduler {
  return testScheduler({ store, ...options });
}

const diamond = scenario(
  [
    { id: "n", call: "test.n", export: [{ type: "metric", name: "sum", default: 0, value: "exports.sum + 1" }] },
    { id: "fails", call: "test.fails", with: { seen: "{{ nodes.left.output }}", sum: "{{ exports.sum }}" } },
  ],
  [
    { id: "top", action: "n", edges: [{ to: "left" }, { to: "right" }] },
    { id: "left", action: "n", edges: [{ to: "bottom" }] },
    { id: "right", action: "n", edges: [{ to: "choose" }] },
    { id: "choose", type: "decision", edges: [{ to: "bottom" }] },
    { id: "bottom", action: "fails", edges: [{ to: "last" }] },
    { id: "last", action: "n" },
  ],
);

async function failedOnce(): Promise<{ readonly calls: string[]; readonly again: Scheduler }> {
  const calls: string[] = [];
  let failing = true;
  const test = scripted({
    n: (_parameters, context) => (calls.push(context.taskId()), succeeded(context.taskId())),
    fails: (parameters, context) => {
      calls.push(context.taskId());
      return failing ? failed({ code: "x", message: "no" }) : succeeded(parameters);
    },
  });
  const again = scheduler({ components: { test } });
  expect((await again.run(diamond, { runId: "r1" })).run.status).toBe("failed");
  failing = false;
  calls.length = 0;
  return { calls, again };
}

test("a run from a task on keeps what came before and beside it", async () => {
  const { calls, again } = await failedOnce();
  const report = await again.rerun("r1", { from: "bottom", runId: "r2" }).result;
  expect(calls).toEqual(["bottom", "last"]);
  expect(report.run).toMatchObject({ id: "r2", status: "succeeded" });
  expect(report.tasks).toMatchObject({ top: { visits: 1 }, choose: { status: "succeeded" }, last: { visits: 1 } });
  expect(report.traces.map(({ task }) => task)).toEqual(["top", "left", "right", "bottom", "last"]);
  expect(report.traces[3]?.output).toEqual({ seen: "left", sum: 3 });
  expect(report.exports["sum"]).toBe(4);
  // What was taken over is in the new run's own journal, which folds like any other.
  expect([...store.events("r2")].filter((entry) => entry.type === "completed")).toHaveLength(5);
  const third = await again.rerun("r2", { from: "last" }).result;
  expect(calls).toEqual(["bottom", "last", "last"]);
  expect(third.run.status).toBe("succeeded");
});

test("a run from a task in the middle runs what follows from it, and nothing beside it", async () => {
  const { calls, again } = await failedOnce();
  const report = await again.rerun("r1", { from: "right" }).result;
  expect(calls).toEqual(["right", "bottom", "last"]);
  expect(report.run.status).toBe("succeeded");
});

test("a run without a task runs all of it", async () => {
  const { calls, again } = await failedOnce();
  await again.rerun("r1").result;
  expect(calls).toEqual(["top", "left", "right", "bottom", "last"]);
});

describe("of a run with items", () => {
  const text = scenario(
    [
      { id: "list", call: "test.list" },
      { id: "n", call: "test.n", with: { seen: "{{ nodes.each.output }}" } },
    ],
    [
      { id: "top", action: "list", edges: [{ to: "each" }] },
      {
        id: "each",
        action: "n",
        for_each: "{{ outcome.output }}",
        with: { seen: "{{ item }}" },
        edges: [{ to: "last" }],
      },
      { id: "last", action: "n" },
    ],
  );

  async function failedAtLast(): Promise<{ readonly calls: string[]; readonly again: Scheduler }> {
    const calls: string[] = [];
    let failing = true;
    const test = scripted({
      list: () => succeeded(["a", "b"]),
      n: ({ seen = null }, context) => {
        calls.push(context.taskId());
        return failing && context.taskId() === "last" ? failed({ code: "x", message: "no" }) : succeeded(seen);
      },
    });
    const again = scheduler({ components: { test } });
    expect((await again.run(text, { runId: "r1" })).run.status).toBe("failed");
    failing = false;
    calls.length = 0;
    return { calls, again };
  }

  test("the items that came before are kept", async () => {
    const { calls, again } = await failedAtLast();
    const report = await again.rerun("r1", { from: "last" }).result;
    expect(calls).toEqual(["last"]);
    expect(report.run.status).toBe("succeeded");
    expect(report.traces.at(-1)?.output).toEqual(["a", "b"]);
  });

  test("those of a node that runs again run again", async () => {
    const { calls, again } = await failedAtLast();
    const report = await again.rerun("r1", { from: "each" }).result;
    expect(calls).toEqual(["each[0]", "each[1]", "last"]);
    expect(report.run.status).toBe("succeeded");
  });

  test("an item alone is refused", async () => {
    const { again } = await failedAtLast();
    await expect(again.rerun("r1", { from: "each[1]" }).result).rejects.toMatchObject({
      code: "rerun-refused",
      message: expect.stringContaining('"each[1]" is an item of "each"; name that.'),
    });
  });
});

test.each([
  ["a task that it had not", { from: "nobody" }, 'no task "nobody"'],
  ["a task beside the one that failed", { from: "last" }, 'name "bottom"'],
])("a run is refused: %s", async (_name, options, message) => {
  const { again } = await failedOnce();
  await expect(again.rerun("r1", options).result).rejects.toMatchObject({
    code: "rerun-refused",
    message: expect.stringContaining(message),
  });
  expect(store.runs()).toHaveLength(1);
});
