import type { JsonObject } from "@scheduler-components/core";
import { failed, succeeded, type ActionOutcome } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import { RunLeftError } from "../../src/engine/errors.ts";
import type { RunHandle } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/open-store.ts";
import { folderWith } from "../support/folder.ts";
import { attempts, ManualClock, run, scenario, scripted, testScheduler } from "./support.ts";

const nodes = (count: number, action = "call") =>
  Array.from({ length: count }, (_, at) => ({ id: `${action}${at}`, action }));
const limited: JsonObject = { id: "call", call: "test.call", rate_limit: { count: 2, per: "10s" } };

async function isLeft(handle: RunHandle): Promise<void> {
  await expect(handle.result).rejects.toBeInstanceOf(RunLeftError);
}

/** A component that notes when it is called, in milliseconds from now. */
function noting(clock: ManualClock, answer: (calls: number) => ActionOutcome = () => succeeded()) {
  const starts: number[] = [];
  const begun = clock.now();
  const call = (): ActionOutcome => {
    starts.push(clock.now() - begun);
    return answer(starts.length);
  };
  return { starts, call };
}

test("in any stretch of the time so many attempts begin, and the others begin as soon as they may", async () => {
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const result = run(scenario([limited], nodes(5)), { clock, components: { test: scripted({ call }) } });
  await clock.advance(60_000);
  expect((await result).run.status).toBe("succeeded");
  expect(starts).toEqual([0, 0, 10_000, 10_000, 20_000]);
});

test("when an attempt begins is looked up, though the engine has been at work for a while", async () => {
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const busy = async (): Promise<ActionOutcome> => {
    const outcome = call();
    if (starts.length === 1) clock.time += 3_000;
    return outcome;
  };
  // Once the component is initialised, what is ready is started in one go.
  const first = { id: "first", action: "first", priority: 0, edges: nodes(4).map(({ id }) => ({ to: id })) };
  const text = scenario([limited, { id: "first", call: "test.first" }], [first, ...nodes(4)]);
  const components = { test: scripted({ call: busy, first: () => succeeded() }) };
  const result = run(text, { clock, components });
  await clock.advance(60_000);
  await result;
  expect(starts).toEqual([0, 3_000, 10_000, 13_000]);
});

test("what waits stands in nobody's way, and holds no slot", async () => {
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const { starts: others, call: other } = noting(clock);
  const text = scenario([limited, { id: "other", call: "test.other" }], [...nodes(4), ...nodes(2, "other")]);
  const result = run(text, { clock, concurrency: 1, components: { test: scripted({ call, other }) } });
  await clock.advance(60_000);
  await result;
  expect({ starts, others }).toEqual({ starts: [0, 0, 10_000, 10_000], others: [0, 0] });
});

test("retries are attempts too", async () => {
  const clock = new ManualClock();
  const { starts, call } = noting(clock, (calls) =>
    calls < 4 ? failed({ code: "x", message: "x", retryable: true }) : succeeded(),
  );
  const text = scenario([{ ...limited, retry: { attempts: 4, delay: "1s" } }], nodes(1));
  const result = run(text, { clock, components: { test: scripted({ call }) } });
  await clock.advance(60_000);
  expect((await result).run.status).toBe("succeeded");
  expect(starts).toEqual([0, 1_000, 10_000, 11_000]);
});

test("an attempt begins when its component is initialised, and only then", async () => {
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const init = () => new Promise<void>((resolve) => void clock.setTimer(25_000, resolve));
  const result = run(scenario([limited], nodes(4)), { clock, components: { test: scripted({ call }, { init }) } });
  await clock.advance(60_000);
  expect((await result).run.status).toBe("succeeded");
  expect(starts).toEqual([25_000, 25_000, 35_000, 35_000]);
});

test.each<[string, JsonObject, readonly number[]]>([
  ["a rate", { rate_limit: { count: 3, per: "10s" } }, [0, 0, 0, 10_000]],
  ["a group", { concurrency_group: "one" }, [0, 5_000, 10_000, 15_000]],
])(
  "%s of a component is one of all its actions, those registered while the run goes on too",
  async (_name, bound, expected) => {
    const clock = new ManualClock();
    const starts: number[] = [];
    const begun = clock.now();
    const slow = async (): Promise<ActionOutcome> => {
      starts.push(clock.now() - begun);
      await new Promise<void>((resolve) => void clock.setTimer(5_000, resolve));
      return succeeded();
    };
    const text = scenario(
      [
        { id: "edit", call: "editor.edit" },
        { id: "x", call: "test.x" },
        { id: "y", call: "test.y" },
      ],
      [{ id: "edit", action: "edit", priority: 0 }, ...nodes(2, "x"), ...nodes(1, "y")],
      {
        concurrency_groups: { one: 1 },
        components: [
          { id: "test", source: "test.js", ...bound },
          { id: "editor", source: "editor.js" },
        ],
      },
    );
    const edit = scripted({
      edit: (_, context) => {
        context.registerAction({ id: "late", call: "test.x" });
        context.addTask({ id: "late", action: "late", after: [], edges: [] });
        return succeeded();
      },
    });
    const result = run(text, { clock, components: { test: scripted({ x: slow, y: slow }), editor: edit } });
    await clock.advance(60_000);
    const report = await result;
    expect(report.run.error).toBeUndefined();
    expect(starts).toEqual(expected);
  },
);

