import type { Attempt } from "@scheduler-components/core";
import type { ActionContext } from "@scheduler-components/executor";

/**
 * `waiting`: for its component's init, or for an earlier attempt of its task to return. `running`. `stopping`: told to stop, and
 * its outcome still counts. `lingering`: decided at its deadline, and not returned yet. `gone`: it holds no slot any more.
 */
export type FlightPhase = "waiting" | "running" | "stopping" | "lingering" | "gone";

/** An attempt that did not return at once. It holds a slot until it is `gone`. */
export class Flight {
  readonly attempt: Attempt;
  phase: FlightPhase = "waiting";
  context: ActionContext | undefined;
  /** Milliseconds since the Unix epoch. */
  deadline: number | undefined;
  /** Calls its timer off: that of the deadline, later that of the grace period. */
  stopTimer: (() => void) | undefined;
  /** When the next attempt of the visit may start, where there is one; it also waits for this one to be gone. */
  retryAt: number | undefined;
  /** The next attempt of the same task, which waits for this one to be gone. */
  next: Flight | undefined;

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }

  setTimer(stop: (() => void) | undefined): void {
    this.stopTimer?.();
    this.stopTimer = stop;
  }
}
