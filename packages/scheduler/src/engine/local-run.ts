/**
 * The local engine: a shell around the pure run, in this process.
 *
 * Owns time and the calling of components. The run (core) owns what may happen next and everything that is recorded.
 *
 * 1. At most `concurrency` attempts hold a slot, and of a concurrency group as many as it may. An attempt holds its slot until it returns or its grace period is over.
 * 2. Every attempt that was started is ended exactly once (`#end`); what comes later is dropped and noted.
 * 3. Nothing here is async: the engine parks, and a completion, a timer or a signal calls into it.
 * 4. It never works longer than `SLICE_MS` without giving the event loop a turn, so that signals and timers are seen.
 */
import {
  beginRun,
  checkDeadline,
  crashRun,
  endAttempt,
  failRun,
  interruptRun,
  runDeadline,
  startAttempt,
  type Attempt,
  type JsonValue,
  type Run,
  type TakenOutcome,
} from "@scheduler-components/core";
import { toActionError, type ContextYield } from "@scheduler-components/executor";
import type { Flight } from "./flight.ts";
import { Flights } from "./flights.ts";
import { IdleHooks } from "./idle.ts";
import type { LocalRunSettings } from "./local-run-settings.ts";
import { Launch } from "./launch.ts";
import { recoverAttempts } from "./recover.ts";
import { Starts } from "./starts.ts";
import { Waits } from "./waits.ts";

/** How long the engine works on end before other things get their turn. */
const SLICE_MS = 10;

