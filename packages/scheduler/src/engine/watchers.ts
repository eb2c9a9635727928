import type { Notification, Observer } from "./notification.ts";

/** Those who are told of the run that began this one are told of this one too, and of which run it is. */
export interface WatchersAbove {
  readonly watchers: Watchers;
  readonly run: string;
}

/** Those who are told of a run. What they throw, or reject with, never reaches it. */
export class Watchers {
  readonly #observers: Observer[] = [];
  readonly #above: WatchersAbove | undefined;
  #over = false;
  /** Called once, at an observer's first fault. */
  onFault: ((error: unknown) => void) | undefined;
  #told = false;
  /** Puts off what is told until what happened is kept, where it is. */
  defer: ((tell: () => void) => void) | undefined;

  constructor(observers: readonly (Observer | undefined)[], above?: WatchersAbove) {
    this.#above = above;
    for (const observer of observers) if (observer !== undefined) this.#observers.push(observer);
  }

  /** Whether anyone is told: notifications are not made for nobody. */
  get any(): boolean {
    return this.#observers.length > 0 || this.#above?.watchers.any === true;
  }

  add(observer: Observer): void {
    this.#observers.push(observer);
  }

  tell(notification: Notification): void {
    // The end of the run is the last that is told, whatever comes of those below it.
    if (this.#over) return;
    if (notification.type === "run-ended" && notification.run === undefined) this.#over = true;
    if (this.defer === undefined) this.#tell(notification);
    else this.defer(() => this.#tell(notification));
  }

  #tell(notification: Notification): void {
    if (this.#above !== undefined) {
      const { watchers, run } = this.#above;
      watchers.tell(notification.run === undefined ? { ...notification, run } : notification);
    }
    for (const observer of this.#observers) {
      try {
        // An observer declared with `async` gives a promise all the same; its rejection must not end the process.
        const answer: unknown = observer(notification);
        if (answer instanceof Promise) answer.catch((error: unknown) => this.#fault(error));
      } catch (error) {
        this.#fault(error);
      }
    }
  }

  #fault(error: unknown): void {
    if (this.#told) return;
    this.#told = true;
    this.onFault?.(error);
  }
}
