/**
 * The daemon: a folder of scenarios, their schedules, the runs of a store, and an API.
 *
 * 1. Runs of before are resumed first: only then it is known which schedules have runs that have not ended.
 * 2. It ends in the opposite order of its start: no new requests, no new times, runs left, the store closed by whoever opened it.
 */
import { basename, join } from "node:path";
import type { RunLimits } from "@scheduler-components/core";
import type { Clock } from "../engine/clock.ts";
import { StoreError, type Store } from "../store/store.ts";
import { Fault } from "./fault.ts";
import { ScenarioFolder } from "./folder.ts";
import type { Api } from "./http/api.ts";
import { HeldRuns } from "./held-runs.ts";
import { createApp } from "./http/app.ts";
import type { HttpLimits } from "./http/limits.ts";
import { clientOf, listen } from "./http/server.ts";
import type { Tokens } from "./http/tokens.ts";
import { Metrics } from "./metrics.ts";
import { Runs, type StartedRun } from "./runs.ts";
import { Line } from "./schedule/line.ts";
import { runIdOf, runIdPrefix } from "./schedule/run-id.ts";
import { Timekeeper, type Schedule } from "./schedule/timekeeper.ts";
import type { Check, Say, ValidScenario } from "./types.ts";

export interface DaemonOptions {
  readonly folder: string;
  readonly store: Store;
  readonly check: Check;
  readonly say: Say;
  readonly clock: Clock;
  readonly tokens: Tokens;
  /** The secrets of hooks, by the scenario that each starts. */
  readonly hooks: ReadonlyMap<string, string>;
  readonly host: string;
  readonly port: number;
  readonly httpLimits: HttpLimits;
  readonly maxBytes: number;
  readonly maxRuns: number;
  readonly concurrency?: number;
  readonly gracePeriodMs: number;
  readonly limits?: Partial<RunLimits>;
  readonly version: string;
}

export interface Daemon {
  readonly url: string;
  /** Resolves once runs of before are resumed, scenarios loaded, and schedules followed. */
  readonly ready: Promise<void>;
  /** Rejects once the store fails: what it keeps is gone on with by the next process alone. Never resolves. */
  readonly failed: Promise<never>;
  readonly close: () => Promise<void>;
}

