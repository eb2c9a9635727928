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

interface Waiting {
  readonly time: number;
  readonly settled: () => void;
}

export class Line {
  readonly #ports: LinePorts;
  readonly #running = new Set<string>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  due(overlap: OverlappingRuns, time: number, settled: () => void): void {
    const { cancel, skipped } = this.#ports;
    if (overlap === "queue" && (this.#running.size > 0 || this.#waiting.length > 0)) {
      if (this.#waiting.length < MOST_QUEUED) {
        this.#waiting.push({ time, settled });
        return;
      }
      skipped(time, `${MOST_QUEUED} times of this schedule wait already`);
      return settled();
    }
    if (overlap === "skip" && this.#running.size > 0) {
      skipped(time, `the run ${[...this.#running][0]} of this schedule has not ended`);
      return settled();
    }
    if (overlap === "cancel_previous") for (const id of this.#running) cancel(id);
    void this.#start({ time, settled });
  }

  /** A run of this schedule that was begun before. */
  adopt(runId: string, ended: Promise<unknown>): void {
    this.#running.add(runId);
    void this.#follow(runId, ended);
  }

  /** Starts nothing more: what waits stays unsettled. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  async #start({ time, settled }: Waiting): Promise<void> {
    const id = this.#ports.runId(time);
    this.#running.add(id);
    try {
      const { ended } = await this.#ports.start(time);
      settled();
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
