/** The HTTP exchanges that a thread's calls wait for, by ticket. */
export class Exchanges {
  readonly #open = new Map<number, { readonly slot: number; readonly controller: AbortController }>();

  get size(): number {
    return this.#open.size;
  }

  open(ticket: number, slot: number, controller: AbortController): void {
    this.#open.set(ticket, { slot, controller });
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
}
