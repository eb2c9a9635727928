import type { Clock } from "../engine/clock.ts";
import type { Store } from "../store/store.ts";

/** How often it is looked whether another process still drives a run: of its death nobody tells. */
const LOOK_EVERY_MS = 10_000;

export interface HeldRunsPorts {
  readonly store: Pick<Store, "run">;
  readonly clock: Pick<Clock, "setTimer">;
  /** Goes on with runs, and gives those that somebody has taken meanwhile. Never rejects. */
  readonly resume: (ids: readonly string[]) => Promise<readonly string[]>;
  /** The store could not be asked; it is asked again. */
  readonly failed: (error: unknown) => void;
}

/** Runs that another process drove when they were to be resumed: they are, once it has let go of them or died. */
export class HeldRuns {
  readonly #ports: HeldRunsPorts;
  readonly #ids = new Set<string>();
  #stop: (() => void) | undefined;
  #closed = false;

  constructor(ports: HeldRunsPorts) {
    this.#ports = ports;
  }

  add(ids: readonly string[]): void {
    for (const id of ids) this.#ids.add(id);
    if (this.#ids.size === 0 || this.#closed || this.#stop !== undefined) return;
    this.#stop = this.#ports.clock.setTimer(LOOK_EVERY_MS, () => {
      this.#stop = undefined;
      void this.#look();
    });
  }

  close(): void {
    this.#closed = true;
    this.#stop?.();
  }

  async #look(): Promise<void> {
    const free: string[] = [];
    try {
      for (const id of this.#ids) {
        const run = this.#ports.store.run(id);
        if (run?.held === true) continue;
        if (run?.status === "running") free.push(id);
        this.#ids.delete(id);
      }
    } catch (error) {
      this.#ports.failed(error);
    }
    this.add(await this.#ports.resume(free));
  }
}
