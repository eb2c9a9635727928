/**
 * Which process drives which run: a lease for each process, with a number that later ones never have.
 *
 * 1. A lease that its process renews in time is respected, as long as the process lives.
 * 2. Whoever takes a run over raises its number: what the earlier driver still writes finds the number changed, and is refused.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAlive, thisProcess } from "./host-process.ts";

/** How long a process that does not answer keeps its runs, where it cannot be told whether it lives. */
const LEASE_MS = 30_000;
/** For how long what is known of a process is kept after its lease: one that stood still may go on. */
const FORGET_MS = 24 * 60 * 60 * 1000;

export class Drivers {
  readonly #now: () => number;
  readonly #insert: StatementSync;
  readonly #renew: StatementSync;
  readonly #forget: StatementSync;
  readonly #find: StatementSync;
  readonly #remove: StatementSync;
  #renewal: NodeJS.Timeout | undefined;
  #id: number | undefined;

  constructor(db: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#insert = db.prepare("INSERT INTO drivers (process, alive_until) VALUES (?, ?)");
    this.#renew = db.prepare(`INSERT INTO drivers (id, process, alive_until) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until`);
    this.#forget = db.prepare("DELETE FROM drivers WHERE alive_until < ?");
    this.#find = db.prepare("SELECT process, alive_until FROM drivers WHERE id = ?");
    this.#remove = db.prepare("DELETE FROM drivers WHERE id = ?");
  }

  /** This process's number. Call it outside of transactions: one that is rolled back would leave the number to another process. */
  get own(): number {
    if (this.#id !== undefined) return this.#id;
    // Those that were killed have left their rows.
    this.#forget.run(this.#now() - FORGET_MS);
    const { lastInsertRowid } = this.#insert.run(thisProcess(), this.#now() + LEASE_MS);
    this.#id = Number(lastInsertRowid);
    this.#renewal = setInterval(() => this.#extend(), LEASE_MS / 3);
    this.#renewal.unref();
    return this.#id;
  }

  get registered(): number | undefined {
    return this.#id;
  }

  /** Whether a driver may still be at work. */
  holds(id: number | null | undefined): boolean {
    if (id === null || id === undefined) return false;
    if (id === this.#id) return true;
    const found = this.#find.get(id) as { readonly process: string; readonly alive_until: number } | undefined;
    return found !== undefined && found.alive_until > this.#now() && isAlive(found.process) !== false;
  }

  close(): void {
    clearInterval(this.#renewal);
    if (this.#id === undefined) return;
    try {
      this.#remove.run(this.#id);
    } catch {
      // A store that cannot be written to: the lease ends with the process.
    }
  }

  #extend(): void {
    try {
      if (this.#id !== undefined) this.#renew.run(this.#id, thisProcess(), this.#now() + LEASE_MS);
    } catch {
      // A store that cannot be written to shows at the next commit.
    }
  }
}