export class LocalRun {
  readonly #run: Run;
  readonly #settings: LocalRunSettings;
  readonly #idle: IdleHooks;
  readonly #launch: Launch;
  readonly #flights: Flights;
  readonly #waits: Waits;
  readonly #starts: Starts;
  /** The time as of the last look at the clock. */
  #at = 0;
  #sliceStart = 0;
  #pumping = false;
  #yielding = false;
  #leaving = false;
  #stopLeaving: (() => void) | undefined;
  #stopDeadline: (() => void) | undefined;
  #done: (() => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(settings: LocalRunSettings) {
    this.#settings = settings;
    this.#run = settings.run;
    const time = {
      at: () => this.#at,
      timer: (until: number, callback: () => void) => this.#timer(until, callback),
    };
    this.#waits = new Waits(settings.run, {
      ...time,
      end: (attempt, outcome) => this.#end(attempt, outcome, undefined),
    });
    this.#starts = new Starts(settings.run, { ...time, now: () => settings.clock.now() });
    this.#flights = new Flights({
      ...time,
      journalist: settings.journalist,
      limits: settings.run.limits,
      gracePeriodMs: settings.gracePeriodMs,
      end: (attempt, outcome, yielded) => this.#end(attempt, outcome, yielded),
      endAloft: (attempt, outcome) => this.#endAloft(attempt, outcome),
      opened: ({ plan }) => this.#starts.enter(plan.def),
      freed: (flight) => this.#freed(flight),
    });
    this.#launch = new Launch(settings, {
      flights: this.#flights,
      waits: this.#waits,
      at: () => this.#at,
      look: () => this.#look(),
      begun: (attempt) => this.#starts.begun(attempt),
      enter: (happened) => this.#enter(happened),
      end: (attempt, outcome, yielded) => this.#end(attempt, outcome, yielded),
    });
    this.#idle = new IdleHooks(settings.idle, settings.journalist);
  }

  /**
   * Runs until nothing is left to happen and nothing holds a slot. A run that was had from its journal goes on where it was: what was
   * under way is carried out once more, as the same attempt. `cancelled`: why it is not to start anything.
   */
  async toEnd(cancelled?: string): Promise<"ended" | "left"> {
    // A component that never answers leaves nothing that keeps the process alive; it must not end as if all were well.
    const alive = setInterval(() => {}, 2 ** 30);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#done = resolve;
        this.#fail = reject;
        this.#enter(() => {
          this.#sliceStart = this.#at;
          this.#begin();
          if (cancelled !== undefined) interruptRun(this.#run, cancelled, this.#at);
          this.#afterEvent();
        });
      });
    } finally {
      clearInterval(alive);
      // A run that was left or lost still waits for this and that, but not here.
      this.#stopLeaving?.();
      this.#waits.forget();
      this.#starts.stop();
      this.#stopDeadline?.();
    }
    return this.#run.ended ? "ended" : "left";
  }

  /** Starts nothing any more, and lets what is in flight come to its end, as far as the grace period goes. */
  leave(): void {
    this.#enter(() => {
      if (this.#leaving) return;
      this.#leaving = true;
      this.#stopLeaving = this.#timer(this.#at + this.#settings.gracePeriodMs, () => {
        this.#flights.abandon();
        this.#done?.();
      });
    });
  }

  /** The run is another's, or cannot be kept any more: nothing is started, and nothing that comes counts. */
  abandon(error: unknown): void {
    this.#leaving = true;
    this.#flights.abandon();
    this.#fail?.(error);
  }

  /** Nothing new starts; what is in flight gets its cancellation and its grace period. */
  interrupt(message: string): void {
    this.#enter(() => {
      interruptRun(this.#run, message, this.#at);
      this.#afterEvent();
    });
  }

  /** Gives a signal to whoever waits for it. False where the run keeps no more of them, or is over. */
  signal(name: string, data: JsonValue): boolean {
    let taken = false;
    if (!this.#run.ended) this.#enter(() => void (taken = this.#waits.signal(name, data)));
    return taken;
  }

  #begin(): void {
    const run = this.#run;
    if (run.state.phase === "created") beginRun(run, this.#at);
    else this.#recover();
    const deadline = runDeadline(run);
    if (deadline === undefined || run.state.phase !== "running") return;
    // `#enter` looks at it, whatever it is entered for. Timers may be early by a fraction of a millisecond; this one comes once.
    this.#stopDeadline = this.#timer(deadline, () => {
      if (!this.#leaving && checkDeadline(run, Math.max(this.#at, deadline))) this.#afterEvent();
    });
  }

  #recover(): void {
    const run = this.#run;
    if (run.ended) return;
    this.#starts.recall();
    this.#waits.recover();
    recoverAttempts(run, {
      journalist: this.#settings.journalist,
      at: this.#at,
      open: (attempt) => this.#starts.again(attempt, this.#flights, () => this.#launch.open(attempt)),
      end: (attempt, outcome) => this.#end(attempt, outcome, undefined),
    });
    if (run.state.phase === "stopping") this.#waits.cancelAll();
  }

  /** Every way into the engine: something happened, and what became ready is started. A bug in it ends the run, not the process. */
  #enter(happened: () => void): void {
    try {
      this.#look();
      // First: a run that goes on after its deadline carries nothing out once more.
      if (!this.#leaving && checkDeadline(this.#run, this.#at)) this.#afterEvent();
      happened();
      this.#pump();
    } catch (error) {
      const { code, message } = toActionError(error);
      crashRun(this.#run, message, [{ code, message }]);
      this.#flights.abandon();
      this.#done?.();
    }
  }

  #look(): void {
    this.#at = this.#settings.clock.now();
  }

  #timer(time: number, callback: () => void): () => void {
    return this.#settings.clock.at(time, () =>
      this.#enter(() => {
        this.#sliceStart = this.#at;
        callback();
      }),
    );
  }

  #pump(): void {
    if (this.#pumping || this.#yielding) return;
    this.#pumping = true;
    const run = this.#run;
    let task = -1;
    while (!run.ended && !this.#leaving && this.#hasRoom && (task = this.#starts.next()) >= 0) {
      if (this.#at - this.#sliceStart > SLICE_MS) {
        this.#giveTurn();
        break;
      }
      this.#dispatch(task);
    }
    this.#pumping = false;
    if (this.#yielding) return;
    if (!run.ended && !this.#leaving && task < 0)
      this.#idle.schedule(
        () => !run.ended && this.#starts.next() < 0,
        () => this.#settings.clock.now(),
      );
    if (this.#flights.size > 0) return;
    if (run.ended || this.#leaving) this.#done?.();
    else if (!this.#waits.any && !this.#starts.waiting) {
      failRun(run, "internal", "Nothing is left that could go on, though the run has not ended.", [], this.#at);
      this.#afterEvent();
      this.#done?.();
    }
  }

  /** What is undone is undone one after another, and after all else: also after an attempt that was decided and has not returned. */
  get #hasRoom(): boolean {
    const { size } = this.#flights;
    return size === 0 || (size < this.#settings.concurrency && this.#run.state.phase !== "compensating");
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
    this.#starts.started(attempt);
    this.#settings.journalist.attemptStarted(attempt, this.#at);
    this.#launch.open(attempt);
  }

  /** What waited for a slot of its task. */
  #freed(flight: Flight): void {
    this.#starts.leave(flight.attempt.plan.def);
    if (flight.next !== undefined) this.#launch.launch(flight.next);
    const { retryAt, attempt } = flight;
    // The run may have stopped meanwhile, so that nothing is tried again.
    if (retryAt !== undefined && this.#run.retryAt.has(attempt.task)) this.#waits.retry(attempt.task, retryAt);
  }

  #end(attempt: Attempt, outcome: TakenOutcome, yielded: ContextYield | undefined): void {
    const delay = this.#endNow(attempt, outcome, yielded);
    if (delay >= 0) this.#waits.retry(attempt.task, this.#at + delay);
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
    const delay = endAttempt(this.#run, attempt, outcome, asked, this.#at, this.#settings.random);
    this.#starts.begun(attempt);
    this.#settings.journalist.attemptEnded(attempt, delay, this.#at);
    return delay;
  }

  /** What an event asked of the shell. */
  #afterEvent(): void {
    const run = this.#run;
    if (run.state.phase === "running") return;
    this.#settings.journalist.stopping(this.#at);
    if (run.cancelRequested) {
      run.cancelRequested = false;
      this.#waits.cancelAll();
      this.#flights.cancelAll();
    }
  }
}
