/**
 * Which task starts next, with one timer for all that waits for a rate limit; and when attempts begin, which may be later.
 *
 * An attempt of a run that goes on was started already. Where it would begin too early it holds its slot until it may.
 */
import { Gates, type ActionDef, type Attempt, type Run } from "@scheduler-components/core";
import type { Flight } from "./flight.ts";
import type { Flights } from "./flights.ts";
import { TaskTimers } from "./task-timers.ts";

export interface StartsGround {
  /** The time as of the last look at the clock. */
  readonly at: () => number;
  /** The time by the clock. */
  readonly now: () => number;
  readonly timer: (time: number, callback: () => void) => () => void;
}

interface Held {
  readonly flight: Flight;
  readonly flights: Flights;
  readonly open: () => void;
}

/** In the place of a bound's number: some attempt that is held may begin. */
const HELD = -1;

export class Starts {
  readonly #gates: Gates;
  readonly #timers: TaskTimers;
  readonly #at: () => number;
  readonly #now: () => number;
  /** Attempts under a rate limit that were started and have not begun. */
  readonly #started = new Set<Attempt>();
  #held: Held[] = [];

  constructor(run: Run, { at, now, timer }: StartsGround) {
    this.#at = at;
    this.#now = now;
    this.#gates = new Gates(run, (bound, time) => this.#timers.add(bound, time));
    this.#timers = new TaskTimers(timer, at, (bound) => {
      if (bound === HELD) this.#openHeld();
      else this.#gates.woken(bound);
    });
  }

  /** Whether there is anything that time alone keeps from starting. */
  get waiting(): boolean {
    return this.#gates.waiting;
  }

  /** The task to start next, or -1. */
  next(): number {
    return this.#gates.next(this.#at());
  }

  started(attempt: Attempt): void {
    if (this.#gates.start(attempt.plan.def)) this.#started.add(attempt);
  }

  /** It is carried out now, or has come to its end without. */
  begun(attempt: Attempt): void {
    if (this.#started.size === 0 || !this.#started.delete(attempt)) return;
    // The last look may be milliseconds old, and a limit that is one in milliseconds must not be exceeded by that.
    this.#gates.begin(attempt.plan.def, this.#now());
    if (this.#held.length > 0) this.#openHeld();
  }

  /** An attempt of the action holds a slot. */
  enter(action: ActionDef): void {
    this.#gates.enter(action);
  }

  leave(action: ActionDef): void {
    this.#gates.leave(action);
  }

  /** The run was had from its journal: what began there counts. */
  recall(): void {
    this.#gates.recall(this.#at());
  }

  /** Has an attempt carried out once more: at once, or holding a slot until its rate limits let it. */
  again(attempt: Attempt, flights: Flights, open: () => void): void {
    if (this.#open(attempt, open)) return;
    this.#held.push({ flight: flights.open(attempt), flights, open });
  }

  /** Nothing is started any more. */
  stop(): void {
    this.#timers.clear();
  }

  #open(attempt: Attempt, open: () => void): boolean {
    const time = this.#gates.freeAt(attempt.plan.def);
    if (time <= this.#at()) {
      this.started(attempt);
      open();
      return true;
    }
    if (time < Infinity) this.#timers.add(HELD, time);
    return false;
  }

  #openHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const one of held) {
      const { flight, flights, open } = one;
      // It may have been cancelled meanwhile.
      if (flight.phase !== "waiting") continue;
      const free = (): void => {
        flights.free(flight);
        flight.attempt.delayStart(this.#at());
        open();
      };
      if (!this.#open(flight.attempt, free)) this.#held.push(one);
    }
  }
}
