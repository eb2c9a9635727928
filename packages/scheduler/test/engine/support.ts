import type { JsonObject, RunReport, Trace } from "@scheduler-components/core";
import {
  defineComponent,
  type ActionComponent,
  type ActionContext,
  type ActionOutcome,
} from "@scheduler-components/executor";
import type { Clock } from "../../src/engine/clock.ts";
import { createScheduler } from "../../src/engine/scheduler.ts";
import type { RunOptions, Scheduler, SchedulerOptions } from "../../src/engine/types.ts";

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time that moves only when a test says so. */
export class ManualClock implements Clock {
  time = 1_000;
  #order = 0;
  readonly #timers = new Set<Pending>();

  readonly now = (): number => 1_700_000_000_000 + this.time;
  readonly monotonic = (): number => this.time;
  readonly setTimer = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { at: this.time + delayMs, order: this.#order++, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  get waiting(): number {
    return this.#timers.size;
  }

  /** Moves on to the next timer and fires it, or to `until` where none is due by then; nothing where nothing is to come. */
  async next(until: number): Promise<void> {
    const [next] = [...this.#timers].sort((a, b) => a.at - b.at || a.order - b.order);
    const limit = until - (this.now() - this.time);
    if (next === undefined || next.at > limit) {
      if (limit < Infinity) this.time = Math.max(this.time, limit);
      return;
    }
    this.#timers.delete(next);
    this.time = Math.max(this.time, next.at);
    next.callback();
    await settled();
  }

  /** Moves on by so many milliseconds, timer by timer; everything that a timer sets off comes to rest before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers]
        .filter((timer) => timer.at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.callback();
      await settled();
    }
    this.time = until;
    await settled();
  }
}

/** Lets everything that needs no time come to rest. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

export type Script = (parameters: JsonObject, context: ActionContext) => ActionOutcome | Promise<ActionOutcome>;

/** A component `test` whose calls are the functions given. */
export function scripted(
  calls: { readonly [name: string]: Script },
  parts: { idempotent?: boolean; init?: () => void | Promise<void>; release?: () => void | Promise<void> } = {},
): ActionComponent {
  const { idempotent = false, ...hooks } = parts;
  const defined = Object.fromEntries(
    Object.entries(calls).map(([name, execute]) => [name, { parameters: { type: "object" }, idempotent, execute }]),
  );
  return defineComponent({ name: "test", version: "1.0.0", calls: defined, ...hooks });
}

/** A scenario of actions `test.<id>` unless said otherwise: the text of `actions`, `nodes` and whatever comes at the top. */
export function scenario(actions: readonly JsonObject[], nodes: readonly JsonObject[], top: JsonObject = {}): string {
  const written = {
    version: "1.0",
    name: "test",
    ...top,
    actions: { actions },
    workflows: { nodes: nodes.map((node) => ({ type: "action", ...node })) },
  };
  return JSON.stringify(written);
}

/** A scheduler whose `http` is none, so that nothing is imported while a test has its hand on the clock. */
export function testScheduler(options: SchedulerOptions = {}): Scheduler {
  return createScheduler({ random: () => 0.5, ...options, components: { http: scripted({}), ...options.components } });
}

export function run(text: string, options: SchedulerOptions = {}, runOptions: RunOptions = {}): Promise<RunReport> {
  return testScheduler(options).run(text, runOptions);
}

/** The attempts in the order they ended, as `task/visit.attempt status`. */
export function attempts(report: RunReport): string[] {
  return report.traces.map((trace: Trace) => `${trace.task}/${trace.visit}.${trace.attempt} ${trace.status}`);
}

export function statuses(report: RunReport): { [id: string]: string } {
  return Object.fromEntries(Object.entries(report.tasks).map(([id, { status }]) => [id, status]));
}
