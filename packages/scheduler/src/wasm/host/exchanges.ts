import { performance } from "node:perf_hooks";
import { Watch } from "./watch.ts";

/** How long calls that a thread was given ahead wait for an exchange: most are over before. */
const LONG_MS = 10;

/** The HTTP exchanges that a thread's calls wait for, by ticket. `long` is called while there are some for a while without a pause. */
export class Exchanges {
  readonly #open = new Map<number, { readonly slot: number; readonly controller: AbortController }>();
  readonly #long: () => void;
  readonly #watch = new Watch(() => this.#look());
  #since = 0;

  constructor(long: () => void) {
    this.#long = long;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Gives whether it is the only one. */
  open(ticket: number, slot: number, controller: AbortController): boolean {
    this.#open.set(ticket, { slot, controller });
    if (this.#open.size > 1) return false;
    this.#since = performance.now();
    if (!this.#watch.armed) this.#watch.arm(LONG_MS);
    return true;
  }

  /** Gives whether somebody waits for it. */
  close(ticket: number): boolean {
    return this.#open.delete(ticket);
  }

  /** Nobody waits for it any more. */
  drop(ticket: number): void {
    this.#open.get(ticket)?.controller.abort();
    this.#open.delete(ticket);
  }

  /** Aborts all of one call, whose guest is told so. */
  abortAll(slot: number): void {
    for (const exchange of this.#open.values()) if (exchange.slot === slot) exchange.controller.abort();
  }

  /** Drops all of one call; of all calls without one. */
  dropAll(slot?: number): void {
    for (const [ticket, exchange] of this.#open) if (slot === undefined || exchange.slot === slot) this.drop(ticket);
  }

  /** One timer for all: it is not set anew with each. */
  #look(): void {
    if (this.#open.size === 0) return;
    const left = Math.ceil(this.#since + LONG_MS - performance.now());
    if (left > 0) this.#watch.arm(left);
    else this.#long();
  }
}
