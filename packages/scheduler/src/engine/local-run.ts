/**
 * The local engine: a shell around the pure run, in this process.
 *
 * Owns time and the calling of components. The run (core) owns what may happen next and everything that is recorded.
 *
 * 1. At most `concurrency` attempts hold a slot. An attempt holds its slot until it returns or its grace period is over.
 * 2. Every attempt that was started is ended exactly once (`#end`); what comes later is dropped and noted.
 * 3. An answer that is no promise is settled at once. Otherwise nothing here is async: the engine parks, and a completion, a timer
 *    or a signal calls into it.
 * 4. It never works longer than `SLICE_MS` without giving the event loop a turn, so that signals and timers are seen.
 */
import {
  beginRun,
  cancelledOutcome,
  crashRun,
  endAttempt,
  failRun,
  interruptRun,
  nextTask,
  retryDue,
  startAttempt,
  takeOutcome,
  timedOutOutcome,
  type ActionOutcome,
  type Attempt,
  type Run,
  type TakenOutcome,
} from "@scheduler-components/core";
import {
  cancelContext,
  closeContext,
  createActionContext,
  toActionError,
  type ActionComponent,
  type Acquired,
  type ContextYield,
  type Registry,
  type RunView,
} from "@scheduler-components/executor";
import { Flight } from "./flight.ts";
import { IdleHooks } from "./idle.ts";
import { RunClock } from "./run-clock.ts";
import type { RunJournalist } from "./journalist.ts";
import type { IdleHook } from "./types.ts";

/** How long the engine works on end before other things get their turn. */
const SLICE_MS = 10;

export interface LocalRunSettings {
  readonly run: Run;
  readonly registry: Registry;
  readonly view: RunView;
  readonly journalist: RunJournalist;
  readonly clock: RunClock;
  readonly concurrency: number;
  readonly gracePeriodMs: number;
  readonly random: () => number;
  readonly idle: readonly IdleHook[];
}

export class LocalRun {
  readonly #run: Run;
  readonly #settings: LocalRunSettings;
  readonly #journalist: RunJournalist;
  readonly #clock: RunClock;
  readonly #random: () => number;
  readonly #idle: IdleHooks;
  readonly #components = new Map<string, ActionComponent>();
  readonly #flights = new Set<Flight>();
  /** Those that linger or stop, by task: the next attempt of the task waits for them. */
  readonly #lingering = new Map<number, Flight>();
  readonly #retries = new Map<number, () => void>();
  /** The component called last: most attempts in a row go to the same. */
  #lastId = "";
  #last: ActionComponent | undefined;
  /** The time as of the last look at the clock. */
  #at = 0;
  #sliceStart = 0;
  #pumping = false;
  #yielding = false;
  #done: (() => void) | undefined;

  constructor(settings: LocalRunSettings) {
    this.#settings = settings;
    this.#run = settings.run;
    this.#journalist = settings.journalist;
    this.#clock = settings.clock;
    this.#random = settings.random;
    this.#idle = new IdleHooks(settings.idle, settings.journalist);
  }

  /** Runs until nothing is left to happen and nothing holds a slot. `cancelled`: why it is not to start anything. */
  async toEnd(cancelled?: string): Promise<void> {
    // A component that never answers leaves nothing that keeps the process alive; it must not end as if all were well.
    const alive = setInterval(() => {}, 2 ** 30);
    try {
      await new Promise<void>((resolve) => {
        this.#done = resolve;
        this.#enter(() => {
          this.#sliceStart = this.#at;
          beginRun(this.#run, this.#at);
          if (cancelled !== undefined) interruptRun(this.#run, cancelled, this.#at);
          this.#afterEvent();
        });
      });
    } finally {
      clearInterval(alive);
    }
  }

