/**
 * Runs side by side, whose tasks all sleep, on a clock that moves when it is told to. Prints how much memory the process has once all are
 * asleep, and how long those that are due at once take from the moment of their time until the last of them has ended.
 */
import { createScheduler, type Clock } from "@scheduler-components/scheduler";

const [runs = 1_000, tasks = 1_000, due = 10] = process.argv.slice(2).map(Number);

class SetClock implements Clock {
  #time = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  readonly now = (): number => 1_700_000_000_000 + this.#time;
  readonly monotonic = (): number => this.#time;
  readonly setTimer = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { at: this.#time + delayMs, callback };
    this.#timers.add(timer);
    if (delayMs <= 0) setImmediate(() => this.#fire());
    return () => this.#timers.delete(timer);
  };

  set(time: number): void {
    this.#time = time;
    this.#fire();
  }

  #fire(): void {
    for (const timer of Array.from(this.#timers))
      if (timer.at <= this.#time && this.#timers.delete(timer)) timer.callback();
  }
}

function text(): string {
  const nodes = Array.from({ length: tasks }, (_, at) => ({
    id: `task_${at}`,
    type: "action",
    action: at < due ? "soon" : "late",
  }));
  const sleeping = (id: string, duration: string) => ({ id, call: "std.sleep", with: { duration } });
  return JSON.stringify({
    version: "1.0",
    name: "sleepers",
    actions: { actions: [sleeping("soon", "1h"), sleeping("late", "2h")] },
    workflows: { nodes },
  });
}

const clock = new SetClock();
let begun = 0;
let ended = 0;
let asleep = (): void => {};
let awake = (): void => {};
const allAsleep = new Promise<void>((resolve) => (asleep = resolve));
const allAwake = new Promise<void>((resolve) => (awake = resolve));
const scheduler = createScheduler({
  clock,
  limits: { maxTasks: 1_000_000 },
  observe: ({ type }) => {
    if (type === "attempt-started" && ++begun === runs * tasks) setImmediate(asleep);
    if (type === "attempt-ended" && ++ended === runs * due) awake();
  },
});
const scenario = text();
for (let run = 0; run < runs; run++) scheduler.start(scenario, { runId: `run-${run}` }).result.catch(() => {});
await allAsleep;
for (let i = 0; i < 3; i++) globalThis.gc?.();
const bytes = process.memoryUsage.rss();
const started = performance.now();
clock.set(3_600_000);
await allAwake;
const ms = performance.now() - started;
process.stdout.write(`${JSON.stringify({ ms, bytes })}\n`);
process.exit(0);
