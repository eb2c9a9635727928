import { join } from "node:path";
import { checkScenario } from "@scheduler-components/core";
import { expect, onTestFinished, test } from "vitest";
import { createScheduler } from "../../src/engine/scheduler.ts";
import { openStore } from "../../src/store/open-store.ts";
import { ManualClock } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";
import { testDaemon, WAIT } from "./support.ts";

test.each([
  ["once that has let go of it", true],
  ["not before", false],
])("a run that another process drives is gone on with %s", async (_name, letsGo) => {
  const storeFile = join(folderWith({}), "runs.db");
  const store = await openStore(storeFile);
  onTestFinished(() => store.close());
  const scheduler = createScheduler({ store, gracePeriodMs: 0 });
  const { scenario } = checkScenario(Buffer.from(WAIT));
  if (scenario === undefined) return expect.fail("The scenario is not valid.");
  const handle = await new Promise<ReturnType<typeof scheduler.start>>((resolve) => {
    const started = scheduler.start(scenario, {
      text: WAIT,
      runId: "w",
      observe: ({ type }) => void (type === "run-started" && resolve(started)),
    });
  });
  handle.result.catch(() => {});

  const clock = new ManualClock();
  const daemon = await testDaemon({ storeFile, clock });
  await daemon.saying("another process drives the run");
  if (letsGo) await scheduler.close();
  await clock.next(clock.now() + 10_000);
  if (letsGo) {
    await daemon.saying("run resumed");
    expect(clock.waiting).toBe(0);
  } else {
    expect(daemon.said.filter((line) => line.includes("run resumed"))).toEqual([]);
    // It is looked again.
    expect(clock.waiting).toBe(1);
    await scheduler.close();
  }
});
