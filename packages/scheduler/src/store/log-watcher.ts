import { existsSync, watch, type FSWatcher } from "node:fs";

/** `run`: which run was written to; undefined where another process may have written. */
export type OnWritten = (run: string | undefined) => void;

/**
 * Tells who wants to know it that a store was written to. Of other processes the system tells; it is asked only for as long as somebody
 * needs it. Many writes of one moment are told of once.
 */
export class LogWatcher {
  readonly #log: string;
  readonly #written: () => void;
  readonly #needed: () => boolean;
  readonly #listeners = new Set<OnWritten>();
  #watcher: FSWatcher | undefined;
  #telling = false;

  /** `written` is told of what others may have written, before all listeners; `needed`: whether it would miss that. */
  constructor(file: string, written: () => void, needed: () => boolean) {
    this.#log = `${file}-wal`;
    this.#written = written;
    this.#needed = needed;
  }

  listen(callback: OnWritten): () => void {
    this.#listeners.add(callback);
    this.start();
    return () => {
      this.#listeners.delete(callback);
      this.rest();
    };
  }

  /** There is something to watch once something was written. */
  start(): void {
    if (this.#watcher !== undefined || !existsSync(this.#log)) return;
    this.#watcher = watch(this.#log, { persistent: false }, () => this.soon());
    this.#watcher.on("error", () => this.stop());
  }

  /** Stops where nobody needs it. */
  rest(): void {
    if (this.#listeners.size === 0 && !this.#needed()) this.stop();
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  /** As if another process had written. */
  soon(): void {
    if (this.#telling) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      this.#written();
      this.tell(undefined);
    });
  }

  tell(run: string | undefined): void {
    for (const listener of this.#listeners) listener(run);
  }
}
