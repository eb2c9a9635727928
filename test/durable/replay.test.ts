/** Wherever a process is killed, the run that goes on from its journal ends as the one that nobody disturbed. */
import type { JournalEntry, RunLimits, RunReport } from "@scheduler-components/core";
import { expect, test } from "vitest";
import { createScheduler } from "../../packages/scheduler/src/engine/scheduler.ts";
import type { RunHandle, Scheduler } from "../../packages/scheduler/src/engine/types.ts";
import { ManualClock, scripted, settled } from "../../packages/scheduler/test/engine/support.ts";
import { MemoryStore } from "./support/memory-store.ts";
import { randomRun, World, type RandomRun } from "./support/random-run.ts";

const SEEDS = Number(process.env["SCHEDULER_REPLAY_SEEDS"] ?? 30);

interface Process {
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

async function undisturbed(run: RandomRun, limits?: Partial<RunLimits>): Promise<Process> {
  const clock = new ManualClock();
  const begun = clock.now();
  const store = new MemoryStore(clock.now);
  const world = new World(run, clock);
  const handle = schedulerOf(run, clock, store, world, limits).start(run.text, { runId: "r" });
  return { store, world, report: await toEnd(run, handle, clock, store, begun) };
}

/** Another process goes on with what the first had kept after so many commits. */
async function resumed(
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
function essence(report: RunReport): unknown {
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

/** The attempts that ended, of those in a journal. */
function endedIn(entries: readonly JournalEntry[]): ReadonlySet<string> {
  const ended = new Set<string>();
  for (const entry of entries) {
    if (!("trace" in entry) || entry.trace === undefined) continue;
    const { task, visit, attempt } = entry.trace;
    ended.add(`${task}/${visit}.${attempt}`);
  }
  return ended;
}

async function checkCut(run: RandomRun, whole: Process, before: Process, commits: number): Promise<Process> {
  const again = await resumed(run, before, commits, whole.store.cutAt(0));
  const where = `seed ${run.seed}, killed after commit ${commits} of ${before.store.commits.length}`;
  expect(essence(again.report), `${where}`).toEqual(essence(whole.report));
  const ended = endedIn(before.store.entriesOf(before.store.commits.slice(0, commits)));
  expect(
    again.world.done.filter(({ name }) => ended.has(name)),
    `${where}: done again`,
  ).toEqual([]);
  for (const { name, key } of again.world.done) expect(key).toBe(`r/${name.slice(0, name.lastIndexOf("."))}`);
  return again;
}

const runs = Array.from({ length: SEEDS }, (_, at) => randomRun(at + 1)).filter((run) => run !== undefined);

test("the random scenarios are mostly ones that validation accepts, and hold everything that matters", async () => {
  expect(runs.length).toBeGreaterThan(SEEDS / 2);
  const seen = new Set<string>();
  for (const run of runs) {
    const { store } = await undisturbed(run);
    for (const entry of store.entries()) {
      seen.add(entry.type);
      if ("edits" in entry) seen.add("edits");
      if ("exports" in entry) seen.add("exports");
      if ("trace" in entry && entry.trace?.action.endsWith("!compensate") === true) seen.add("compensations");
    }
  }
  const expected = ["begun", "started", "retrying", "due", "completed", "decided", "suspended", "signal-received"];
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...expected,
      "signal-used",
      "interrupted",
      "logged",
      "hidden",
      "edits",
      "exports",
      "compensations",
    ]),
  );
});

test.each(runs)("seed $seed: a run killed after any of its commits ends as if it had not been", async (run) => {
  const whole = await undisturbed(run);
  for (let commits = 0; commits <= whole.store.commits.length; commits++) {
    const again = await checkCut(run, whole, whole, commits);
    // And killed once more, somewhere in what it did after that.
    const later = again.store.commits.length - commits;
    if (later > 1) await checkCut(run, whole, again, commits + 1 + ((run.seed * 7 + commits) % (later - 1)));
  }
});

test("a run that reached its limits is had again with all that was cut, dropped and counted", async () => {
  const limits = { maxKeptBytes: 100, maxHeldBytes: 80, maxTraces: 6, maxLogs: 3, maxSignals: 1 };
  const cut = new Set<string | undefined>();
  for (const run of runs) {
    const whole = await undisturbed(run, limits);
    // Killed after its last commit, before its report was kept.
    const again = await resumed(run, whole, whole.store.commits.length, whole.store.cutAt(0), limits);
    expect(essence(again.report), `seed ${run.seed}`).toEqual(essence(whole.report));
    expect(again.world.done).toEqual([]);
    for (const trace of whole.report.traces) cut.add(trace.cut?.by);
  }
  expect(cut).toContain("max-kept");
});
