/**
 * All that a run waits for, beside its components: the time for a further attempt, and the waits of suspended attempts. None holds a slot.
 *
 * The run (core) knows who waits, so that a journal does; here it is found by time and by signal.
 */
import {
  cancelledOutcome,
  receiveSignal,
  reopenSuspended,
  retryDue,
  suspendAttempt,
  takeOutcome,
  takeSignal,
  type Attempt,
  type JsonValue,
  type Run,
  type Suspended,
  type TakenOutcome,
  type Wait,
} from "@scheduler-components/core";
import { waitingEnded, type Waiting } from "@scheduler-components/executor";
import { taken, timedOut } from "./answers.ts";
import { TaskTimers } from "./task-timers.ts";

export interface WaitsGround {
  /** The time as of the last look at the clock. */
  readonly at: () => number;
  readonly timer: (time: number, callback: () => void) => () => void;
  readonly end: (attempt: Attempt, outcome: TakenOutcome) => void;
}

export class Waits {
  readonly #run: Run;
  readonly #ground: WaitsGround;
  readonly #timers: TaskTimers;
  /** Who waits for a signal of the name, the longest first. */
  readonly #listeners = new Map<string, Set<number>>();

  constructor(run: Run, ground: WaitsGround) {
    this.#run = run;
    this.#ground = ground;
    this.#timers = new TaskTimers(ground.timer, ground.at, (task, time) => this.#due(task, time));
  }

  /** Whether there is anything that may still come. */
  get any(): boolean {
    return this.#run.retryAt.size > 0 || this.#run.suspended.size > 0;
  }

  /** A further attempt, at a time. */
  retry(task: number, time: number): void {
    if (time <= this.#ground.at()) retryDue(this.#run, task, this.#ground.at());
    else this.#timers.add(task, time);
  }

  /** Ends an attempt once what it waits for has come; at once, where it has come already. */
  suspend(attempt: Attempt, { time, signal }: Waiting): void {
    const at = this.#ground.at();
    if (signal !== undefined) {
      const data = takeSignal(this.#run, signal, at);
      if (data !== undefined) return this.#ended(attempt, signal, data);
    }
    const { timeout } = attempt.plan.def;
    const until = Math.min(time === undefined ? Infinity : at + time, timeout === undefined ? Infinity : at + timeout);
    const wait: Wait = {
      ...(until === Infinity ? undefined : { until }),
      ...(signal === undefined ? undefined : { signal }),
    };
    suspendAttempt(this.#run, attempt, wait, at);
    this.#watch(attempt.task, wait);
  }

  /** Gives a signal to the attempt that has waited for it longest, or keeps it. False where no more are kept. */
  signal(name: string, data: JsonValue): boolean {
    const at = this.#ground.at();
    const [task] = this.#listeners.get(name) ?? [];
    const suspended = task === undefined ? undefined : this.#run.suspended.get(task);
    if (!receiveSignal(this.#run, name, data, at, suspended !== undefined)) return false;
    if (suspended === undefined) return true;
    const attempt = this.#reopen(suspended);
    const used = takeSignal(this.#run, name, at) ?? null;
    this.#ended(attempt, name, used);
    return true;
  }

  /** Watches again for all that the run waits for, after it was had from its journal. */
  recover(): void {
    for (const [task, time] of Array.from(this.#run.retryAt)) this.retry(task, time);
    for (const { task, wait } of this.#run.suspended.values()) this.#watch(task, wait);
  }

  /** Watches for nothing any more. The run goes on waiting, for whoever goes on with it. */
  forget(): void {
    this.#listeners.clear();
    this.#timers.clear();
  }

  /** Ends all attempts that wait. */
  cancelAll(): void {
    for (const suspended of this.#run.suspended.values()) {
      const outcome = cancelledOutcome("The run ended while the attempt waited.");
      this.#ground.end(this.#reopen(suspended), taken(outcome));
    }
    this.forget();
  }

  #watch(task: number, { until, signal }: Wait): void {
    if (until !== undefined) this.#timers.add(task, until);
    if (signal === undefined) return;
    const listeners = this.#listeners.get(signal);
    if (listeners === undefined) this.#listeners.set(signal, new Set([task]));
    else listeners.add(task);
  }

  #due(task: number, time: number): void {
    const suspended = this.#run.suspended.get(task);
    if (suspended?.wait.until === time) {
      const attempt = this.#reopen(suspended);
      const { timeout } = attempt.plan.def;
      // The same sum as where it was suspended, so the same number.
      if (timeout !== undefined && suspended.startedAt + timeout === time) this.#ground.end(attempt, timedOut(attempt));
      else this.#ended(attempt, suspended.wait.signal, undefined);
    } else if (this.#run.retryAt.get(task) === time) retryDue(this.#run, task, this.#ground.at());
  }

  #reopen(suspended: Suspended): Attempt {
    const { signal } = suspended.wait;
    this.#run.suspended.delete(suspended.task);
    const listeners = signal === undefined ? undefined : this.#listeners.get(signal);
    if (listeners?.delete(suspended.task) === true && listeners.size === 0) this.#listeners.delete(signal ?? "");
    return reopenSuspended(this.#run, suspended);
  }

  #ended(attempt: Attempt, signal: string | undefined, data: JsonValue | undefined): void {
    const outcome = waitingEnded(attempt.plan.def.call, signal, data);
    this.#ground.end(attempt, takeOutcome(outcome, this.#run.limits));
  }
}
