/**
 * The runs that this process drives: each has a scheduler of its own, since scenarios differ in what they may do.
 *
 * 1. A run counts as started once the store has it.
 * 2. After `close` was called nothing starts; runs that have not ended are left for whoever resumes them.
 */
import type { JsonObject, RunLimits, Scenario } from "@scheduler-components/core";
import { RunLeftError } from "../engine/errors.ts";
import type { Notification } from "../engine/notification.ts";
import { createScheduler } from "../engine/scheduler.ts";
import type { RerunOptions, RunHandle, RunOptions, Scheduler } from "../engine/types.ts";
import { StoreError, type Store } from "../store/store.ts";
import { Fault, refusedFault } from "./fault.ts";
import type { Metrics } from "./metrics.ts";
import type { Check, Say, ValidScenario } from "./types.ts";

export interface RunsOptions {
  readonly store: Store;
  readonly check: Check;
  readonly say: Say;
  readonly metrics: Metrics;
  /** Where the text of a run without a file is looked at from. */
  readonly folder: string;
  readonly concurrency?: number;
  readonly gracePeriodMs?: number;
  readonly limits?: Partial<RunLimits>;
  /** Runs that are driven at once, those that wait included. */
  readonly maxRuns: number;
  /** The store could not be written to: its process keeps nothing any more. */
  readonly storeFailed: (error: StoreError) => void;
}

export interface StartedRun {
  readonly id: string;
  /** When this process has nothing more to do with it. Never rejects. */
  readonly ended: Promise<void>;
}

export interface ResumedRuns {
  readonly resumed: readonly StartedRun[];
  /** Those that another process drives. */
  readonly held: readonly string[];
}

export interface NewRunOptions {
  readonly file: string;
  readonly inputs: JsonObject;
  readonly runId?: string | undefined;
}

export class Runs {
  readonly #options: RunsOptions;
  readonly #driven = new Set<Promise<void>>();
  readonly #schedulers = new Set<Scheduler>();
  #closing = false;

  constructor(options: RunsOptions) {
    this.#options = options;
    const { metrics } = options;
    metrics.define("scheduler_runs_active", "gauge", "Runs that this process drives, those that wait included.");
    metrics.define("scheduler_runs_started_total", "counter", "Runs that were begun, resumed or run again.");
    metrics.define("scheduler_runs_ended_total", "counter", "Runs that ended, by status.");
    metrics.define("scheduler_attempts_total", "counter", "Attempts that ended, by status.");
    metrics.set("scheduler_runs_active", 0);
  }

