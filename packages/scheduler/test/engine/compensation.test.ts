/** What a run that ends without success undoes. */
import type { JsonObject, RunReport } from "@scheduler-components/core";
import { failed, succeeded, type ActionOutcome } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import {
  attempts,
  ManualClock,
  run,
  scenario,
  scripted,
  settled,
  statuses,
  testScheduler,
  type Script,
} from "./support.ts";

const book: JsonObject = {
  id: "book",
  call: "test.book",
  compensate: {
    call: "test.cancel",
    with: { booking: "{{ outcome.output.id }}", of: "{{ task.id }}/{{ task.visit }}" },
  },
};
const pay: JsonObject = { id: "pay", call: "test.pay" };
const chain = [
  { id: "flight", action: "book", edges: [{ to: "hotel" }] },
  { id: "hotel", action: "book", edges: [{ to: "pay" }] },
  { id: "pay", action: "pay" },
];

/** A component that books, cancels, and cannot be paid; `seen`: what was cancelled, and under which key. */
function travel(seen: unknown[], calls: { readonly [name: string]: Script } = {}) {
  let bookings = 0;
  return scripted({
    book: () => succeeded({ id: ++bookings }),
    cancel: ({ booking, of }, context) => {
      seen.push([booking, of, context.idempotencyKey()]);
      return succeeded();
    },
    pay: () => failed({ code: "declined", message: "no" }),
    ...calls,
  });
}

test("it undoes what succeeded, the last first, with what each of them gave", async () => {
  const seen: unknown[] = [];
  const report = await run(scenario([book, pay], chain), { components: { test: travel(seen) } }, { runId: "r" });
  expect(seen).toEqual([
    [2, "hotel/1", "r/hotel!compensate/1"],
    [1, "flight/1", "r/flight!compensate/1"],
  ]);
  expect(report.run.error).toMatchObject({ code: "unhandled-failure", causes: [{ code: "declined" }] });
  expect(statuses(report)).toEqual({
    flight: "succeeded",
    hotel: "succeeded",
    pay: "failed",
    "hotel!compensate": "succeeded",
    "flight!compensate": "succeeded",
  });
  expect(report.traces.slice(3).map(({ task, action, call, lane }) => [task, action, call, lane])).toEqual([
    ["hotel!compensate", "book!compensate", "test.cancel", 0],
    ["flight!compensate", "book!compensate", "test.cancel", 0],
  ]);
});

test("a run that succeeds undoes nothing", async () => {
  const seen: unknown[] = [];
  const report = await run(scenario([book, pay], chain), {
    components: { test: travel(seen, { pay: () => succeeded() }) },
  });
  expect([report.run.status, seen, Object.keys(report.tasks)]).toEqual(["succeeded", [], ["flight", "hotel", "pay"]]);
});

test("a compensation that fails keeps no other back, and the run's error says so", async () => {
  const seen: unknown[] = [];
  const cancel: Script = ({ booking }) => {
    seen.push(booking);
    return booking === 2 ? failed({ code: "gone", message: "no such booking" }) : succeeded();
  };
  const report = await run(scenario([book, pay], chain), { components: { test: travel([], { cancel }) } });
  expect(seen).toEqual([2, 1]);
  expect(report.run.error).toMatchObject({
    code: "unhandled-failure",
    causes: [
      { code: "declined" },
      { code: "compensation-failed", message: expect.stringMatching(/"hotel!compensate".*no such booking/) },
    ],
  });
  expect(report.run.error?.causes).toHaveLength(2);
});

test("one whose parameters cannot be made fails without its component, and says so", async () => {
  const seen: unknown[] = [];
  const report = await run(scenario([book, pay], chain), {
    components: { test: travel(seen, { book: () => succeeded({}) }) },
  });
  expect(attempts(report).slice(3)).toEqual(["hotel!compensate/1.1 failed", "flight!compensate/1.1 failed"]);
  expect(report.run.error?.causes.map(({ code }) => code)).toEqual([
    "declined",
    "compensation-failed",
    "compensation-failed",
  ]);
  expect(seen).toEqual([]);
});

test("a compensation is tried again, and is timed out", async () => {
  const clock = new ManualClock();
  let tries = 0;
  const cancel: Script = async ({ booking }) => {
    if (booking === 1) await new Promise(() => {});
    return ++tries < 3 ? failed({ code: "busy", message: "busy", retryable: true }) : succeeded();
  };
  const action = {
    ...book,
    compensate: {
      call: "test.cancel",
      with: { booking: "{{ outcome.output.id }}" },
      timeout: "1s",
      retry: { attempts: 3, delay: "5s" },
    },
  };
  const text = scenario([action, pay], chain, { deadline: "2s" });
  const result = run(text, { clock, gracePeriodMs: 100, components: { test: travel([], { cancel }) } });
  await clock.advance(60_000);
  const report = await result;
  expect(attempts(report).slice(3)).toEqual([
    "hotel!compensate/1.1 failed",
    "hotel!compensate/1.2 failed",
    "hotel!compensate/1.3 succeeded",
    "flight!compensate/1.1 timed-out",
  ]);
  // The run's deadline is over by then: it is no concern of what is undone.
  expect([report.run.error?.code, report.run.durationMs]).toEqual(["unhandled-failure", 11_100]);
  expect(clock.waiting).toBe(0);
});