  /** Nothing new starts; what is in flight gets its cancellation and its grace period. */
  interrupt(message: string): void {
    this.#enter(() => {
      interruptRun(this.#run, message, this.#at);
      this.#afterEvent();
    });
  }

  /** Every way into the engine: something happened, and what became ready is started. A bug in it ends the run, not the process. */
  #enter(happened: () => void): void {
    try {
      this.#look();
      happened();
      this.#pump();
    } catch (error) {
      const { code, message } = toActionError(error);
      crashRun(this.#run, message, [{ code, message }]);
      this.#done?.();
    }
  }

  #look(): number {
    return (this.#at = this.#clock.now());
  }

  #timer(time: number, callback: () => void): () => void {
    return this.#clock.at(time, () =>
      this.#enter(() => {
        this.#sliceStart = this.#at;
        callback();
      }),
    );
  }

  #pump(): void {
    if (this.#pumping || this.#yielding) return;
    this.#pumping = true;
    const { concurrency } = this.#settings;
    const run = this.#run;
    let task = -1;
    while (!run.ended && this.#flights.size < concurrency && (task = nextTask(run)) >= 0) {
      if (this.#at - this.#sliceStart > SLICE_MS) {
        this.#giveTurn();
        break;
      }
      this.#dispatch(task);
    }
    this.#pumping = false;
    if (this.#yielding) return;
    if (!run.ended && task < 0) this.#idle.schedule(() => !run.ended && nextTask(run) < 0, () => this.#clock.now());
    if (this.#flights.size > 0) return;
    if (run.ended) this.#done?.();
    else if (this.#retries.size === 0) {
      failRun(run, "internal", "Nothing is left that could go on, though the run has not ended.", [], this.#at);
      this.#afterEvent();
      this.#done?.();
    }
  }

  #giveTurn(): void {
    this.#yielding = true;
    setImmediate(() => {
      this.#yielding = false;
      this.#enter(() => {
        this.#sliceStart = this.#at;
      });
    });
  }

  #dispatch(task: number): void {
    const attempt = startAttempt(this.#run, task, this.#at);
    this.#journalist.attemptStarted(attempt, this.#at);
    if (attempt.action === undefined) {
      this.#end(attempt, taken(attempt.failure ?? cancelledOutcome("The attempt has no action.")), undefined);
      return;
    }
    const before = this.#lingering.size === 0 ? undefined : this.#lingering.get(task);
    if (before !== undefined) {
      before.next = this.#fly(attempt);
      return;
    }
    const id = attempt.plan.call.component;
    const component = id === this.#lastId ? this.#last : this.#components.get(id);
    if (component === undefined) this.#acquire(this.#fly(attempt));
    else {
      this.#last = component;
      this.#lastId = id;
      this.#carryOut(component, attempt, undefined);
    }
  }

  #fly(attempt: Attempt): Flight {
    const flight = new Flight(attempt);
    this.#flights.add(flight);
    return flight;
  }

  #acquire(flight: Flight): void {
    const acquired = this.#settings.registry.acquire(flight.attempt.plan.call.component);
    if (acquired instanceof Promise) void acquired.then((result) => this.#enter(() => this.#acquired(flight, result)));
    else this.#acquired(flight, acquired);
  }

  #acquired(flight: Flight, result: Acquired): void {
    const { attempt } = flight;
    if (flight.phase !== "waiting") return;
    if (result.ok) {
      this.#components.set(attempt.plan.call.component, result.component);
      attempt.delayStart(this.#at);
      this.#carryOut(result.component, attempt, flight);
    } else {
      this.#free(flight);
      this.#end(attempt, taken({ status: "failed", error: result.error }), undefined);
    }
  }

  /** `flight`: where it had to wait. */
  #carryOut(component: ActionComponent, attempt: Attempt, flight: Flight | undefined): void {
    const { timeout } = attempt.plan.def;
    const deadline = timeout === undefined ? undefined : this.#at + timeout;
    const context = createActionContext(this.#settings.view, attempt.taskId, attempt.visit, attempt.attempt, deadline);
    let answer: unknown;
    try {
      // Action was looked at by #dispatch.
      answer = component.executeAction(attempt.action as NonNullable<Attempt["action"]>, context);
      if (isThenable(answer)) {
        const aloft = flight ?? this.#fly(attempt);
        aloft.phase = "running";
        aloft.context = context;
        aloft.deadline = deadline;
        if (deadline !== undefined) aloft.setTimer(this.#timer(deadline, () => this.#timeUp(aloft)));
        const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
        promise.then(
          (value: unknown) => this.#enter(() => this.#returned(aloft, value, undefined)),
          (error: unknown) => this.#enter(() => this.#returned(aloft, undefined, { error })),
        );
        return;
      }
    } catch (error) {
      if (flight !== undefined) this.#free(flight);
      this.#look();
      this.#end(attempt, this.#thrown(attempt, error, deadline, false), closeContext(context));
      return;
    }
    if (flight !== undefined) this.#free(flight);
    this.#look();
    const late = deadline !== undefined && this.#at >= deadline;
    const outcome = late ? this.#timedOut(attempt) : takeOutcome(answer, this.#run.limits);
    const yielded = closeContext(context);
    this.#end(attempt, outcome, late ? undefined : yielded);
  }

  #returned(flight: Flight, value: unknown, threw: { readonly error: unknown } | undefined): void {
    const { attempt, phase, deadline } = flight;
    if (phase === "running" || phase === "stopping") {
      // The timer may be late where the event loop was busy; the deadline is not.
      const late = phase === "running" && deadline !== undefined && this.#at >= deadline;
      const yielded = flight.context === undefined ? undefined : closeContext(flight.context);
      this.#free(flight);
      if (late) this.#end(attempt, this.#timedOut(attempt), undefined);
      else if (threw === undefined) this.#end(attempt, takeOutcome(value, this.#run.limits), yielded);
      else this.#end(attempt, this.#thrown(attempt, threw.error, undefined, phase === "stopping"), yielded);
    } else {
      this.#journalist.note("warn", "timed-out", attempt, "A result that came after the attempt had been decided was dropped.", this.#at);
      if (phase === "lingering") this.#free(flight);
    }
  }

  /** The deadline: the attempt is decided, its slot is not free yet. */
  #timeUp(flight: Flight): void {
    if (flight.phase !== "running" || flight.context === undefined) return;
    this.#linger(flight, "lingering", "timed-out");
    const delay = this.#endNow(flight.attempt, this.#timedOut(flight.attempt), undefined);
    if (delay >= 0) flight.retryAt = this.#at + delay;
    this.#afterEvent();
  }

  #linger(flight: Flight, phase: "lingering" | "stopping", code: "cancelled" | "timed-out"): void {
    flight.phase = phase;
    this.#lingering.set(flight.attempt.task, flight);
    flight.setTimer(this.#timer(this.#at + this.#settings.gracePeriodMs, () => this.#graceOver(flight)));
    if (flight.context !== undefined) cancelContext(flight.context, code);
  }

  #graceOver(flight: Flight): void {
    const { attempt, phase } = flight;
    if (phase !== "lingering" && phase !== "stopping") return;
    if (flight.context !== undefined) closeContext(flight.context);
    const { gracePeriodMs } = this.#settings;
    this.#journalist.note("warn", "cancelled", attempt, `The action did not stop within ${gracePeriodMs} ms; it is left to itself.`, this.#at);
    this.#free(flight);
    if (phase === "stopping") this.#end(attempt, taken(cancelledOutcome(`The attempt was cancelled and did not stop within ${gracePeriodMs} ms.`)), undefined);
  }

  /** Gives the slot back, and lets go what waited for it. */
  #free(flight: Flight): void {
    const { task } = flight.attempt;
    const lingered = flight.phase === "lingering";
    flight.phase = "gone";
    flight.setTimer(undefined);
    this.#flights.delete(flight);
    if (this.#lingering.get(task) === flight) this.#lingering.delete(task);
    if (lingered && flight.context !== undefined) closeContext(flight.context);
    if (flight.next !== undefined) this.#acquire(flight.next);
    if (flight.retryAt !== undefined && !this.#stopped) this.#retryAt(task, flight.retryAt);
  }

  get #stopped(): boolean {
    return this.#run.state.phase !== "running";
  }

  #retryAt(task: number, time: number): void {
    if (time <= this.#at) retryDue(this.#run, task, this.#at);
    else {
      const stop = this.#timer(time, () => {
        this.#retries.delete(task);
        if (!this.#stopped) retryDue(this.#run, task, this.#at);
      });
      this.#retries.set(task, stop);
    }
  }

  #end(attempt: Attempt, outcome: TakenOutcome, yielded: ContextYield | undefined): void {
    const delay = this.#endNow(attempt, outcome, yielded);
    if (delay >= 0) this.#retryAt(attempt.task, this.#at + delay);
    this.#afterEvent();
  }

  #endNow(attempt: Attempt, outcome: TakenOutcome, yielded: ContextYield | undefined): number {
    const asked = yielded !== undefined && yielded.edits.length > 0 ? yielded : undefined;
    const delay = endAttempt(this.#run, attempt, outcome, asked, this.#at, this.#random);
    this.#journalist.attemptEnded(attempt, delay, this.#at);
    return delay;
  }

  /** What an event asked of the shell. */
  #afterEvent(): void {
    const run = this.#run;
    if (run.state.phase === "running") return;
    this.#journalist.stopping(this.#at);
    for (const stop of this.#retries.values()) stop();
    this.#retries.clear();
    if (run.cancelRequested) {
      run.cancelRequested = false;
      this.#cancelFlights();
    }
  }

  #cancelFlights(): void {
    for (const flight of [...this.#flights]) {
      if (flight.phase === "running") this.#linger(flight, "stopping", "cancelled");
      else if (flight.phase === "waiting") {
        this.#free(flight);
        this.#end(flight.attempt, taken(cancelledOutcome("The run ended before the action began.")), undefined);
      }
    }
  }

  #timedOut(attempt: Attempt): TakenOutcome {
    return taken(timedOutOutcome(attempt.plan.def.timeout ?? 0, attempt.plan.call.idempotent));
  }

  #thrown(attempt: Attempt, error: unknown, deadline: number | undefined, stopping: boolean): TakenOutcome {
    if (deadline !== undefined && this.#at >= deadline) return this.#timedOut(attempt);
    const found = toActionError(error);
    if (!stopping) return taken({ status: "failed", error: found });
    const causes = [{ code: found.code, message: found.message }, ...found.causes];
    return taken({ status: "cancelled", error: { code: "cancelled", message: "The attempt was cancelled.", retryable: false, causes } });
  }
}

function taken(outcome: ActionOutcome): TakenOutcome {
  return { outcome, bytes: 0, tooLarge: false };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  // Reading `then` of a hostile answer may throw; the caller takes that for a throw of the component.
  return value instanceof Promise || (typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function");
}
