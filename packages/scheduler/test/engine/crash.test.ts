import type { RunReport } from "@scheduler-components/core";
import { succeeded } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import { createScheduler } from "../../src/engine/scheduler.ts";
import { ManualClock, scenario, scripted, settled } from "./support.ts";

/** A port that the engine trusts, and that throws: what a fault of the engine itself looks like. */
function crashing(): { report: Promise<RunReport>; released: string[]; signals: AbortSignal[] } {
  const released: string[] = [];
  const signals: AbortSignal[] = [];
  const clock = new ManualClock();
  const test = scripted(
    {
      hang: async (_, context) => {
        signals.push(context.signal);
        await new Promise(() => {});
        return succeeded();
      },
    },
    { release: () => void released.push("test") },
  );
  const scheduler = createScheduler({
    clock,
    components: { test, http: scripted({}) },
    random: () => {
      throw new Error("no entropy");
    },
  });
  const retry = { attempts: 2, delay: "1s", jitter: true };
  const text = scenario(
    [
      { id: "h", call: "test.hang" },
      { id: "f", call: "std.fail", with: { retryable: true }, retry },
    ],
    [
      { id: "aloft", action: "h" },
      { id: "trips", action: "f", edges: [{ to: "after" }] },
      { id: "after", action: "h" },
    ],
  );
  return { report: scheduler.run(text, { runId: "crash" }), released, signals };
}

test("a fault of the engine ends the run as failed, is told as what it is, and components are released", async () => {
  const { report, released, signals } = crashing();
  await settled();
  const { run, tasks } = await report;
  expect(run).toMatchObject({
    status: "failed",
    error: { code: "internal", causes: [{ message: "no entropy" }] },
  });
  expect(Object.values(tasks).map(({ status }) => status)).toEqual(["cancelled", "cancelled", "cancelled"]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(released).toEqual(["test"]);
});
