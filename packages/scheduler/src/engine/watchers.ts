import type { Notification, Observer } from "./notification.ts";

/** Those who are told of a run. What they throw, or reject with, never reaches it. */
export class Watchers {
  readonly #observers: Observer[] = [];
  /** Called once, at an observer's first fault. */
  onFault: ((error: unknown) => void) | undefined;
  #told = false;
  /** Puts off what is told until what happened is kept, where it is. */
  defer: ((tell: () => void) => void) | undefined;

  constructor(observers: readonly (Observer | undefined)[]) {
    for (const observer of observers) if (observer !== undefined) this.#observers.push(observer);
  }

  /** Whether anyone is told: notifications are not made for nobody. */
  get any(): boolean {
    return this.#observers.length > 0;
  }

  add(observer: Observer): void {
    this.#observers.push(observer);
  }

  tell(notification: Notification): void {
    if (this.defer === undefined) this.#tell(notification);
    else this.defer(() => this.#tell(notification));
  }

  #tell(notification: Notification): void {
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
