import { succeeded } from "@scheduler-components/executor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject, RunReport } from "@scheduler-components/core";
import { RunLeftError } from "../../src/engine/errors.ts";
import type { RunHandle } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { attempts, scenario, scripted, settled, statuses, testScheduler, type Script } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

let store: Store;

beforeEach(async () => {
  store = await openStore(`${folderWith({})}/runs.db`);
});

afterEach(() => store.close());

async function isLeft(handle: RunHandle): Promise<void> {
  await expect(handle.result).rejects.toBeInstanceOf(RunLeftError);
}

interface Outcome {
  readonly calls: readonly string[];
  readonly report: RunReport;
}

/** Runs until `pay` is under way, has the process give it up, and goes on with another. */
async function interrupted(text: string, before: { readonly [name: string]: Script } = {}): Promise<Outcome> {
  const calls: string[] = [];
  const run = (name: string, pay: () => Promise<void>) =>
    testScheduler({
      store,
      gracePeriodMs: 0,
      components: {
        test: scripted({
          pay: async (_, context) => {
            calls.push(`${name} ${context.taskId()}`);
            await pay();
            return succeeded();
          },
          note: () => succeeded(),
          ...before,
        }),
      },
    });
  const handle = run("first", () => new Promise(() => {})).start(text, { runId: "r1" });
  const left = isLeft(handle);
  await settled();
  handle.leave();
  await left;
  const report = await run("second", async () => {}).resume("r1").result;
  return { calls, report };
}

const paying = (action: JsonObject, top: JsonObject = {}): string =>
  scenario(
    [
      { id: "pay", call: "test.pay", retry: { attempts: 3 }, ...action },
      { id: "note", call: "test.note" },
    ],
    [
      { id: "pay", action: "pay", edges: [{ to: "paid" }, { to: "look", trigger: { on: "failed" } }] },
      { id: "paid", action: "note" },
      { id: "look", action: "note" },
    ],
    top,
  );

describe("an attempt that was under way when its process ended", () => {
  const again = { calls: ["first pay", "second pay"], pay: "succeeded", paid: "succeeded", look: "skipped" };
  const unknown = { calls: ["first pay"], pay: "failed", paid: "skipped", look: "succeeded" };
  test.each([
    ["is carried out once more where nothing is said", paying({}), again],
    ["is carried out once more with at_least_once", paying({ delivery: "at_least_once" }), again],
    ["is not carried out again with at_most_once", paying({ delivery: "at_most_once" }), unknown],
    [
      "is not carried out again where the defaults say so",
      paying({}, { defaults: { delivery: "at_most_once" } }),
      unknown,
    ],
    [
      "is carried out once more where the action says other than the defaults",
      paying({ delivery: "at_least_once" }, { defaults: { delivery: "at_most_once" } }),
      again,
    ],
  ])("%s", async (_name, text, { calls: expected, ...tasks }) => {
    const { calls, report } = await interrupted(text);
    expect(calls).toEqual(expected);
    expect(statuses(report)).toEqual(tasks);
  });

  test("says in its trace and in the log that nobody knows how far it came, and is not retried", async () => {
    const { report } = await interrupted(paying({ delivery: "at_most_once" }));
    expect(attempts(report)).toEqual(["pay/1.1 failed", "look/1.1 succeeded"]);
    expect(report.traces[0]?.error).toMatchObject({ code: "outcome-unknown", retryable: false });
    expect(report.logs).toMatchObject([{ code: "outcome-unknown", task: "pay", level: "warn" }]);
  });

  test("fails the run where no edge handles it", async () => {
    const text = scenario([{ id: "pay", call: "test.pay", delivery: "at_most_once" }], [{ id: "pay", action: "pay" }]);
    const { report } = await interrupted(text);
    expect(report.run.error).toMatchObject({ code: "unhandled-failure", causes: [{ code: "outcome-unknown" }] });
  });

  test("is as little carried out again where an action registered it, by the defaults", async () => {
    const text = scenario([{ id: "plan", call: "test.plan" }], [{ id: "plan", action: "plan" }], {
      defaults: { delivery: "at_most_once" },
    });
    const { calls, report } = await interrupted(text, {
      plan: (_, context) => {
        context.registerAction({ id: "late", call: "test.pay" });
        context.addTask({ id: "late", action: "late", after: ["plan"], edges: [] });
        return succeeded();
      },
    });
    expect(calls).toEqual(["first late"]);
    expect(report.traces.at(-1)?.error?.code).toBe("outcome-unknown");
  });
});

test("an attempt that waits is no attempt under way: with at_most_once it waits on", async () => {
  const text = scenario(
    [{ id: "ask", call: "std.wait_signal", with: { name: "go" }, delivery: "at_most_once" }],
    [{ id: "ask", action: "ask" }],
  );
  const handle = testScheduler({ store }).start(text, { runId: "r1" });
  const left = isLeft(handle);
  await settled();
  handle.leave();
  await left;
  const resumed = testScheduler({ store }).resume("r1");
  resumed.signal("go", 1);
  expect(attempts(await resumed.result)).toEqual(["ask/1.1 succeeded"]);
});
