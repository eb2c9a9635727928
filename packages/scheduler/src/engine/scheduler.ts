import {
  createRun,
  Planner,
  reportRun,
  rerunFrom,
  type Catalogue,
  type JournalEntry,
  type JsonObject,
  type Run,
  type RunReport,
  type Scenario,
} from "@scheduler-components/core";
import type { Registry } from "@scheduler-components/executor";
import { Children, type ChildBeginning } from "../child/children.ts";
import { firstOfFamily, refuseOfParent, type Lineage } from "../child/lineage.ts";
import { folderScenarios } from "../child/source.ts";
import { systemClock } from "./clock.ts";
import { describeComponents, gatherComponents } from "./components.ts";
import { RunLeftError, RunRefusedError, SchedulerClosedError } from "./errors.ts";
import { createHandle } from "./handle.ts";
import { RunJournalist } from "./journalist.ts";
import { KeptRun } from "./kept-run.ts";
import { LocalRun } from "./local-run.ts";
import { RunClock } from "./run-clock.ts";
import { cancel, newRunId, reasonOf, type Opened, type Started } from "./started.ts";
import { StoreError, type NewRun, type Store } from "../store/store.ts";
import type { RerunOptions, ResumeOptions, RunHandle, RunOptions, Scheduler, SchedulerOptions } from "./types.ts";
import { createRunView } from "./view.ts";
import { UnderstoodScenarios } from "./understand.ts";
import { Watchers } from "./watchers.ts";

export const DEFAULT_CONCURRENCY = 16;
export const DEFAULT_GRACE_PERIOD_MS = 10_000;
/** Of the grace period of the run that begins it: a run must be over before the attempt is given up. */
const CHILD_GRACE = 0.9;

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

class LocalScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #scenarios = new UnderstoodScenarios();
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
    return this.#begin(options, (started) => this.#execute(scenario, started, undefined));
  }

  resume(runId: string, options: ResumeOptions = {}): RunHandle {
    return this.#begin({ ...options, runId }, (started) => this.#resume(started));
  }

  rerun(runId: string, options: RerunOptions = {}): RunHandle {
    const { from, ...rest } = options;
    return this.#begin(rest, (started) => this.#rerun(runId, from, started));
  }

  #begin(
    options: RunOptions,
    carryOut: (started: Started) => Promise<RunReport>,
    lineage: Lineage = firstOfFamily(),
  ): RunHandle {
    const clock = new RunClock(this.#options.clock ?? systemClock);
    const runId = options.runId ?? newRunId(clock.now(), this.#options.random ?? Math.random);
    const above = lineage.above && { watchers: lineage.above.watchers, run: runId };
    const watchers = new Watchers([this.#options.observe, options.observe], above);
    const { store, scenarios = folderScenarios } = this.#options;
    const begin = (child: ChildBeginning): RunHandle => this.#beginChild(child, options.secrets);
    const children = new Children({ lineage, watchers, scenarios, store, begin });
    const begun = { local: undefined, cancelled: undefined, asked: [] };
    const started: Started = { runId, options, watchers, clock, lineage, children, ...begun };
    const ask = (what: (local: LocalRun) => void): void => {
      if (started.local === undefined) started.asked.push(what);
      else what(started.local);
    };
    const { handle, ended } = createHandle(runId, watchers, () => this.#underSignals(started, carryOut), {
      cancel: (reason) => cancel(started, reason),
      leave: () => {
        if (store === undefined) return cancel(started);
        children.leave();
        ask((local) => local.leave());
      },
      signal: (name, data = null) => ask((local) => void local.signal(name, data)),
    });
    const settled = ended.then(noop, noop).then(() => this.#running.delete(handle));
    this.#running.set(handle, settled);
    return handle;
  }

  /** What a run begins runs with its options, but for those that its source of scenarios gives. */
  #beginChild({ id, known, text, file, prepared, inputs, lineage }: ChildBeginning, given: RunOptions["secrets"]) {
    // The run that begins it passes on what is told, and what is cancelled.
    const { observe: _, signal: __, ...rest } = this.#options;
    const gracePeriodMs = CHILD_GRACE * (rest.gracePeriodMs ?? DEFAULT_GRACE_PERIOD_MS);
    const scheduler = new LocalScheduler({ ...rest, ...prepared?.options, gracePeriodMs });
    const secrets = prepared?.secrets ?? given;
    const options: RunOptions = {
      runId: id,
      text,
      ...(file === undefined ? {} : { file }),
      ...(secrets === undefined ? {} : { secrets }),
      ...(prepared === undefined ? {} : { catalogue: prepared.catalogue }),
    };
    if (known) return scheduler.#begin(options, (started) => scheduler.#resume(started), lineage);
    const scenario = prepared?.scenario ?? text;
    const carryOut = (started: Started): Promise<RunReport> => scheduler.#execute(scenario, started, undefined);
    return scheduler.#begin({ ...options, inputs }, carryOut, lineage);
  }

  async catalogue(scenario: Scenario): Promise<Catalogue> {
    const clock = new RunClock(this.#options.clock ?? systemClock);
    return describeComponents(scenario, await gatherComponents(scenario, this.#options, clock.timer()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const handle of this.#running.keys()) {
      if (this.#options.store === undefined) handle.cancel("The scheduler was closed.");
      else handle.leave();
    }
    await Promise.all(this.#running.values());
  }

  /** A run ends when one of its signals is aborted. */
  async #underSignals(started: Started, carryOut: (started: Started) => Promise<RunReport>): Promise<RunReport> {
    if (this.#closed) throw new SchedulerClosedError();
    const signals = [this.#options.signal, started.options.signal].filter((signal) => signal !== undefined);
    const aborted = (event: Event): void => cancel(started, reasonOf((event.target as AbortSignal).reason));
    for (const signal of signals) {
      if (signal.aborted) cancel(started, reasonOf(signal.reason));
      else signal.addEventListener("abort", aborted, { once: true });
    }
    try {
      return await carryOut(started);
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", aborted);
    }
  }

  async #resume(started: Started): Promise<RunReport> {
    const { store } = this.#options;
    if (store === undefined) throw new TypeError("resume: the scheduler was made without a store");
    const { kept, run } = KeptRun.open(store, started.runId);
    try {
      if (started.lineage.above === undefined) refuseOfParent(store, run);
      return await this.#execute(run.text, started, { kept, inputs: run.inputs, file: run.file });
    } catch (error) {
      // It has not ended: another process may go on with it.
      await kept.release();
      throw error;
    }
  }

  async #rerun(earlier: string, from: string | undefined, started: Started): Promise<RunReport> {
    const { store } = this.#options;
    if (store === undefined) throw new TypeError("rerun: the scheduler was made without a store");
    const { text, inputs, file } = store.source(earlier);
    if (store.run(earlier)?.status === "running")
      throw new StoreError("rerun-refused", `The run ${earlier} has not ended; resume it, or cancel it first.`);
    const again = from === undefined ? undefined : { from, entries: store.entries(earlier) };
    const kept = (name: string): KeptRun => this.#create(store, started, { scenario: name, text, file, inputs });
    return this.#execute(text, started, { kept, inputs, file, again });
  }

  async #execute(source: string | Scenario, started: Started, opened: Opened | undefined): Promise<RunReport> {
    const understood = this.#scenarios.understand(source);
    const { scenario } = understood;
    const registry = await gatherComponents(scenario, this.#options, started.clock.timer(), started.children);
    const given = started.options.catalogue;
    const planner =
      given === undefined ? understood.plan(await describeComponents(scenario, registry)) : new Planner(given);
    const create = (): Run => this.#createRun(scenario, planner, started, opened?.inputs);
    const run = opened?.kept instanceof KeptRun ? opened.kept.recover(create) : create();
    started.children.of(run, opened?.file ?? started.options.file);
    const begun: JournalEntry[] = [];
    if (opened?.again !== undefined) {
      const { from, entries } = opened.again;
      run.journal = (entry) => void begun.push(entry);
      const refused = rerunFrom(run, create(), entries, from, started.clock.now());
      if (refused !== undefined) throw new StoreError("rerun-refused", refused);
    }
    const keep = opened?.kept;
    const kept = typeof keep === "function" ? keep(scenario.name) : (keep ?? this.#keep(source, scenario, started));
    return this.#carryThrough(run, registry, started, kept, begun);
  }

  #createRun(scenario: Scenario, planner: Planner, started: Started, kept: JsonObject | undefined): Run {
    const { limits } = this.#options;
    const { inputs = kept, secrets } = started.options;
    const created = createRun(scenario, {
      runId: started.runId,
      planner,
      ...(inputs === undefined ? {} : { inputs }),
      ...(secrets === undefined ? {} : { secrets }),
      ...(limits === undefined ? {} : { limits }),
    });
    if (!created.ok) throw new RunRefusedError(created.problems);
    const { above } = started.lineage;
    if (above !== undefined) created.run.redactor.learn(above.redactor);
    return created.run;
  }

  #keep(source: string | Scenario, { name }: Scenario, started: Started): KeptRun | undefined {
    const { store } = this.#options;
    if (store === undefined) return undefined;
    const { file, inputs = {}, text = source } = started.options;
    if (typeof text !== "string")
      throw new TypeError("text: a store keeps a scenario's text; give it beside the scenario");
    return this.#create(store, started, { scenario: name, text, file, inputs });
  }

  #create(store: Store, { runId: id, clock, lineage }: Started, parts: Omit<NewRun, "id" | "at" | "parent">): KeptRun {
    return KeptRun.create(store, { ...parts, id, parent: lineage.above?.parent.run, at: clock.now() });
  }

  async #carryThrough(
    run: Run,
    registry: Registry,
    started: Started,
    kept: KeptRun | undefined,
    begun: readonly JournalEntry[],
  ): Promise<RunReport> {
    const { watchers, clock, lineage, children } = started;
    const now = (): number => clock.now();
    const journalist = new RunJournalist(run, watchers, now);
    kept?.attach(run, journalist, watchers, begun);
    journalist.started(now(), lineage.above?.parent);
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
      committed: kept?.committed,
    });
    let end: "ended" | "left" = "ended";
    try {
      started.local = local;
      const going = local.toEnd(started.cancelled);
      kept?.drive(local, () => children.leave());
      for (const ask of started.asked.splice(0)) ask(local);
      end = await going;
      // What they are about to undo is undone before the run has ended.
      await children.settled();
    } finally {
      for (const { component, error } of await registry.release()) journalist.released(component, error, now());
    }
    if (end === "left") {
      await kept?.release();
      throw new RunLeftError(run.id);
    }
    kept?.recall(run);
    const report = reportRun(run, now(), registry.usage());
    if (children.reports !== undefined) Object.assign(report, { children: children.reports });
    if (kept !== undefined) {
      const { store } = this.#options;
      const told = (message: string): void => journalist.noteEngine("warn", "interrupted", message, now());
      if (kept.resumed && store !== undefined) await children.endOrphans(store, clock, told);
      await kept.end(report, now());
    }
    journalist.ended(report, now());
    return report;
  }
}

function noop(): void {}
