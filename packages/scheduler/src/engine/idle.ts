import type { RunJournalist } from "./journalist.ts";
import type { IdleHook } from "./types.ts";

/** Lane 63's hooks: they run when nothing else is ready and no attempt is in flight, or wait for a turn of the event loop to do so. */
export class IdleHooks {
  readonly #hooks: readonly IdleHook[];
  readonly #journalist: RunJournalist;
  #scheduled = false;

  constructor(hooks: readonly IdleHook[], journalist: RunJournalist) {
    this.#hooks = hooks;
    this.#journalist = journalist;
  }

  get any(): boolean {
    return this.#hooks.length > 0;
  }

  /** Calls the hooks after a turn of the event loop, and again as long as one has more to do. */
  schedule(stillIdle: () => boolean, at: () => number): void {
    if (this.#scheduled || !this.any) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (stillIdle() && this.#call(at())) this.schedule(stillIdle, at);
    });
  }

  #call(at: number): boolean {
    let more = false;
    for (const hook of this.#hooks) {
      try {
        if (hook() === true) more = true;
      } catch (error) {
        this.#journalist.noteEngine(
          "warn",
          "internal",
          `An idle hook threw: ${error instanceof Error ? error.message : String(error)}`,
          at,
        );
      }
    }
    return more;
  }
}
