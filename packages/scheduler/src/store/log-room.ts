import { closeSync, openSync, statSync, writeSync } from "node:fs";

/** Commits from one look at the log's size to the next. */
const LOOK_EVERY = 16;
/** Bytes of a commit: for larger ones it costs little that the log grows, and much to fill it twice. */
const SMALL_COMMIT = 64 * 1024;
const LEAST = 2 ** 20;
const MOST = 4 * 2 ** 20;

/**
 * Room in the log for what will be committed. Of a file that grows with each commit the new size is written with each too, which takes about
 * as long as the rest.
 *
 * 1. Zeros are added behind the log's end, by who may write to it, for as long as it may. To SQLite they are the end of what was written.
 */
export class LogRoom {
  readonly #log: string;
  readonly #limit: number;
  #commits = 0;
  #size = 0;

  /** `limit`: bytes at which the log begins anew. */
  constructor(file: string, limit: number) {
    this.#log = `${file}-wal`;
    this.#limit = limit;
  }

  /** A commit that makes no room comes; false where it is time for one that does. */
  passes(): boolean {
    if ((this.#commits + 1) % LOOK_EVERY === 0) return false;
    this.#commits += 1;
    return true;
  }

  /** To be called in each other transaction, before anything is written. */
  make(): void {
    if (++this.#commits % LOOK_EVERY !== 0) return;
    try {
      const { size } = statSync(this.#log);
      const grown = size - this.#size;
      this.#size = size;
      if (grown <= 0 || grown > LOOK_EVERY * SMALL_COMMIT || size >= this.#limit) return;
      this.#size += fill(this.#log, size, Math.min(Math.max(size, LEAST), MOST));
    } catch {
      // Without room it is only slower; where the disk is full a commit says so.
    }
  }
}

/** Gives the bytes that were added. */
function fill(file: string, from: number, bytes: number): number {
  const log = openSync(file, "r+");
  try {
    return writeSync(log, new Uint8Array(bytes), 0, bytes, from);
  } finally {
    closeSync(log);
  }
}
