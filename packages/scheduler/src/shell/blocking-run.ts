/**
 * The engine inside a component: a synchronous shell around the pure run.
 *
 * Owns time and the calling of components, as the local engine does; the run (core) owns what may happen next and all that is
 * recorded.
 *
 * 1. One attempt at a time: whoever is called holds the thread.
 * 2. Waiting is done here alone: `std.sleep`, the delays of retries and rate limits, which hold nobody up who could start.
 * 3. A retry that fell due while an attempt went on is queued before what that attempt makes ready.
 * 4. A deadline, an attempt's or the run's, is looked at when the attempt returns; what keeps it is the component that was told of it.
 */
import {
  addLog,
  beginRun,
  cancelledOutcome,
  checkDeadline,
  crashRun,
  endAttempt,
  failRun,
  Gates,
  lowerAction,
  retryDue,
  runDeadline,
  shorten,
  startAttempt,
  timedOutOutcome,
  type ActionOutcome,
  type Attempt,
  type AttemptYield,
  type LogReport,
  type Run,
  type TakenOutcome,
} from "@scheduler-components/core";
import { failed, succeeded, toActionError, waitingOf, type Waiting } from "@scheduler-components/executor";
import { ask, takeAnswer, takeEdits } from "./answers.ts";
import { HttpCalls } from "./http-calls.ts";
import { pictureOf } from "./picture.ts";
import type { ShellClock, ShellPorts } from "./ports.ts";
import { RetryWaits } from "./retry-waits.ts";

interface Carried {
  readonly taken: TakenOutcome;
  readonly yielded?: AttemptYield | undefined;
}

type Action = NonNullable<Attempt["action"]>;

export class BlockingRun {
  readonly #run: Run;
  readonly #ports: ShellPorts;
  readonly #clock: ShellClock;
  readonly #random: () => number;
  readonly #http: HttpCalls;
  readonly #waits = new RetryWaits();
  /** When rate limits let something start again. */
  readonly #rates = new RetryWaits();
  readonly #gates: Gates;
  readonly #epoch: number;

  constructor(run: Run, ports: ShellPorts, random: () => number) {
    this.#run = run;
    // Concurrency groups keep themselves: nothing is in flight while another is chosen.
    this.#gates = new Gates(run, (bound, time) => this.#rates.add(bound, time));
    this.#ports = ports;
    this.#clock = ports.clock;
    this.#random = random;
    this.#http = new HttpCalls(ports.httpComponent);
    this.#epoch = ports.clock.now() - ports.clock.monotonic();
  }

  /** Milliseconds since the Unix epoch, never running backwards while the run goes on. */
  now(): number {
    return this.#epoch + this.#clock.monotonic();
  }

