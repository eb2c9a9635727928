import type { Worker } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { workerUp, returnWorker, requestWorker, withdrawRequest, type WorkerRequest } from "./workers.ts";

/** How long a thread may take to end once it was told to. */
const ABANDON_MS = 5_000;

/** A thread as long as one instance has it; before, the request for one. */
export class GuestWorker {
  readonly #setup: GuestSetup;
  readonly #failed: (error: unknown) => void;
  readonly #exited: () => void;
  readonly #over: Promise<void>;
  readonly #request: WorkerRequest;
  #worker: Worker | undefined;
  #comingUp = false;
  /** When the thread was given to the instance, in milliseconds since the Unix epoch; undefined as long as it waits for one. */
  startedAt: number | undefined;

  /** `failed` is told what ends the thread; `over`, once, that it has ended, was given up, or was left. */
  constructor(setup: GuestSetup, failed: (error: unknown) => void, over: () => void) {
    this.#setup = setup;
    this.#failed = failed;
    let settle = (): void => {};
    this.#over = new Promise((resolve) => (settle = resolve));
    this.#exited = () => {
      this.#worker?.off("exit", this.#exited);
      this.up();
      over();
      settle();
    };
    this.#request = { modules: setup.modules, start: (worker, again) => this.#start(worker, again) };
    requestWorker(this.#request);
  }

  /** The thread has come up. */
  up(): void {
    if (!this.#comingUp) return;
    this.#comingUp = false;
    workerUp();
  }

  /** The instance was left in good order. */
  leave(): void {
    const worker = this.#worker as Worker;
    worker.off("error", this.#failed).off("exit", this.#exited);
    returnWorker(worker, this.#setup.modules);
    this.#exited();
  }

  async end(): Promise<void> {
    if (this.#worker === undefined) {
      withdrawRequest(this.#request);
      return this.#exited();
    }
    const terminated = this.#worker.terminate();
    // Every guest can be interrupted; should one not be, the thread is given up, so that nobody waits for it.
    const abandon = setTimeout(this.#exited, ABANDON_MS);
    await Promise.race([terminated, this.#over]);
    clearTimeout(abandon);
  }

  #start(worker: Worker, again: boolean): void {
    this.startedAt = Date.now();
    this.#comingUp = !again;
    this.#worker = worker.on("error", this.#failed).on("exit", this.#exited);
    worker.postMessage(again ? { ...this.#setup, source: undefined } : this.#setup, [this.#setup.port]);
  }
}
