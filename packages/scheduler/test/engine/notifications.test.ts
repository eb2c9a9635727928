import { failed, succeeded } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import { NotificationStream } from "../../src/engine/notification-stream.ts";
import type { Notification } from "../../src/engine/notification.ts";
import { run, scenario, scripted, settled, testScheduler } from "./support.ts";

const NOOPS = scenario(
  [{ id: "n", call: "std.noop" }],
  [
    { id: "t", action: "n", edges: [{ to: "u" }] },
    { id: "u", action: "n" },
  ],
);

const names = (told: readonly Notification[]): string[] =>
  told.map((notification) => {
    if ("task" in notification) return `${notification.type} ${notification.task}`;
    return notification.type === "attempt-ended"
      ? `${notification.type} ${notification.trace.task}`
      : notification.type;
  });

test("everything is told in the order it happens, and the parts make up the report", async () => {
  const told: Notification[] = [];
  let calls = 0;
  const components = {
    test: scripted({
      call: (_, context) => {
        context.log("info", "hello");
        if (++calls === 1) return failed({ code: "x", message: "x", retryable: true });
        context.removeTask("u");
        return succeeded(1);
      },
    }),
  };
  const text = scenario(
    [
      {
        id: "a",
        call: "test.call",
        retry: { attempts: 2 },
        export: [{ type: "variable", name: "v", value: "outcome.output" }],
      },
      { id: "n", call: "std.noop" },
    ],
    [
      { id: "t", action: "a", edges: [{ to: "u" }] },
      { id: "u", action: "n" },
    ],
  );
  const report = await run(text, { components, observe: (notification) => void told.push(notification) });
  expect(names(told)).toEqual([
    "run-started",
    "attempt-started t",
    "log",
    "attempt-ended t",
    "retry-scheduled t",
    "attempt-started t",
    "log",
    "edit",
    "export-set t",
    "attempt-ended t",
    "run-ended",
  ]);
  const { traces, ...rest } = report;
  expect(told.flatMap((notification) => (notification.type === "attempt-ended" ? [notification.trace] : []))).toEqual(
    traces,
  );
  expect(told.at(-1)).toMatchObject({ type: "run-ended", report: rest });
  expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort((a, b) => a - b));
});

test("the iterator gives all of them when it is taken at once, and ends with the run", async () => {
  const handle = testScheduler().start(NOOPS);
  const told: Notification[] = [];
  for await (const notification of handle.notifications) told.push(notification);
  expect(names(told)).toEqual([
    "run-started",
    "attempt-started t",
    "attempt-ended t",
    "attempt-started u",
    "attempt-ended u",
    "run-ended",
  ]);
  expect((await handle.result).run.id).toBe(handle.runId);
});

test("a reader that leaves hurts nothing", async () => {
  const handle = testScheduler().start(NOOPS);
  for await (const notification of handle.notifications) {
    expect(notification.type).toBe("run-started");
    break;
  }
  expect((await handle.result).run.status).toBe("succeeded");
});

test("where the run could not begin, reading throws what the result rejects with", async () => {
  const handle = testScheduler().start("version: 1");
  const read = (async () => {
    for await (const _ of handle.notifications) throw new Error("nothing can have happened");
  })();
  await expect(read).rejects.toMatchObject({ code: "scenario-invalid" });
  await expect(handle.result).rejects.toMatchObject({ code: "scenario-invalid" });
});

test("nothing is lost between a fast run and a slow reader, beyond the point where the buffer is tidied", async () => {
  const stream = new NotificationStream();
  const notification = (at: number): Notification => ({ type: "run-stopping", at, code: "x", message: "x" });
  const early = stream.next();
  for (let i = 0; i < 5000; i++) stream.push(notification(i));
  stream.end();
  const seen = [(await early).value?.at];
  for await (const { at } of stream) seen.push(at);
  expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
});

test("idle hooks run when nothing is ready though the run goes on, as long as they have more to do", async () => {
  let release: () => void = () => {};
  const components = {
    test: scripted({ call: () => new Promise((resolve) => (release = () => resolve(succeeded()))) }),
  };
  const calls: string[] = [];
  let left = 3;
  const idle = [
    () => {
      calls.push("first");
      if (--left === 0) release();
      return left > 0;
    },
    () => {
      calls.push("second");
      throw new Error("a hook");
    },
  ];
  const report = await run(scenario([{ id: "a", call: "test.call" }], [{ id: "t", action: "a" }]), {
    components,
    idle,
  });
  await settled();
  expect(calls).toEqual(["first", "second", "first", "second", "first", "second"]);
  expect(report.run.status).toBe("succeeded");
  expect(report.logs[0]).toMatchObject({ level: "warn", message: expect.stringContaining("a hook") });
});

test("idle hooks do not run while there is something to start", async () => {
  let calls = 0;
  await run(NOOPS, { idle: [() => (calls++, true)] });
  await settled();
  expect(calls).toBe(0);
});
