/** A run that a process left while it undid what had succeeded. */
import { failed, succeeded } from "@scheduler-components/executor";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JsonObject } from "@scheduler-components/core";
import { RunLeftError } from "../../src/engine/errors.ts";
import type { RunHandle, Scheduler } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { attempts, scenario, scripted, settled, testScheduler, type Script } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

let store: Store;

beforeEach(async () => {
  store = await openStore(`${folderWith({})}/runs.db`);
});

afterEach(() => store.close());

async function isLeft(handle: RunHandle): Promise<void> {
  await expect(handle.result).rejects.toBeInstanceOf(RunLeftError);
}

const text = (more: JsonObject = {}): string =>
  scenario(
    [
      {
        id: "book",
        call: "test.book",
        compensate: { call: "test.cancel", with: { id: "{{ outcome.output }}" } },
        ...more,
      },
      { id: "pay", call: "test.pay" },
    ],
    [
      { id: "car", action: "book", edges: [{ to: "flight" }] },
      { id: "flight", action: "book", edges: [{ to: "hotel" }] },
      { id: "hotel", action: "book", edges: [{ to: "pay" }] },
      { id: "pay", action: "pay" },
    ],
  );

/** `calls`: what was booked and cancelled, and under which keys. */
function scheduler(calls: string[], over: { readonly [name: string]: Script } = {}): Scheduler {
  const note: Script = ({ id }, context) => {
    calls.push(context.idempotencyKey());
    return succeeded(id === undefined ? context.taskId() : null);
  };
  const pay: Script = () => failed({ code: "declined", message: "no" });
  return testScheduler({
    store,
    gracePeriodMs: 0,
    components: { test: scripted({ book: note, cancel: note, pay, ...over }) },
  });
}

/** Leaves the run while the flight's booking is cancelled. */
async function leftWhileUndoing(of: string, how: (handle: RunHandle) => void = () => {}): Promise<string[]> {
  const calls: string[] = [];
  let begun = (): void => {};
  const undoing = new Promise<void>((resolve) => (begun = resolve));
  const cancel: Script = async ({ id }, context) => {
    calls.push(context.idempotencyKey());
    if (id !== "flight") return succeeded();
    begun();
    return new Promise(() => {});
  };
  const handle = scheduler(calls, { cancel }).start(of, { runId: "r" });
  const left = isLeft(handle);
  await undoing;
  how(handle);
  await settled();
  handle.leave();
  await left;
  return calls;
}

test("goes on with it: no compensation that has ended is carried out again, and one that was under way is", async () => {
  const before = await leftWhileUndoing(text());
  expect(before.slice(-2)).toEqual(["r/hotel!compensate/1", "r/flight!compensate/1"]);
  const calls: string[] = [];
  const report = await scheduler(calls).resume("r").result;
  expect(calls).toEqual(["r/flight!compensate/1", "r/car!compensate/1"]);
  expect(attempts(report).slice(4)).toEqual([
    "hotel!compensate/1.1 succeeded",
    "flight!compensate/1.1 succeeded",
    "car!compensate/1.1 succeeded",
  ]);
  expect(report.run).toMatchObject({ status: "failed", error: { code: "unhandled-failure" } });
  expect(store.run("r")).toMatchObject({ status: "failed" });
});

test("under at_most_once does not carry it out again, says so, and goes on with the next", async () => {
  await leftWhileUndoing(text({ delivery: "at_most_once" }));
  const calls: string[] = [];
  const report = await scheduler(calls).resume("r").result;
  expect(calls).toEqual(["r/car!compensate/1"]);
  expect(report.run.error?.causes).toEqual([
    { code: "declined", message: "no" },
    { code: "compensation-failed", message: expect.stringContaining('"flight!compensate"') },
  ]);
});

test("an interrupt while it undoes changes nothing, neither before the run was left nor after", async () => {
  await leftWhileUndoing(text(), (handle) => handle.cancel("enough"));
  const calls: string[] = [];
  const handle = scheduler(calls).resume("r");
  handle.cancel("enough");
  const report = await handle.result;
  expect(calls).toEqual(["r/flight!compensate/1", "r/car!compensate/1"]);
  expect(report.run.error?.code).toBe("unhandled-failure");
});

test("a run that nobody drives is undone by who goes on with it, once it is cancelled", async () => {
  let begun = (): void => {};
  const paying = new Promise<void>((resolve) => (begun = resolve));
  const handle = scheduler([], { pay: () => (begun(), new Promise(() => {})) }).start(text(), { runId: "r" });
  const left = isLeft(handle);
  await paying;
  handle.leave();
  await left;
  store.send("r", { type: "cancel", reason: "enough" });
  const later: string[] = [];
  const report = await scheduler(later, { pay: () => new Promise(() => {}) }).resume("r").result;
  expect(later).toEqual(["r/hotel!compensate/1", "r/flight!compensate/1", "r/car!compensate/1"]);
  expect(report.run).toMatchObject({ status: "cancelled", error: { code: "interrupted" } });
});

test("a run that is begun from a task on undoes what it took over too", async () => {
  const once = scheduler([], { pay: () => succeeded() });
  await once.run(text(), { runId: "r" });
  const calls: string[] = [];
  const report = await scheduler(calls).rerun("r", { from: "pay", runId: "r2" }).result;
  expect(calls).toEqual(["r2/hotel!compensate/1", "r2/flight!compensate/1", "r2/car!compensate/1"]);
  expect(report.run.error?.code).toBe("unhandled-failure");
});

test.each<[string, string | undefined]>([
  ["pay", "car"],
  ["hotel", "car"],
  ["car", undefined],
])("from %s on: what was undone is not taken over", async (from, refused) => {
  const calls: string[] = [];
  await scheduler([]).run(text(), { runId: "r" });
  const result = scheduler(calls, { pay: () => succeeded() }).rerun("r", { from, runId: "r2" }).result;
  if (refused === undefined) {
    expect((await result).run.status).toBe("succeeded");
    expect(calls).toEqual(["r2/car/1", "r2/flight/1", "r2/hotel/1"]);
  } else {
    await expect(result).rejects.toMatchObject({
      code: "rerun-refused",
      message: expect.stringContaining("was undone"),
    });
    expect(calls).toEqual([]);
  }
});
