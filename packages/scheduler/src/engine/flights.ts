/**
 * The slots: attempts that did not return at once, their deadlines and their grace periods.
 *
 * 1. A flight holds its slot from `open` until it is `gone`.
 * 2. An attempt is ended at most once: by its return, at its deadline, or when it was cancelled and its grace period is over.
 */
import {
  cancelledOutcome,
  takeOutcome,
  type Attempt,
  type RunLimits,
  type TakenOutcome,
} from "@scheduler-components/core";
import { cancelContext, closeContext, type ActionContext, type ContextYield } from "@scheduler-components/executor";
import { taken, thrown, timedOut } from "./answers.ts";
import { ChildLeftError } from "../child/child-left-error.ts";
import { Flight } from "./flight.ts";
import type { RunJournalist } from "./journalist.ts";

/** What flights need of the engine around them. */
export interface Ground {
  readonly journalist: RunJournalist;
  readonly limits: RunLimits;
  readonly gracePeriodMs: number;
  /** The time as of the last look at the clock. */
  readonly at: () => number;
  readonly timer: (time: number, callback: () => void) => () => void;
  /** The attempt has come to its end; a retry may start as soon as it is due. */
  readonly end: (attempt: Attempt, outcome: TakenOutcome, yielded: ContextYield | undefined) => void;
  /** The same, though it still holds its slot: gives when a retry is due, which is told to `freed` later. */
  readonly endAloft: (attempt: Attempt, outcome: TakenOutcome) => number | undefined;
  /** An attempt holds a slot. */
  readonly opened: (attempt: Attempt) => void;
  /** The slot is free, and what waited for it may go on. */
  readonly freed: (flight: Flight) => void;
}

export class Flights {
  readonly #ground: Ground;
  readonly #flights = new Set<Flight>();
  /** Those that linger or stop, by task: the next attempt of the task waits for them. */
  readonly #lingering = new Map<number, Flight>();
  #aloft = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  get size(): number {
    return this.#flights.size;
  }

  /** Whether a component is at work. */
  get anyAloft(): boolean {
    return this.#aloft > 0;
  }

  /** Takes a slot. */
  open(attempt: Attempt): Flight {
    const flight = new Flight(attempt);
    this.#flights.add(flight);
    this.#ground.opened(attempt);
    return flight;
  }

  /** An earlier attempt of the task that has been decided but has not returned. */
  before(task: number): Flight | undefined {
    return this.#lingering.size === 0 ? undefined : this.#lingering.get(task);
  }

  /** The component has begun, and has answered with a promise. */
  takeOff(flight: Flight, context: ActionContext, deadline: number | undefined): void {
    flight.phase = "running";
    this.#aloft += 1;
    flight.context = context;
    flight.deadline = deadline;
    if (deadline !== undefined) flight.setTimer(this.#ground.timer(deadline, () => this.#timeUp(flight)));
  }

  returned(flight: Flight, answer: unknown, threw: { readonly error: unknown } | undefined): void {
    const { attempt, phase, deadline } = flight;
    const { journalist, limits, at, end } = this.#ground;
    if (phase !== "running" && phase !== "stopping") {
      const message = "A result that came after the attempt had been decided was dropped.";
      journalist.note("warn", phase === "lingering" ? "timed-out" : "cancelled", attempt, message, at());
      if (phase === "lingering") this.free(flight);
      return;
    }
    if (threw?.error instanceof ChildLeftError) {
      // Both are left: the attempt stays undecided.
      if (flight.context !== undefined) closeContext(flight.context);
      this.free(flight);
      return;
    }
    // The timer may be late where the event loop was busy; the deadline is not.
    const late = phase === "running" && deadline !== undefined && at() >= deadline;
    const yielded = flight.context === undefined ? undefined : closeContext(flight.context);
    this.free(flight);
    if (late) end(attempt, timedOut(attempt), undefined);
    else if (threw === undefined) end(attempt, takeOutcome(answer, limits), yielded);
    else end(attempt, thrown(threw.error, phase === "stopping"), yielded);
  }

  /** Tells all to stop; those that have not begun end at once. */
  cancelAll(): void {
    // Ending one changes the set.
    for (const flight of Array.from(this.#flights)) {
      if (flight.phase === "running") this.#linger(flight, "stopping", "cancelled");
      else if (flight.phase === "waiting") {
        this.free(flight);
        this.#ground.end(flight.attempt, taken(cancelledOutcome("The run ended before the action began.")), undefined);
      }
    }
  }

  /** Tells all to stop and waits for none: the engine itself failed. */
  abandon(): void {
    for (const flight of this.#flights) {
      flight.phase = "gone";
      flight.setTimer(undefined);
      if (flight.context === undefined) continue;
      cancelContext(flight.context, "cancelled");
      closeContext(flight.context);
    }
    this.#flights.clear();
    this.#lingering.clear();
  }

  /** Gives the slot back. */
  free(flight: Flight): void {
    const { task } = flight.attempt;
    if (flight.phase === "lingering" && flight.context !== undefined) closeContext(flight.context);
    if (flight.phase !== "waiting" && flight.phase !== "gone") this.#aloft -= 1;
    flight.phase = "gone";
    flight.setTimer(undefined);
    this.#flights.delete(flight);
    if (this.#lingering.get(task) === flight) this.#lingering.delete(task);
    this.#ground.freed(flight);
  }

  /** The deadline: the attempt is decided, its slot is not free yet. */
  #timeUp(flight: Flight): void {
    if (flight.phase !== "running") return;
    this.#linger(flight, "lingering", "timed-out");
    flight.retryAt = this.#ground.endAloft(flight.attempt, timedOut(flight.attempt));
  }

  #linger(flight: Flight, phase: "lingering" | "stopping", code: "cancelled" | "timed-out"): void {
    const { at, gracePeriodMs, timer } = this.#ground;
    flight.phase = phase;
    this.#lingering.set(flight.attempt.task, flight);
    flight.setTimer(timer(at() + gracePeriodMs, () => this.#graceOver(flight)));
    if (flight.context !== undefined) cancelContext(flight.context, code);
  }

  #graceOver(flight: Flight): void {
    const { attempt, phase, context } = flight;
    if (phase !== "lingering" && phase !== "stopping") return;
    const { at, end, gracePeriodMs, journalist } = this.#ground;
    if (context !== undefined) closeContext(context);
    const message = `The action did not stop within ${gracePeriodMs} ms; it is left to itself.`;
    journalist.note("warn", "cancelled", attempt, message, at());
    this.free(flight);
    if (phase === "lingering") return;
    const outcome = cancelledOutcome(`The attempt was cancelled and did not stop within ${gracePeriodMs} ms.`);
    end(attempt, taken(outcome), undefined);
  }
}