  /** Runs until nothing is left to happen, and releases what was initialised. A fault on the way ends the run, not the component. */
  toEnd(): void {
    try {
      this.#drive();
    } catch (error) {
      const { code, message } = toActionError(error);
      crashRun(this.#run, message, [{ code, message }]);
    }
    const error = this.#http.release();
    if (error === undefined) return;
    const message = [error.message.replace(/[.]$/, ""), ...error.causes.map((cause) => cause.message)].join(": ");
    this.#log({ at: this.now(), level: "error", code: error.code, component: "http", message });
  }

  #drive(): void {
    const run = this.#run;
    beginRun(run, this.now());
    while (!run.ended) {
      if (checkDeadline(run, this.now())) continue;
      this.#retriesDue(this.now());
      for (const { task: bound } of this.#rates.takeDue(this.now())) this.#gates.woken(bound);
      const task = this.#gates.next(this.now());
      const next = earlier(this.#waits.earliest ?? Infinity, this.#rates.earliest);
      if (task >= 0) this.#attempt(task);
      else if (next < Infinity) this.#waitUntil(earlier(next, this.#deadline));
      else failRun(run, "internal", "Nothing is left that could go on, though the run has not ended.", [], this.now());
    }
  }

  #attempt(task: number): void {
    const run = this.#run;
    const attempt = startAttempt(run, task, this.now());
    if (this.#gates.start(attempt.plan.def)) this.#gates.begin(attempt.plan.def, attempt.startedAt);
    const { timeout } = attempt.plan.def;
    const { action } = attempt;
    if (action === undefined) {
      const outcome = attempt.failure ?? cancelledOutcome("The attempt has no action.");
      this.#end(attempt, { taken: own(outcome) }, this.now());
      return;
    }
    const deadline = earlier(timeout === undefined ? Infinity : attempt.startedAt + timeout, this.#deadline);
    const carried = this.#carryOut(attempt, action, deadline === Infinity ? undefined : deadline);
    const at = this.now();
    if (checkDeadline(run, at)) {
      this.#end(
        attempt,
        { taken: own(cancelledOutcome("The run's deadline passed before the attempt returned.")) },
        at,
      );
      return;
    }
    this.#retriesDue(at);
    const last = timeout === undefined ? undefined : attempt.startedAt + timeout;
    if (last === undefined || at < last) this.#end(attempt, carried, at);
    else this.#end(attempt, { taken: own(timedOutOutcome(timeout ?? 0, attempt.plan.call.idempotent)) }, at);
  }

  #carryOut(attempt: Attempt, action: Action, deadline: number | undefined): Carried {
    if (attempt.plan.call.component === "http")
      return { taken: this.#http.carryOut(this.#run, attempt, action, () => this.now()) };
    const waiting = waitingOf(action, attempt.taskId);
    if (waiting === undefined) return this.#standardCall(attempt, action, deadline);
    return { taken: own("status" in waiting ? waiting : this.#wait(waiting, deadline)) };
  }

  #standardCall(attempt: Attempt, action: Action, deadline: number | undefined): Carried {
    const { contextHost, componentApi } = this.#ports;
    const made = contextHost.makeContext(pictureOf(this.#run, attempt, deadline));
    const answer = ask(() => componentApi.executeAction(lowerAction(action), made.context));
    const collected = contextHost.takeYield(made.key);
    for (const value of collected.redactions) this.#run.redactor.add(value);
    const { taskId: task, visit } = attempt;
    for (const { level, message } of collected.logs)
      this.#log({ at: this.now(), level, message, task, visit, attempt: attempt.attempt });
    return { taken: takeAnswer(answer, this.#run.limits), yielded: takeEdits(collected) };
  }

  /** Waits for as long as it is told to, or until its deadline: then the attempt has timed out. No signal can reach this shell. */
  #wait({ time, signal }: Waiting, deadline: number | undefined): ActionOutcome {
    if (signal !== undefined) {
      const message = `A scheduler inside a component can be sent no signal, so "${signal}" would never come.`;
      return failed({ code: "unsupported", message });
    }
    const end = this.now() + (time ?? 0);
    this.#waitUntil(deadline === undefined ? end : Math.min(end, deadline));
    return succeeded();
  }

  #end(attempt: Attempt, { taken, yielded }: Carried, at: number): void {
    const delay = endAttempt(this.#run, attempt, taken, yielded, at, this.#random);
    if (delay >= 0) this.#waits.add(attempt.task, at + delay);
  }

  /** The run's, as long as it has not stopped: what it undoes then has timeouts of its own. */
  get #deadline(): number | undefined {
    return this.#run.state.phase === "running" ? runDeadline(this.#run) : undefined;
  }

  #retriesDue(now: number): void {
    for (const { task, due } of this.#waits.takeDue(now)) {
      // The run may have stopped meanwhile, so that it is not tried again.
      if (this.#run.retryAt.has(task)) retryDue(this.#run, task, due);
    }
  }

  #waitUntil(time: number): void {
    for (let left = time - this.now(); left > 0; left = time - this.now()) this.#clock.wait(left);
  }

  #log(entry: LogReport): void {
    addLog(this.#run, { ...entry, message: shorten(entry.message, this.#run.limits.maxTextLength) });
  }
}

function earlier(time: number, other: number | undefined): number {
  return other === undefined ? time : Math.min(time, other);
}

/** An outcome of the engine's own: there is nothing to check in it. */
function own(outcome: ActionOutcome): TakenOutcome {
  return { outcome, bytes: 0, tooLarge: false };
}