  /** Starts a run. Throws what it is refused for. */
  async start(valid: ValidScenario, { file, inputs, runId }: NewRunOptions): Promise<StartedRun> {
    return this.#drive(valid, "started", (scheduler, options) =>
      scheduler.start(options.scenario, {
        ...options,
        text: valid.text,
        file,
        inputs,
        ...(runId === undefined ? {} : { runId }),
      }),
    );
  }

  /** Goes on with a run of the store. */
  async resume(id: string): Promise<StartedRun> {
    return this.#drive(await this.#kept(id), "resumed", (scheduler, options) => scheduler.resume(id, options));
  }

  /** Runs one that has ended again, as a new run: all of it, or from a task on. Throws what it is refused for. */
  async rerun(id: string, how: Pick<RerunOptions, "from" | "runId">): Promise<StartedRun> {
    const begin = (scheduler: Scheduler, options: RunOptions): RunHandle => scheduler.rerun(id, { ...options, ...how });
    return this.#drive(await this.#kept(id), "rerun", begin, { of: id });
  }

  /** Goes on with runs. Each that cannot be is said, with what would allow it. */
  async resumeAll(ids: readonly string[]): Promise<ResumedRuns> {
    const { say } = this.#options;
    const resumed: StartedRun[] = [];
    const held: string[] = [];
    for (const id of ids) {
      try {
        resumed.push(await this.resume(id));
      } catch (error) {
        if (this.#closing) break;
        if (error instanceof StoreError && error.code === "run-held") {
          held.push(id);
          say("info", "another process drives the run; it is gone on with once that process does not", { run: id });
          continue;
        }
        const facts = error instanceof Fault ? error.facts : {};
        say("error", `The run could not be resumed: ${messageOf(error)}`, { run: id, ...facts });
      }
    }
    return { resumed, held };
  }

  get active(): number {
    return this.#driven.size;
  }

  /** Leaves every run; resolves when all are let go of. What is in flight has the grace period. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#schedulers].map((scheduler) => scheduler.close()));
    await Promise.all(this.#driven);
  }

  /** The scenario that a run was begun with, under what is allowed now. */
  async #kept(id: string): Promise<ValidScenario> {
    const { store, check, folder } = this.#options;
    const { text, file } = store.source(id);
    const { valid, diagnostics } = await check(file ?? `${folder}/${id}`, Buffer.from(text), "kept");
    if (valid !== undefined) return valid;
    const message = `The scenario of the run ${id} is not valid any more: ${diagnostics[0]?.message ?? ""}`;
    throw new Fault("scenario-invalid", message);
  }

  async #drive(
    valid: ValidScenario,
    word: string,
    begin: (scheduler: Scheduler, options: RunOptions & { readonly scenario: Scenario }) => RunHandle,
    facts: JsonObject = {},
  ): Promise<StartedRun> {
    this.#refuseIfFull();
    let over = (): void => {};
    const ended = new Promise<void>((resolve) => (over = resolve));
    this.#count(ended, 1);
    let scheduler: Scheduler | undefined;
    const done = (): void => {
      if (scheduler !== undefined) this.#schedulers.delete(scheduler);
      this.#count(ended, -1);
      over();
    };
    try {
      const permitted = await valid.permit();
      if ("refused" in permitted) throw refusedFault(permitted.refused);
      if (this.#closing) throw closing();
      const { concurrency, gracePeriodMs, limits, store } = this.#options;
      const { scenario, secrets, catalogue, options } = permitted;
      scheduler = createScheduler({
        ...options,
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(gracePeriodMs === undefined ? {} : { gracePeriodMs }),
        ...(limits === undefined ? {} : { limits }),
        store,
      });
      this.#schedulers.add(scheduler);
      let begun = (): void => {};
      // The first notification comes once the run is kept.
      const kept = new Promise<void>((resolve) => (begun = resolve));
      const observe = (notification: Notification): void => {
        if (notification.type === "run-started") begun();
        this.#observe(notification);
      };
      const handle = begin(scheduler, { scenario, secrets, catalogue, observe });
      const result = handle.result.then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      const first = await Promise.race([kept.then(() => undefined), result]);
      if (first !== undefined) throw first.error;
      const { say, metrics } = this.#options;
      metrics.add("scheduler_runs_started_total", { how: word });
      say("info", `run ${word}`, { run: handle.runId, scenario: valid.title, ...facts });
      void this.#follow(handle.runId, result, done);
      return { id: handle.runId, ended };
    } catch (error) {
      done();
      this.#judge(error);
      throw error;
    }
  }

  async #follow(
    run: string,
    result: Promise<{ readonly error: unknown } | undefined>,
    done: () => void,
  ): Promise<void> {
    const failed = await result;
    if (failed !== undefined) this.#lost(run, failed.error);
    done();
  }

  #refuseIfFull(): void {
    if (this.#closing) throw closing();
    const { maxRuns } = this.#options;
    if (this.#driven.size < maxRuns) return;
    const message = `${maxRuns} runs are under way already; the daemon takes more with --max-runs ${2 * maxRuns}.`;
    throw new Fault("too-many-runs", message, { retryAfter: 10 });
  }

  #count(run: Promise<void>, by: 1 | -1): void {
    if (by === 1) this.#driven.add(run);
    else this.#driven.delete(run);
    this.#options.metrics.set("scheduler_runs_active", this.#driven.size);
  }

  #observe(notification: Notification): void {
    const { metrics, say } = this.#options;
    // Runs that others began are told of, and not counted as runs of the daemon's.
    const { run } = notification;
    if (notification.type === "attempt-ended") {
      metrics.add("scheduler_attempts_total", { status: notification.trace.status });
      const { task, attempt, status } = notification.trace;
      if (status !== "succeeded")
        say("debug", `attempt ${status}`, { ...(run === undefined ? {} : { run }), task, attempt });
    }
    if (notification.type === "run-ended") {
      const { id, status, error, durationMs } = notification.report.run;
      if (run === undefined) metrics.add("scheduler_runs_ended_total", { status });
      say(
        run === undefined && status !== "succeeded" ? "warn" : run === undefined ? "info" : "debug",
        `run ${status}`,
        {
          run: id,
          durationMs: Math.round(durationMs),
          ...(error == null ? {} : { error: error.message }),
        },
      );
    }
  }

  #judge(error: unknown): void {
    if (error instanceof StoreError && error.code === "store-failed") this.#options.storeFailed(error);
  }

  #lost(run: string, error: unknown): void {
    const { say } = this.#options;
    if (error instanceof RunLeftError) say("info", "run left, to be resumed", { run });
    else say("error", `run given up: ${messageOf(error)}`, { run });
    this.#judge(error);
  }
}

function closing(): Fault {
  return new Fault("closing", "The daemon is about to end and starts nothing more.", { retryAfter: 5 });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
