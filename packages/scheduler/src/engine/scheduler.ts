import {
  checkParsedScenario,
  checkScenario,
  createRun,
  reportRun,
  type Catalogue,
  type RunReport,
  type Scenario,
} from "@scheduler-components/core";
import type { Registry } from "@scheduler-components/executor";
import { systemClock } from "./clock.ts";
import { describeComponents, gatherComponents } from "./components.ts";
import { RunRefusedError, ScenarioInvalidError, SchedulerClosedError } from "./errors.ts";
import { createHandle } from "./handle.ts";
import { RunJournalist } from "./journalist.ts";
import { LocalRun } from "./local-run.ts";
import { RunClock } from "./run-clock.ts";
import type { RunHandle, RunOptions, Scheduler, SchedulerOptions } from "./types.ts";
import { createRunView } from "./view.ts";
import { Watchers } from "./watchers.ts";

export const DEFAULT_CONCURRENCY = 16;
export const DEFAULT_GRACE_PERIOD_MS = 10_000;

/**
 * Makes a scheduler that runs scenarios in this process.
 *
 * @example
 * const scheduler = createScheduler({ concurrency: 4 });
 * const report = await scheduler.run(`
 * version: "1.0"
 * name: hello
 * actions: { actions: [{ id: greet, call: std.log, with: { message: hello } }] }
 * workflows: { nodes: [{ id: start, type: action, action: greet }] }
 * `);
 * console.log(report.run.status);
 */
export function createScheduler(options: SchedulerOptions = {}): Scheduler {
  return new LocalScheduler(options);
}

/** One run of a scheduler, from its text to its report. */
interface Started {
  readonly runId: string;
  readonly options: RunOptions;
  readonly watchers: Watchers;
  readonly clock: RunClock;
  local: LocalRun | undefined;
  /** Why it was cancelled before it had begun. */
  cancelled: string | undefined;
}

class LocalScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #running = new Map<RunHandle, Promise<unknown>>();
  #closed = false;

  constructor(options: SchedulerOptions) {
    const { concurrency = DEFAULT_CONCURRENCY, gracePeriodMs = DEFAULT_GRACE_PERIOD_MS } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1)
      throw new RangeError(`concurrency: expected a whole number from 1, found ${concurrency}`);
    if (!(gracePeriodMs >= 0))
      throw new RangeError(`gracePeriodMs: expected milliseconds from 0, found ${gracePeriodMs}`);
    this.#options = options;
  }

  run(scenario: string | Scenario, options: RunOptions = {}): Promise<RunReport> {
    return this.start(scenario, options).result;
  }

  start(scenario: string | Scenario, options: RunOptions = {}): RunHandle {
    const watchers = new Watchers([this.#options.observe, options.observe]);
    const clock = new RunClock(this.#options.clock ?? systemClock);
    const runId = options.runId ?? newRunId(clock.now(), this.#options.random ?? Math.random);
    const started: Started = { runId, options, watchers, clock, local: undefined, cancelled: undefined };
    const cancel = (reason?: string): void => {
      const message = reason ?? "The run was cancelled.";
      if (started.local === undefined) started.cancelled ??= message;
      else started.local.interrupt(message);
    };
    const { handle, ended } = createHandle(runId, watchers, () => this.#execute(scenario, started, cancel), cancel);
    const settled = ended.then(noop, noop).then(() => this.#running.delete(handle));
    this.#running.set(handle, settled);
    return handle;
  }

  async catalogue(scenario: Scenario): Promise<Catalogue> {
    const clock = new RunClock(this.#options.clock ?? systemClock);
    return describeComponents(scenario, await gatherComponents(scenario, this.#options, clock.timer()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const handle of this.#running.keys()) handle.cancel("The scheduler was closed.");
    await Promise.all(this.#running.values());
  }

  async #execute(source: string | Scenario, started: Started, cancel: (reason?: string) => void): Promise<RunReport> {
    if (this.#closed) throw new SchedulerClosedError();
    const signals = [this.#options.signal, started.options.signal].filter((signal) => signal !== undefined);
    const aborted = (event: Event): void => cancel(reasonOf((event.target as AbortSignal).reason));
    for (const signal of signals) {
      if (signal.aborted) cancel(reasonOf(signal.reason));
      else signal.addEventListener("abort", aborted, { once: true });
    }
    try {
      const scenario = understand(source);
      const registry = await gatherComponents(scenario, this.#options, started.clock.timer());
      const catalogue = started.options.catalogue ?? (await describeComponents(scenario, registry));
      if (started.options.catalogue === undefined) checkCalls(source, scenario, catalogue);
      return await this.#carryThrough(scenario, registry, catalogue, started);
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", aborted);
    }
  }

  async #carryThrough(
    scenario: Scenario,
    registry: Registry,
    catalogue: Catalogue,
    started: Started,
  ): Promise<RunReport> {
    const { runId, options, watchers, clock } = started;
    const { limits } = this.#options;
    const { inputs, secrets } = options;
    const created = createRun(scenario, {
      runId,
      catalogue,
      ...(inputs === undefined ? {} : { inputs }),
      ...(secrets === undefined ? {} : { secrets }),
      ...(limits === undefined ? {} : { limits }),
    });
    if (!created.ok) throw new RunRefusedError(created.problems);
    const { run } = created;
    const now = (): number => clock.now();
    const journalist = new RunJournalist(run, watchers, now);
    journalist.started(now());
    const local = new LocalRun({
      run,
      registry,
      journalist,
      clock,
      view: createRunView(run, journalist, now),
      concurrency: this.#options.concurrency ?? DEFAULT_CONCURRENCY,
      gracePeriodMs: this.#options.gracePeriodMs ?? DEFAULT_GRACE_PERIOD_MS,
      random: this.#options.random ?? Math.random,
      idle: this.#options.idle ?? [],
      waits: !Object.hasOwn(this.#options.components ?? {}, "std"),
      committed: undefined,
    });
    started.local = local;
    try {
      await local.toEnd(started.cancelled);
    } finally {
      for (const { component, error } of await registry.release()) journalist.released(component, error, now());
    }
    const report = reportRun(run, now(), registry.usage());
    journalist.ended(report, now());
    return report;
  }
}

/** Checks a text; an understood scenario is taken at its word, but for what a run cannot do without. */
function understand(source: string | Scenario): Scenario {
  const checked = typeof source === "string" ? checkScenario(source) : undefined;
  if (checked === undefined) {
    const { nodes, components } = Object(source) as Partial<Scenario>;
    if (Array.isArray(nodes) && Array.isArray(components)) return source as Scenario;
    throw new TypeError("scenario: expected a text (YAML or JSON), or the scenario that checkScenario gives");
  }
  if (!checked.ok || checked.scenario === undefined) throw new ScenarioInvalidError(checked.diagnostics);
  return checked.scenario;
}

/** The second look, now that it is known what the components offer. */
function checkCalls(source: string | Scenario, scenario: Scenario, catalogue: Catalogue): void {
  if (typeof source !== "string" || checkParsedScenario(scenario, { catalogue }).length === 0) return;
  const checked = checkScenario(source, { catalogue });
  if (!checked.ok) throw new ScenarioInvalidError(checked.diagnostics);
}

function newRunId(now: number, random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 2 ** 30)
      .toString(36)
      .padStart(6, "0");
  return `run-${Math.floor(now).toString(36)}-${part()}${part()}`;
}

function reasonOf(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : typeof reason === "string" ? reason : "";
  return message === "" ? "The run was interrupted." : `The run was interrupted: ${message}`;
}

function noop(): void {}