test("a built-in component is bounded without being declared as anything else", async () => {
  const clock = new ManualClock();
  const text = scenario([{ id: "noop", call: "std.noop" }], nodes(3, "noop"), {
    components: [{ id: "std", rate_limit: { count: 1, per: "1m" } }],
  });
  const result = run(text, { clock });
  await clock.advance(300_000);
  const report = await result;
  expect(report.traces.map(({ startedAt }) => startedAt - report.run.startedAt)).toEqual([0, 60_000, 120_000]);
});

test("a run that ends does not wait for it, and leaves no timer", async () => {
  const clock = new ManualClock();
  const text = scenario(
    [limited, { id: "fail", call: "std.fail", with: { message: "enough" } }],
    [...nodes(3), { id: "fail", action: "fail", priority: 63 }],
  );
  const report = await run(text, { clock, components: { test: scripted({ call: () => succeeded() }) } });
  expect(report.run.error?.code).toBe("unhandled-failure");
  expect(clock.waiting).toBe(0);
});

test("a resumed run knows what had begun before", async () => {
  const store = await openStore(`${folderWith({})}/runs.db`);
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const scheduler = () => testScheduler({ store, clock, components: { test: scripted({ call }) }, gracePeriodMs: 0 });
  const handle = scheduler().start(scenario([limited], nodes(3)), { runId: "r1" });
  const left = isLeft(handle);
  await clock.advance(4_000);
  handle.leave();
  await clock.advance(0);
  await left;
  expect(clock.waiting).toBe(0);
  const resumed = scheduler().resume("r1").result;
  await clock.advance(60_000);
  expect((await resumed).run.status).toBe("succeeded");
  expect(starts).toEqual([0, 0, 10_000]);
  await store.close();
});

test("what is carried out once more begins once more, and waits for it", async () => {
  const store = await openStore(`${folderWith({})}/runs.db`);
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const hangs = (): Promise<ActionOutcome> => (call(), new Promise(() => {}));
  const scheduler = (calls: Parameters<typeof scripted>[0]) =>
    testScheduler({ store, clock, components: { test: scripted(calls) }, gracePeriodMs: 0 });
  const handle = scheduler({ call: hangs }).start(scenario([limited], nodes(3)), { runId: "r1" });
  const left = isLeft(handle);
  await clock.advance(4_000);
  handle.leave();
  await clock.advance(0);
  await left;
  const resumed = scheduler({ call }).resume("r1").result;
  await clock.advance(60_000);
  // When the two had begun, or whether, the journal does not say: they count from the moment at which the run goes on.
  expect(starts).toEqual([0, 0, 14_000, 14_000, 24_000]);
  expect(attempts(await resumed)).toEqual(["call0/1.1 succeeded", "call1/1.1 succeeded", "call2/1.1 succeeded"]);
  await store.close();
});

test("what would be carried out once more is cancelled with its run", async () => {
  const store = await openStore(`${folderWith({})}/runs.db`);
  const clock = new ManualClock();
  const { starts, call } = noting(clock);
  const hangs = (): Promise<ActionOutcome> => (call(), new Promise(() => {}));
  const scheduler = () =>
    testScheduler({ store, clock, components: { test: scripted({ call: hangs }) }, gracePeriodMs: 0 });
  const handle = scheduler().start(scenario([limited], nodes(2)), { runId: "r1" });
  const left = isLeft(handle);
  await clock.advance(0);
  handle.leave();
  await clock.advance(0);
  await left;
  const resumed = scheduler().resume("r1");
  await clock.advance(1_000);
  resumed.cancel("enough");
  await clock.advance(0);
  expect(attempts(await resumed.result)).toEqual(["call0/1.1 cancelled", "call1/1.1 cancelled"]);
  expect([starts, clock.waiting]).toEqual([[0, 0], 0]);
  await store.close();
});
