import type { Notification } from "./notification.ts";

interface Waiting {
  readonly resolve: (result: IteratorResult<Notification>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A reader of notifications. The run never waits for it and nothing is dropped: what is not read yet is kept, without a bound,
 * until the reader leaves its loop. A reader that cannot keep up with a large run should observe with a callback instead.
 */
export class NotificationStream implements AsyncIterableIterator<Notification> {
  #kept: Notification[] = [];
  #read = 0;
  #waiting: Waiting[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  push(notification: Notification): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#kept.push(notification);
    else waiting.resolve({ done: false, value: notification });
  }

  /** With an error where the run could not begin: the reader then throws it. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    for (const waiting of this.#waiting.splice(0)) this.#finish(waiting);
  }

  next(): Promise<IteratorResult<Notification>> {
    const value = this.#kept[this.#read];
    if (value !== undefined) {
      this.#read++;
      // Shifting one by one would cost in proportion to what is kept.
      if (this.#read >= 1024) {
        this.#kept.splice(0, this.#read);
        this.#read = 0;
      }
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      if (this.#ended) this.#finish({ resolve, reject });
      else this.#waiting.push({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<Notification>> {
    this.#kept = [];
    this.#read = 0;
    this.#failure = undefined;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(waiting: Waiting): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) waiting.resolve({ done: true, value: undefined });
    else waiting.reject(failure.error);
  }
}
