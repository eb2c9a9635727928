/**
 * One hostile component in a run with others, and how this process is afterwards.
 *
 * Beside the attacker a healthy component and a native one do their work in the same run; then the healthy one works again. No
 * thread is left, and what the process holds is back to what it was.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { JsonObject, RunReport, Trace } from "@scheduler-components/core";
import type { ActionComponent } from "@scheduler-components/executor";
import { expect } from "vitest";
import { endIdleWorkers } from "../../../packages/scheduler/src/wasm/host/workers.ts";
import { scenario, testScheduler } from "../../../packages/scheduler/test/engine/support.ts";
import { guest, type GuestParts } from "../../../packages/scheduler/test/wasm/support/guest.ts";
import {
  loaderFor,
  type GuestLoader,
  type LoadGuestOptions,
} from "../../../packages/scheduler/test/wasm/support/load.ts";

const MIB = 2 ** 20;
/** What the process may hold more when all is over: caches, fragments of heaps, what threads hold that are about to end. */
const TOLERANCE_MIB = 64;

/** Whatever a guest does is done in its own thread; on a busy machine this one waits for its turn too. */
const STALL_MS = 4_000;

export interface Attack extends LoadGuestOptions {
  readonly parts: GuestParts;
  readonly parameters?: JsonObject;
  /** How many times the guest is called in the run, one call after another. Default 1. */
  readonly calls?: number;
  /** The most that the process may hold more while it goes on, in MiB. */
  readonly peakMiB?: number;
}

export interface Aftermath {
  readonly report: RunReport;
  /** Of the guest's last call. */
  readonly trace: Trace;
  readonly peakMiB: number;
}

/** What was transpiled once is kept for this process. */
const cacheFolder = mkdtempSync(join(tmpdir(), "scheduler-containment-"));
process.once("exit", () => rmSync(cacheFolder, { recursive: true, force: true }));

let healthy: Promise<GuestLoader> | undefined;

/** A component that does what it should; its code is read once. */
async function makeHealthy(): Promise<ActionComponent> {
  healthy ??= guest().then((bytes) => loaderFor(bytes, { cacheFolder }));
  const { loader, def } = await healthy;
  const loaded = await loader.load(def);
  if (!loaded.ok) throw new Error(loaded.refusal.message);
  return loaded.component;
}

/** Loads the attacker, and fails where it is refused. */
export async function attack(attacker: Attack): Promise<Aftermath> {
  const { loader, def } = loaderFor(await guest(attacker.parts), { cacheFolder, ...attacker });
  const { secrets = {} } = attacker;
  const loaded = await loader.load(def, { secrets });
  if (!loaded.ok) throw new Error(`${loaded.refusal.code}: ${loaded.refusal.message}`);
  return runBeside(loaded.component, attacker);
}

/** Runs the component beside others; whatever it does, they are well. */
export async function runBeside(component: ActionComponent, how: Omit<Attack, "parts"> = {}): Promise<Aftermath> {
  const { parameters = {}, calls = 1, peakMiB = 512 } = how;
  const others = await makeHealthy();
  const threadsBefore = systemThreads();
  const before = rssMiB();
  const peak = watchPeak();
  const stalled = watchStalls();
  const report = await runAll(component, others, parameters, calls);
  const most = peak() - before;
  expect(stalled(), "ms in which nothing else had its turn").toBeLessThan(STALL_MS);
  expect(most, "MiB more while it went on").toBeLessThan(peakMiB);
  for (const id of ["native", "healthy1", "healthy2"])
    expect({ id, ...report.tasks[id] }).toMatchObject({ id, status: "succeeded" });
  await expectWell();
  // In a few seconds they would end by themselves.
  await endIdleWorkers();
  expect(systemThreads(), "threads that go on").toBeLessThanOrEqual(threadsBefore);
  const trace = report.traces.findLast(({ task }) => task.startsWith("guest"));
  if (trace === undefined) throw new Error("The guest was never called.");
  return { report, trace, peakMiB: most };
}

function runAll(
  component: ActionComponent,
  others: ActionComponent,
  parameters: JsonObject,
  calls: number,
): Promise<RunReport> {
  const chain = Array.from({ length: calls }, (_, index) => ({
    id: `guest${index + 1}`,
    action: "go",
    ...(index + 1 < calls ? { edges: [{ to: `guest${index + 2}`, trigger: { on: "always" } }] } : {}),
  }));
  const text = scenario(
    [
      { id: "go", call: "guest.go", with: parameters },
      { id: "beside", call: "std.set", with: { unharmed: true } },
      { id: "well", call: "healthy.go", with: { unharmed: true } },
    ],
    [
      ...chain,
      { id: "native", action: "beside" },
      { id: "healthy1", action: "well" },
      { id: "healthy2", action: "well" },
    ],
    { on_failure: "continue" },
  );
  return testScheduler({ components: { guest: () => component, healthy: () => others } }).run(text);
}

/** The process goes on: a component that was not attacked works, and no thread is left of one that was. */
export async function expectWell(): Promise<void> {
  const others = await makeHealthy();
  const report = await testScheduler({ components: { healthy: () => others } }).run(
    scenario([{ id: "well", call: "healthy.go", with: { still: "well" } }], [{ id: "healthy", action: "well" }]),
  );
  expect(report.traces.at(-1)).toMatchObject({ status: "succeeded", output: { still: "well" } });
  // One that described itself ends while nobody waits for it.
  await expect.poll(guests, { interval: 10, timeout: 5_000, message: "threads of guests" }).toBe(kept);
}

let kept = 0;

/** The test has so many guests of its own at work all the while. */
export function keepGuests(count: number): void {
  kept = count;
}

/** Guests' threads that have not ended: for each a port keeps the process going. */
function guests(): number {
  return activePorts() - runner;
}

function activePorts(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
}

/** What the test runner itself keeps open. */
const runner = activePorts();

/** Node's threads for workers as the system counts them, those included that Node has given up; 0 where the system does not tell. */
function systemThreads(): number {
  const tasks = "/proc/self/task";
  if (!existsSync(tasks)) return 0;
  return readdirSync(tasks).filter((task) => {
    try {
      return readFileSync(join(tasks, task, "comm"), "utf8").trim() === "WorkerThread";
    } catch {
      // It ended meanwhile.
      return false;
    }
  }).length;
}

function rssMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / MIB;
}

/** Gives a function that ends the watching and says for how long, at most, this thread was kept from other things. */
function watchStalls(): () => number {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return () => {
    delay.disable();
    return delay.max / 1e6;
  };
}

/** Gives a function that ends the watching and says the most that was held, in MiB. */
function watchPeak(): () => number {
  let most = 0;
  const look = (): void => void (most = Math.max(most, process.memoryUsage.rss() / MIB));
  const timer = setInterval(look, 10);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}

/** After the same attack again and again the process holds what it held after the first. */
export async function expectNoGrowth(again: () => Promise<unknown>, times: number): Promise<void> {
  const held = async (): Promise<number> => {
    await again();
    await endIdleWorkers();
    return rssMiB();
  };
  const before = await held();
  for (let i = 1; i < times; i++) await held();
  let more = (await held()) - before;
  // What threads hold that are about to end comes and goes; what is lost is lost however often one looks.
  for (let i = 0; i < times && more >= TOLERANCE_MIB; i++) more = Math.min(more, (await held()) - before);
  expect(more, "MiB more after all").toBeLessThan(TOLERANCE_MIB);
}
