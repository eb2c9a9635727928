/**
 * How an attempt that was started comes to be carried out: by its component, once that is initialised; or by waiting.
 *
 * 1. Nothing is asked of a component before the run's journal holds that the attempt was started.
 * 2. An answer that is no promise is settled at once, unless somebody keeps a journal.
 */
import { cancelledOutcome, takeOutcome, type Attempt, type TakenOutcome } from "@scheduler-components/core";
import {
  closeContext,
  createActionContext,
  waitingOf,
  type ActionComponent,
  type Acquired,
  type ContextYield,
} from "@scheduler-components/executor";
import { isThenable, taken, thrown, timedOut } from "./answers.ts";
import type { Flight } from "./flight.ts";
import type { Flights } from "./flights.ts";
import type { LocalRunSettings } from "./local-run-settings.ts";
import { ReadyComponents } from "./ready-components.ts";
import type { Waits } from "./waits.ts";

/** What launching needs of the engine around it. */
export interface LaunchGround {
  readonly flights: Flights;
  readonly waits: Waits;
  /** The time as of the last look at the clock. */
  readonly at: () => number;
  /** Looks at the clock. */
  readonly look: () => void;
  /** The attempt is carried out from here on. */
  readonly begun: (attempt: Attempt) => void;
  /** Every way into the engine goes through it. */
  readonly enter: (happened: () => void) => void;
  readonly end: (attempt: Attempt, outcome: TakenOutcome, yielded: ContextYield | undefined) => void;
}

export class Launch {
  readonly #settings: LocalRunSettings;
  readonly #ground: LaunchGround;
  readonly #components = new ReadyComponents();

  constructor(settings: LocalRunSettings, ground: LaunchGround) {
    this.#settings = settings;
    this.#ground = ground;
  }

  /** Carries an attempt out, as soon as nothing stands in its way. */
  open(attempt: Attempt): void {
    const { begun, flights, waits, end } = this.#ground;
    const { action, task } = attempt;
    if (action === undefined) {
      end(attempt, taken(attempt.failure ?? cancelledOutcome("The attempt has no action.")), undefined);
      return;
    }
    const waiting = this.#settings.waits ? waitingOf(action, attempt.taskId) : undefined;
    if (waiting !== undefined) {
      begun(attempt);
      if ("status" in waiting) end(attempt, taken(waiting), undefined);
      else waits.suspend(attempt, waiting);
      return;
    }
    const before = flights.before(task);
    if (before !== undefined) {
      before.next = flights.open(attempt);
      return;
    }
    if (this.#settings.committed !== undefined) return this.launch(flights.open(attempt));
    const component = this.#components.get(attempt.plan.call.component);
    if (component === undefined) this.#acquire(flights.open(attempt));
    else this.#carryOut(component, attempt, undefined);
  }

  /** Carries out an attempt that holds a slot already. */
  launch(flight: Flight): void {
    const { committed } = this.#settings;
    if (committed === undefined) this.#acquire(flight);
    else committed(() => this.#ground.enter(() => this.#acquire(flight)), !this.#ground.flights.anyAloft);
  }

  #acquire(flight: Flight): void {
    if (flight.phase !== "waiting") return;
    const acquired = this.#settings.registry.acquire(flight.attempt.plan.call.component);
    if (!(acquired instanceof Promise)) this.#acquired(flight, acquired);
    else void acquired.then((result) => this.#ground.enter(() => this.#acquired(flight, result)));
  }

  #acquired(flight: Flight, result: Acquired): void {
    const { attempt } = flight;
    if (flight.phase !== "waiting") return;
    const { at, end, flights } = this.#ground;
    if (result.ok) {
      this.#components.set(attempt.plan.call.component, result.component);
      attempt.delayStart(at());
      this.#carryOut(result.component, attempt, flight);
    } else {
      flights.free(flight);
      end(attempt, taken({ status: "failed", error: result.error }), undefined);
    }
  }

  /** `flight`: where it had to wait. */
  #carryOut(component: ActionComponent, attempt: Attempt, flight: Flight | undefined): void {
    const { at, begun, end, flights, look } = this.#ground;
    const { run, view } = this.#settings;
    const { timeout } = attempt.plan.def;
    const deadline = timeout === undefined ? undefined : at() + timeout;
    begun(attempt);
    const context = createActionContext(view, attempt.taskId, attempt.visit, attempt.attempt, deadline);
    let aloft = flight;
    let answer: unknown;
    let threw: { readonly error: unknown } | undefined;
    try {
      // `open` has looked at the action.
      answer = component.executeAction(attempt.action as NonNullable<Attempt["action"]>, context);
      if (isThenable(answer)) {
        aloft ??= flights.open(attempt);
        flights.takeOff(aloft, context, deadline);
        this.#await(aloft, answer);
        return;
      }
    } catch (error) {
      threw = { error };
    }
    look();
    if (aloft !== undefined) {
      // It may have called back before it threw.
      if (aloft.phase === "gone") return;
      flights.free(aloft);
    }
    const yielded = closeContext(context);
    if (deadline !== undefined && at() >= deadline) end(attempt, timedOut(attempt), undefined);
    else if (threw !== undefined) end(attempt, thrown(threw.error, false), yielded);
    else end(attempt, takeOutcome(answer, run.limits), yielded);
  }

  #await(flight: Flight, answer: PromiseLike<unknown>): void {
    const { enter, flights } = this.#ground;
    const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
    promise.then(
      (value: unknown) => enter(() => flights.returned(flight, value, undefined)),
      (error: unknown) => enter(() => flights.returned(flight, undefined, { error })),
    );
  }
}
