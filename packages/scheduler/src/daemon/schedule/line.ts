/**
 * The runs of one schedule, one after another or beside each other: what `overlap` says.
 *
 * 1. A time is settled once its run is kept, or once it is decided that there will be none. One that waits is not: it would be missed.
 */
import type { OverlappingRuns } from "@scheduler-components/core";

/** Times of one schedule that wait for their turn, with `overlap: queue`. */
export const MOST_QUEUED = 100;

export interface LinePorts {
  /** Starts the run of a time. Resolves once it is kept; rejects where there will be none. */
  readonly start: (time: number) => Promise<{ readonly ended: Promise<unknown> }>;
  readonly cancel: (runId: string) => void;
  readonly runId: (time: number) => string;
  /** Why no run is started at a time. */
  readonly skipped: (time: number, why: string) => void;
  readonly failed: (time: number, error: unknown) => void;
}

/** `unwanted`: a later one takes its place, and it is cancelled as soon as it is kept. */
type Phase = "starting" | "unwanted" | "running";

interface Waiting {
  readonly time: number;
  readonly settled: () => void;
}

export class Line {
  readonly #ports: LinePorts;
  /** Those that have not ended, by their ids. */
  readonly #running = new Map<string, Phase>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  due(overlap: OverlappingRuns, time: number, settled: () => void): void {
    const { skipped } = this.#ports;
    if (overlap === "queue" && (this.#running.size > 0 || this.#waiting.length > 0)) {
      if (this.#waiting.length < MOST_QUEUED) {
        this.#waiting.push({ time, settled });
        return;
      }
      skipped(time, `${MOST_QUEUED} times of this schedule wait already`);
      return settled();
    }
    if (overlap === "skip" && this.#running.size > 0) {
      skipped(time, `the run ${this.#running.keys().next().value} of this schedule has not ended`);
      return settled();
    }
    if (overlap === "cancel_previous") this.#cancelAll();
    void this.#start({ time, settled });
  }

  /** A run of this schedule that was begun before. */
  adopt(runId: string, ended: Promise<unknown>): void {
    this.#running.set(runId, "running");
    void this.#follow(runId, ended);
  }

  /** Starts nothing more: what waits stays unsettled. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  /** What is not kept yet cannot be told of anything. */
  #cancelAll(): void {
    for (const [id, phase] of this.#running) {
      if (phase === "running") this.#ports.cancel(id);
      else this.#running.set(id, "unwanted");
    }
  }

  async #start({ time, settled }: Waiting): Promise<void> {
    const id = this.#ports.runId(time);
    this.#running.set(id, "starting");
    try {
      const { ended } = await this.#ports.start(time);
      settled();
      if (this.#running.get(id) === "unwanted") this.#ports.cancel(id);
      this.#running.set(id, "running");
      await this.#follow(id, ended);
    } catch (error) {
      if (!this.#closed) {
        this.#ports.failed(time, error);
        settled();
      }
      this.#over(id);
    }
  }

  async #follow(id: string, ended: Promise<unknown>): Promise<void> {
    await ended.catch(() => {});
    this.#over(id);
  }

  #over(id: string): void {
    this.#running.delete(id);
    const next = this.#running.size === 0 ? this.#waiting.shift() : undefined;
    if (next !== undefined) void this.#start(next);
  }
}
