import { existsSync, watch } from "node:fs";

/** `run`: which run was written to; undefined where another process may have written. */
export type OnWritten = (run: string | undefined) => void;

/** Where the system does not tell (it has only so many watchers for each user), others' writes are looked for so often. */
const LOOK_EVERY_MS = 1000;

/** Whoever writes looks so often for what others have written, until it pauses for as long. */
const PACE_MS = 20;

/** Has the system tell of changes of a file; gives what ends it. May throw, and may fail later. */
export type WatchFile = (file: string, changed: () => void, failed: () => void) => () => void;

const watchBySystem: WatchFile = (file, changed, failed) => {
  const watcher = watch(file, { persistent: false }, changed);
  watcher.on("error", failed);
  return () => watcher.close();
};

/**
 * Tells who wants to know it that a store was written to. Of other processes the system tells; it is asked only for as long as somebody
 * needs it, and not while this process writes, of which it would tell as well. Many writes of one moment are told of once.
 */
export class LogWatcher {
  readonly #log: string;
  readonly #written: () => void;
  readonly #needed: () => boolean;
  readonly #listeners = new Set<OnWritten>();
  readonly #watchFile: WatchFile;
  #unwatch: (() => void) | undefined;
  #telling = false;
  /** Whether this process writes and looks by itself; and whether it has written since it looked. */
  #busy = false;
  #wrote = false;

  /** `written` is told of what others may have written, before all listeners; `needed`: whether it would miss that. */
  constructor(file: string, written: () => void, needed: () => boolean, watchFile: WatchFile = watchBySystem) {
    this.#log = `${file}-wal`;
    this.#written = written;
    this.#needed = needed;
    this.#watchFile = watchFile;
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
    if (this.#unwatch !== undefined || !existsSync(this.#log)) return;
    const lookRegularly = (): void => {
      const timer = setInterval(() => this.soon(), LOOK_EVERY_MS).unref();
      this.#unwatch = () => clearInterval(timer);
    };
    try {
      this.#unwatch = this.#watchFile(
        this.#log,
        () => this.soon(),
        () => {
          if (this.#unwatch === undefined) return;
          this.stop();
          lookRegularly();
        },
      );
    } catch {
      lookRegularly();
    }
  }

  /** Stops where nobody needs it. */
  rest(): void {
    if (this.#listeners.size === 0 && !this.#needed()) this.stop();
  }

  stop(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#busy = false;
  }

  /** This process has written to a run. */
  wrote(run: string): void {
    this.tell(run);
    this.#wrote = true;
    if (this.#busy || this.#unwatch === undefined) return;
    this.stop();
    this.#busy = true;
    const timer = setInterval(() => {
      if (!this.#wrote) {
        this.stop();
        this.start();
      }
      this.#wrote = false;
      this.soon();
    }, PACE_MS).unref();
    this.#unwatch = () => clearInterval(timer);
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
