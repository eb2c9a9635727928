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
  type Attempt,
  type Run,
  type TakenOutcome,
} from "@scheduler-components/core";
import {
  closeContext,
  createActionContext,
  toActionError,
  type ActionComponent,
  type Acquired,
  type ContextYield,
} from "@scheduler-components/executor";
import { isThenable, taken, thrown, timedOut } from "./answers.ts";
import type { Flight } from "./flight.ts";
import { Flights } from "./flights.ts";
import { IdleHooks } from "./idle.ts";
import type { LocalRunSettings } from "./local-run-settings.ts";
import { ReadyComponents } from "./ready-components.ts";
import { RetryWaits } from "./retry-waits.ts";
import type { RunClock } from "./run-clock.ts";
import type { RunJournalist } from "./journalist.ts";

/** How long the engine works on end before other things get their turn. */
const SLICE_MS = 10;

export class LocalRun {
  readonly #run: Run;
  readonly #settings: LocalRunSettings;
  readonly #journalist: RunJournalist;
  readonly #clock: RunClock;
  readonly #random: () => number;
  readonly #idle: IdleHooks;
  readonly #components = new ReadyComponents();
  readonly #flights: Flights;
  readonly #retries: RetryWaits;
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
    this.#retries = new RetryWaits((time, callback) => this.#timer(time, callback));
    this.#flights = new Flights({
      journalist: settings.journalist,
      limits: settings.run.limits,
      gracePeriodMs: settings.gracePeriodMs,
      at: () => this.#at,
      timer: (time, callback) => this.#timer(time, callback),
      end: (attempt, outcome, yielded) => this.#end(attempt, outcome, yielded),
      endAloft: (attempt, outcome) => this.#endAloft(attempt, outcome),
      freed: (flight) => this.#freed(flight),
    });
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
      this.#retries.clear();
      this.#flights.abandon();
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
    if (!run.ended && task < 0)
      this.#idle.schedule(
        () => !run.ended && nextTask(run) < 0,
        () => this.#clock.now(),
      );
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
      this.#enter(() => void (this.#sliceStart = this.#at));
    });
  }

  #dispatch(task: number): void {
    const attempt = startAttempt(this.#run, task, this.#at);
    this.#journalist.attemptStarted(attempt, this.#at);
    if (attempt.action === undefined) {
      this.#end(attempt, taken(attempt.failure ?? cancelledOutcome("The attempt has no action.")), undefined);
      return;
    }
    const before = this.#flights.before(task);
    if (before !== undefined) {
      before.next = this.#flights.open(attempt);
      return;
    }
    const component = this.#components.get(attempt.plan.call.component);
    if (component === undefined) this.#acquire(this.#flights.open(attempt));
    else this.#carryOut(component, attempt, undefined);
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
      this.#flights.free(flight);
      this.#end(attempt, taken({ status: "failed", error: result.error }), undefined);
    }
  }

  /** `flight`: where it had to wait. */
  #carryOut(component: ActionComponent, attempt: Attempt, flight: Flight | undefined): void {
    const { timeout } = attempt.plan.def;
    const deadline = timeout === undefined ? undefined : this.#at + timeout;
    const context = createActionContext(this.#settings.view, attempt.taskId, attempt.visit, attempt.attempt, deadline);
    let aloft = flight;
    let answer: unknown;
    let threw: { readonly error: unknown } | undefined;
    try {
      // #dispatch has looked at the action.
      answer = component.executeAction(attempt.action as NonNullable<Attempt["action"]>, context);
      if (isThenable(answer)) {
        aloft ??= this.#flights.open(attempt);
        this.#flights.takeOff(aloft, context, deadline);
        this.#await(aloft, answer);
        return;
      }
    } catch (error) {
      threw = { error };
    }
    this.#look();
    if (aloft !== undefined) {
      // It may have called back before it threw.
      if (aloft.phase === "gone") return;
      this.#flights.free(aloft);
    }
    const yielded = closeContext(context);
    if (deadline !== undefined && this.#at >= deadline) this.#end(attempt, timedOut(attempt), undefined);
    else if (threw !== undefined) this.#end(attempt, thrown(threw.error, false), yielded);
    else this.#end(attempt, takeOutcome(answer, this.#run.limits), yielded);
  }

  #await(flight: Flight, answer: PromiseLike<unknown>): void {
    const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
    promise.then(
      (value: unknown) => this.#enter(() => this.#flights.returned(flight, value, undefined)),
      (error: unknown) => this.#enter(() => this.#flights.returned(flight, undefined, { error })),
    );
  }

  /** What waited for a slot of its task. */
  #freed(flight: Flight): void {
    if (flight.next !== undefined) this.#acquire(flight.next);
    if (flight.retryAt !== undefined && !this.#stopped) this.#retryAt(flight.attempt.task, flight.retryAt);
  }

  get #stopped(): boolean {
    return this.#run.state.phase !== "running";
  }

  #retryAt(task: number, time: number): void {
    if (time <= this.#at) retryDue(this.#run, task, this.#at);
    else this.#retries.add(task, time, () => retryDue(this.#run, task, this.#at));
  }

  #end(attempt: Attempt, outcome: TakenOutcome, yielded: ContextYield | undefined): void {
    const delay = this.#endNow(attempt, outcome, yielded);
    if (delay >= 0) this.#retryAt(attempt.task, this.#at + delay);
    this.#afterEvent();
  }

  /** Gives when the next attempt is due, if there is one. */
  #endAloft(attempt: Attempt, outcome: TakenOutcome): number | undefined {
    const delay = this.#endNow(attempt, outcome, undefined);
    this.#afterEvent();
    return delay < 0 ? undefined : this.#at + delay;
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
    this.#retries.clear();
    if (run.cancelRequested) {
      run.cancelRequested = false;
      this.#flights.cancelAll();
    }
  }
}