/** Throws where the folder cannot be read or the address not be listened at. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { store, say, clock, check } = options;
  const metrics = new Metrics();
  metrics.define(
    "scheduler_schedule_times_total",
    "counter",
    "Times of schedules that have come, by what came of them.",
  );
  metrics.define("scheduler_scenarios", "gauge", "Scenarios of the folder, by whether the file is valid.");
  metrics.define("process_resident_memory_bytes", "gauge", "Memory of the process.");
  metrics.define("process_start_time_seconds", "gauge", "When the process was started.");
  metrics.set("process_start_time_seconds", Math.round(clock.now() / 1000));
  metrics.define("scheduler_http_connections", "gauge", "Connections that are open.");
  metrics.define(
    "scheduler_http_connections_closed_total",
    "counter",
    "Connections that the daemon closed for its limits, by why.",
  );
  let fail = (_error: StoreError): void => {};
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  failed.catch(() => {});
  const runs = new Runs({ ...options, metrics, storeFailed: (error) => fail(error) });
  const lines = new Map<string, Line>();
  const stopping = new AbortController();
  /** Runs that were resumed: for lines that there are not yet. */
  const before: StartedRun[] = [];
  let state: "starting" | "ready" | "stopping" = "starting";

  const timekeeper = new Timekeeper({
    clock,
    marks: store,
    due: (schedule, time, settled) => lineOf(schedule).due(schedule.def.overlap, time, settled),
    dropped: ({ scenario, def }, count) => {
      metrics.add("scheduler_schedule_times_total", { result: "missed" }, count);
      say("warn", "times were missed, and are not made up for", { scenario, schedule: def.id, count });
    },
    unmarked: ({ scenario, def }, error) =>
      say("error", `where the schedule stands could not be kept: ${messageOf(error)}`, { scenario, schedule: def.id }),
  });
  const folder = new ScenarioFolder({
    ...options,
    changed: (name, valid) => timekeeper.set(name, valid?.schedules ?? []),
  });

  async function start(
    name: string,
    inputsOf: (valid: ValidScenario) => Parameters<Api["start"]>[1],
    runId: string | undefined,
  ) {
    const found = await folder.current(name);
    if (found === undefined) throw new Fault("scenario-unknown", `There is no scenario ${name}.`);
    const { valid } = found;
    if (valid === undefined)
      throw new Fault("scenario-invalid", `The scenario ${name} is not valid.`, {
        facts: { diagnostics: JSON.parse(JSON.stringify(found.diagnostics)) },
      });
    return runs.start(valid, { file: found.file, inputs: inputsOf(valid), runId });
  }

  function lineOf({ scenario, def }: Schedule): Line {
    const prefix = runIdPrefix(scenario, def.id);
    const known = lines.get(prefix);
    if (known !== undefined) return known;
    const told = (result: string): void => metrics.add("scheduler_schedule_times_total", { result });
    const facts = (time: number) => ({ scenario, schedule: def.id, time: new Date(time).toISOString() });
    const line = new Line({
      runId: (time) => runIdOf(scenario, def.id, time),
      start: async (time) => {
        const now = ({ schedules }: ValidScenario) => schedules.find(({ id }) => id === def.id)?.inputs ?? def.inputs;
        const run = await start(scenario, now, runIdOf(scenario, def.id, time));
        told("started");
        return run;
      },
      cancel: (id) => {
        try {
          store.send(id, { type: "cancel", reason: "A later run of the same schedule takes its place." });
        } catch (error) {
          // It has just ended.
          if (error instanceof StoreError && error.code === "run-ended") return;
          say("error", `the run could not be cancelled: ${messageOf(error)}`, { run: id });
        }
      },
      skipped: (time, why) => {
        told("skipped");
        say("info", `no run is started: ${why}`, facts(time));
      },
      failed: (time, error) => {
        // The process that ended here before had begun it.
        if (error instanceof StoreError && error.code === "run-exists") return;
        told("failed");
        say("error", `no run could be started: ${messageOf(error)}`, facts(time));
      },
    });
    adopt(line, prefix, before);
    lines.set(prefix, line);
    return line;
  }

  const heldRuns = new HeldRuns({
    store,
    clock,
    resume: async (ids) => {
      const { resumed, held } = await runs.resumeAll(ids);
      before.push(...resumed);
      for (const [prefix, line] of lines) adopt(line, prefix, resumed);
      return held;
    },
    failed: (error) => say("error", `runs of another process could not be looked at: ${messageOf(error)}`, {}),
  });

  const api: Api = {
    hooks: options.hooks,
    store,
    clock,
    state: () => state,
    scenarios: () => folder.list(),
    scenario: (name) => folder.get(name),
    next: (scenario, schedule) => timekeeper.next(scenario, schedule),
    check: (bytes) => check(join(options.folder, "posted.yaml"), bytes, "posted"),
    start: async (name, inputs, runId) => (await start(name, () => inputs, runId)).id,
    rerun: async (id, from, runId) =>
      (await runs.rerun(id, { ...(from === undefined ? {} : { from }), ...(runId === undefined ? {} : { runId }) })).id,
    metrics: () => {
      const all = folder.list();
      const valid = all.filter(({ ok }) => ok).length;
      metrics.set("scheduler_scenarios", valid, { valid: "true" });
      metrics.set("scheduler_scenarios", all.length - valid, { valid: "false" });
      metrics.set("scheduler_http_connections", server.connections.count());
      metrics.set("process_resident_memory_bytes", process.memoryUsage.rss());
      return metrics.text();
    },
  };
  const app = createApp({
    ...options,
    api,
    metrics,
    limits: options.httpLimits,
    signal: stopping.signal,
    client: clientOf,
  });
  const server = await listen(app, {
    ...options,
    limits: options.httpLimits,
    shed: (why) => metrics.add("scheduler_http_connections_closed_total", { why }),
  });

  async function begin(): Promise<void> {
    const { resumed, held } = await runs.resumeAll(store.unfinished());
    if (state !== "starting") return;
    before.push(...resumed);
    heldRuns.add(held);
    await folder.open();
    if (state !== "starting") return;
    state = "ready";
    say("info", "ready", {
      folder: basename(options.folder),
      scenarios: folder.list().length,
      resumed: resumed.length,
    });
  }
  const ready = begin();
  ready.catch(() => {});

  return {
    url: server.url,
    ready,
    failed,
    close: async () => {
      state = "stopping";
      timekeeper.stop();
      heldRuns.close();
      for (const line of lines.values()) line.close();
      const left = runs.close();
      stopping.abort();
      await Promise.all([left, server.close(options.gracePeriodMs), folder.close(), ready.catch(() => {})]);
    },
  };
}

function adopt(line: Line, prefix: string, runs: readonly StartedRun[]): void {
  for (const { id, ended } of runs) if (id.startsWith(prefix)) line.adopt(id, ended);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
