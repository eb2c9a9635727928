/**
 * Commits what many runs append in one turn of the event loop together: synchronising is what costs, and one does for all. What nothing
 * can be added to is committed as soon as the code that appended it has ended.
 *
 * 1. What was appended is committed in its order, all of one turn or nothing of it.
 * 2. After a failure nothing is committed any more: what is on the disk is a run's past, and its process can no longer tell. Who had
 *    something written, or waits to be called back, is told.
 */

export interface Committable {
  /** Writes what it holds. It may find that it must not: then it writes nothing, and takes care of the rest itself. */
  readonly write: () => void;
  /**
   * Writes what it holds by one statement, which is a transaction of its own: that saves to begin and to commit one. False where more is to
   * be done; then nothing was written.
   */
  readonly autocommit: () => boolean;
  readonly failed: (error: unknown) => void;
  /** What it wrote is committed. */
  readonly kept?: () => void;
}

export interface Transactions {
  /** Whether one statement may be a transaction of its own now. */
  readonly mayAutocommit: () => boolean;
  readonly begin: () => void;
  readonly commit: () => void;
  /** Also where there is none: it could not begin, or the database ended it. */
  readonly rollback: () => void;
}

interface Waiting {
  readonly committable: Committable;
  readonly callback: () => void;
}

export class GroupCommit {
  readonly #transactions: Transactions;
  #dirty = new Set<Committable>();
  #after: Waiting[] = [];
  #scheduled = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  /** Has something to be written. */
  add(committable: Committable): void {
    if (this.#failure !== undefined) return committable.failed(this.#failure.error);
    this.#dirty.add(committable);
    this.#schedule();
  }

  /**
   * Calls back once all that was added is committed; never after a failure, which the committable is told of. `alone`: nothing more can
   * come in this turn that would be committed with it, so nobody waits for the turn's end.
   */
  after(committable: Committable, callback: () => void, alone = false): void {
    if (this.#failure !== undefined) return committable.failed(this.#failure.error);
    this.#after.push({ committable, callback });
    if (!alone) return this.#schedule();
    this.#scheduled = true;
    queueMicrotask(() => this.#flushIfScheduled());
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#failure !== undefined) return;
    const dirty = this.#dirty;
    const after = this.#after;
    this.#dirty = new Set();
    this.#after = [];
    if (dirty.size > 0) {
      try {
        this.#commit(dirty);
      } catch (error) {
        this.#fail(error, new Set([...dirty, ...after.map(({ committable }) => committable)]));
        return;
      }
    }
    for (const committable of dirty) committable.kept?.();
    for (const { callback } of after) callback();
  }

  #commit(dirty: ReadonlySet<Committable>): void {
    const { mayAutocommit, begin, commit } = this.#transactions;
    const [first] = dirty;
    if (dirty.size === 1 && mayAutocommit() && first?.autocommit() === true) return;
    begin();
    for (const committable of dirty) committable.write();
    commit();
  }

  #fail(error: unknown, concerned: ReadonlySet<Committable>): void {
    this.#failure = { error };
    this.#transactions.rollback();
    for (const committable of concerned) committable.failed(error);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flushIfScheduled());
  }

  #flushIfScheduled(): void {
    if (this.#scheduled) this.flush();
  }
}