test("a compensation may wait, and holds no slot meanwhile", async () => {
  const clock = new ManualClock();
  const action = { ...book, compensate: { call: "std.wait_signal", with: { name: "undone" } } };
  const handle = testScheduler({ clock, components: { test: travel([]) } }).start(scenario([action, pay], chain));
  await clock.advance(1_000);
  handle.signal("undone");
  await clock.advance(1_000);
  handle.signal("undone");
  await settled();
  expect(attempts(await handle.result).slice(3)).toEqual([
    "hotel!compensate/1.1 succeeded",
    "flight!compensate/1.1 succeeded",
  ]);
});

test.each<[string, JsonObject, (cancel: (reason: string) => void, clock: ManualClock) => Promise<void> | void, string]>(
  [
    ["an interrupt", {}, (cancel) => cancel("enough"), "interrupted"],
    ["the deadline", { deadline: "10s" }, (_, clock) => clock.advance(10_000), "deadline-exceeded"],
  ],
)("%s undoes what succeeded, once what was in flight has come to its end", async (_name, top, stop, code) => {
  const clock = new ManualClock();
  const seen: unknown[] = [];
  const order: string[] = [];
  const slow: Script = async (_parameters, context) => {
    await new Promise<void>((resolve) => {
      context.signal.addEventListener("abort", () => clock.setTimer(500, resolve));
    });
    order.push(`${context.taskId()} returned`);
    return context.taskId() === "late" ? succeeded({ id: "late" }) : failed({ code: "x", message: "x" });
  };
  const cancel: Script = ({ booking }) => {
    order.push(`${String(booking)} cancelled`);
    return succeeded();
  };
  const text = scenario(
    [book, { ...book, id: "slow", call: "test.slow" }],
    [
      { id: "flight", action: "book", priority: 0 },
      { id: "late", action: "slow" },
      { id: "never", action: "slow" },
    ],
    top,
  );
  const handle = testScheduler({ clock, components: { test: travel(seen, { slow, cancel }) } }).start(text);
  await settled();
  await stop((reason) => handle.cancel(reason), clock);
  handle.cancel("and again");
  await clock.advance(60_000);
  const report = await handle.result;
  expect(report.run.error?.code).toBe(code);
  // What was told to stop and succeeded all the same did what it does.
  expect(order).toEqual(["late returned", "never returned", "late cancelled", "1 cancelled"]);
});

test("an attempt that was decided and has not returned is waited for before anything is undone", async () => {
  const clock = new ManualClock();
  const seen: unknown[] = [];
  const cancel: Script = () => (seen.push(clock.time), succeeded());
  const hangs: Script = async () => new Promise<ActionOutcome>(() => {});
  const text = scenario([book, { ...pay, timeout: "1s" }], chain);
  const begun = clock.time;
  const result = run(text, { clock, gracePeriodMs: 3_000, components: { test: travel([], { cancel, pay: hangs }) } });
  await clock.advance(60_000);
  await result;
  expect(seen).toEqual([begun + 4_000, begun + 4_000]);
});

test("a compensation changes no graph, and what it asks for is told", async () => {
  const cancel: Script = (_, context) => {
    context.removeTask("pay");
    return succeeded();
  };
  const report = await run(scenario([book, pay], chain), { components: { test: travel([], { cancel }) } });
  expect(report.edits.map(({ task, applied, reason }) => [task, applied, reason])).toEqual([
    ["hotel!compensate", false, "the run was ending"],
    ["flight!compensate", false, "the run was ending"],
  ]);
  expect(attempts(report).slice(3)).toEqual(["hotel!compensate/1.1 succeeded", "flight!compensate/1.1 succeeded"]);
});

test("secrets stay hidden in what is undone, and in why it was not", async () => {
  const action = { ...book, compensate: { call: "test.cancel", with: { token: "{{ secrets.TOKEN }}" } } };
  const cancel: Script = ({ token }) => failed({ code: "no", message: `not with ${String(token)}` });
  const report: RunReport = await run(
    scenario([action, pay], chain, { secrets: ["TOKEN"] }),
    { components: { test: travel([], { cancel }) } },
    { secrets: { TOKEN: "hunter2hunter2" } },
  );
  expect(report.run.error?.causes).toHaveLength(3);
  expect(JSON.stringify(report)).not.toContain("hunter2hunter2");
});

test("bounds of its component hold for a compensation too", async () => {
  const clock = new ManualClock();
  const text = scenario([book, pay], chain, {
    components: [{ id: "test", source: "test.js", rate_limit: { count: 3, per: "10s" } }],
  });
  const result = run(text, { clock, components: { test: travel([]) } });
  await clock.advance(60_000);
  const report = await result;
  expect(report.traces.map(({ startedAt }) => startedAt - report.run.startedAt)).toEqual([0, 0, 0, 10_000, 10_000]);
});

test.each<[string, JsonObject, string]>([
  ["that can be undone are held, all of them", { compensate: { call: "test.cancel" } }, "output-too-large"],
  ["that cannot take each other's place", {}, "max-visits"],
])("outputs of visits %s", async (_name, more, code) => {
  const text = scenario(
    [{ id: "book", call: "test.book", ...more }],
    [{ id: "n", action: "book", max_visits: 5, edges: [{ to: "n" }] }],
  );
  const components = { test: travel([], { book: () => succeeded("x".repeat(100)) }) };
  const report = await run(text, { components, limits: { maxKeptBytes: 10, maxHeldBytes: 250 } });
  const { error } = report.run;
  expect([error?.code, ...(error?.causes ?? []).map((cause) => cause.code)]).toContain(code);
});
