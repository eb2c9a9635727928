/** The HTTP exchanges that a thread's calls wait for, by ticket. */
export class Exchanges {
  readonly #open = new Map<number, { readonly slot: number; readonly controller: AbortController }>();

  get size(): number {
    return this.#open.size;
  }

  open(ticket: number, slot: number, controller: AbortController): void {
    this.#open.set(ticket, { slot, controller });
  }

  close(ticket: number): void {
    this.#open.delete(ticket);
  }

  abort(ticket: number): void {
    this.#open.get(ticket)?.controller.abort();
  }

  /** All of one call; of all calls without one. */
  abortAll(slot?: number): void {
    for (const exchange of this.#open.values())
      if (slot === undefined || exchange.slot === slot) exchange.controller.abort();
  }
}
