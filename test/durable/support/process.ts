/** Processes that drive one random run, the first from its begin and others from what it had kept. */
import type { RunLimits, RunReport } from "@scheduler-components/core";
import { createScheduler } from "../../../packages/scheduler/src/engine/scheduler.ts";
import type { RunHandle, Scheduler } from "../../../packages/scheduler/src/engine/types.ts";
import { ManualClock, scripted, settled } from "../../../packages/scheduler/test/engine/support.ts";
import { MemoryStore } from "./memory-store.ts";
import { World, type RandomRun } from "./random-run.ts";

export interface Process {
  readonly store: MemoryStore;
  readonly world: World;
  readonly report: RunReport;
}

function schedulerOf(
  run: RandomRun,
  clock: ManualClock,
  store: MemoryStore,
  world: World,
  limits: Partial<RunLimits> = {},
): Scheduler {
  return createScheduler({
    clock,
    limits,
    store,
    concurrency: run.concurrency,
    gracePeriodMs: 50,
    random: () => 0.5,
    components: { http: scripted({}), test: () => world.component() },
  });
}

/** Lets time pass until the run has ended; what is to be sent is sent when its time comes. */
async function toEnd(
  run: RandomRun,
  handle: RunHandle,
  clock: ManualClock,
  store: MemoryStore,
  begun: number,
): Promise<RunReport> {
  let report: RunReport | undefined;
  let fault: unknown;
  handle.result.then(
    (given) => (report = given),
    (error: unknown) => (fault = error),
  );
  const toSend = [
    ...run.signals.map(({ after, name, data }) => ({ after, message: { type: "signal" as const, name, data } })),
    ...(run.cancelAfter === undefined
      ? []
      : [{ after: run.cancelAfter, message: { type: "cancel" as const, reason: "enough" } }]),
  ].toSorted((a, b) => a.after - b.after);
  let next = toSend.findIndex(({ after }) => begun + after > clock.now());
  const rest = async (): Promise<void> => {
    do await settled();
    while (store.busy);
  };
  await rest();
  for (let turn = 0; turn < 5_000 && report === undefined && fault === undefined; turn++) {
    const message = next < 0 ? undefined : toSend[next];
    await clock.next(message === undefined ? Infinity : begun + message.after);
    if (message !== undefined && clock.now() === begun + message.after) {
      store.send(handle.runId, message.message);
      next++;
    }
    await rest();
  }
  if (fault !== undefined) throw fault;
  if (report === undefined) throw new Error("The run has not come to its end.");
  return report;
}

export async function undisturbed(run: RandomRun, limits?: Partial<RunLimits>): Promise<Process> {
  const clock = new ManualClock();
  const begun = clock.now();
  const store = new MemoryStore(clock.now, run.snapshotEvery);
  const world = new World(run, clock);
  const handle = schedulerOf(run, clock, store, world, limits).start(run.text, { runId: "r" });
  return { store, world, report: await toEnd(run, handle, clock, store, begun) };
}

/** Another process goes on with what the first had kept after so many commits. */
export async function resumed(
  run: RandomRun,
  before: Process,
  commits: number,
  begun: number,
  limits?: Partial<RunLimits>,
): Promise<Process> {
  const clock = new ManualClock();
  clock.time += before.store.cutAt(commits) - clock.now();
  const store = before.store.cut(commits, clock.now);
  const world = new World(run, clock, before.world);
  const handle = schedulerOf(run, clock, store, world, limits).resume("r");
  return { store, world, report: await toEnd(run, handle, clock, store, begun) };
}

/** All that has to be the same: everything but when an attempt began that was carried out once more, and the notes of that. */
export function essence(report: RunReport): unknown {
  const { run, traces, logs, summary, ...rest } = JSON.parse(JSON.stringify(report)) as RunReport;
  const { tasks, attempts, failed, retries } = summary;
  return {
    ...rest,
    run,
    summary: { tasks, attempts, failed, retries },
    logs: logs.filter(({ code }) => code !== "interrupted"),
    traces: traces.map(({ startedAt, durationMs, waitMs, ...trace }) => ({
      ...trace,
      // An attempt that is carried out once more has waited longer.
      waited: waitMs >= 0,
      ended: startedAt + durationMs,
    })),
  };
}
