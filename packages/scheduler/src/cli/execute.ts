/** Carrying a run out on the command line: its progress, its report, and what signals do to it. */
import { parseDuration, type RunReport } from "@scheduler-components/core";
import { ComponentUnavailableError, RunLeftError, RunRefusedError, ScenarioInvalidError } from "../engine/errors.ts";
import type { Observer } from "../engine/notification.ts";
import { createScheduler } from "../engine/scheduler.ts";
import type { RunHandle, RunOptions, Scheduler, SchedulerOptions } from "../engine/types.ts";
import { StoreError, type Store } from "../store/store.ts";
import { wholeNumber, type Arguments } from "./arguments.ts";
import { childSource } from "./child-source.ts";
import type { ExitCode, OptionSpecs } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import type { Log } from "./log.ts";
import type { PermittedRun } from "./permit.ts";
import type { PreparedScenario } from "./prepare.ts";
import { lineProgress, type Progress } from "./progress.ts";
import { createReporter } from "./reporter.ts";
import { checkOutput } from "./result.ts";
import { onSignals, onStrayFaults } from "./signals.ts";

export const EXECUTION_OPTIONS: OptionSpecs = {
  concurrency: { type: "string", short: "c", value: "N", description: "attempts in flight at once (default 16)" },
  grace: {
    type: "string",
    value: "DURATION",
    description: "how long a cancelled or timed-out attempt may take to return (default 10s)",
  },
  format: {
    type: "string",
    short: "f",
    value: "FORMAT",
    choices: ["pretty", "json", "ndjson", "junit"],
    description: "how to print the report (default pretty)",
  },
};

/** The options of `EXECUTION_OPTIONS` that bear on the engine. Throws `UsageError`. */
export function readExecution(args: Arguments): Pick<SchedulerOptions, "concurrency" | "gracePeriodMs"> {
  const concurrency = wholeNumber(args, "concurrency", 1, 100_000);
  const gracePeriodMs = readDuration(args, "grace");
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(gracePeriodMs === undefined ? {} : { gracePeriodMs }),
  };
}

export function readDuration(args: Arguments, name: string): number | undefined {
  const text = args.text(name);
  const duration = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && duration === undefined) {
    throw new UsageError(`Invalid value for --${name}: ${text}. Expected a duration such as 500ms, 10s or 5m.`);
  }
  return duration;
}

export interface Situation {
  readonly args: Arguments;
  readonly io: Io;
  readonly log: Log;
  readonly prepared: PreparedScenario;
  readonly permitted: PermittedRun;
  /** Where the run is kept, and the option that named it. */
  readonly kept?: { readonly store: Store; readonly file: string } | undefined;
}

/** What every way of beginning a run is given. */
export type Begin = (
  scheduler: Scheduler,
  options: Required<Pick<RunOptions, "secrets" | "catalogue" | "signal" | "observe">>,
) => RunHandle;

/** Begins a run, prints its progress and its report, and gives the exit code. */
export async function execute(
  situation: Situation,
  options: Pick<SchedulerOptions, "concurrency" | "gracePeriodMs" | "limits">,
  begin: Begin,
): Promise<ExitCode> {
  const { args, io, log, prepared, permitted, kept } = situation;
  checkOutput(args, io);
  const stop = new AbortController();
  const reporter = createReporter(args, io, () => stop.abort("nobody reads the output any more"));
  const progress = await chooseProgress(situation);
  const observe: Observer = (notification) => {
    reporter.observe(notification);
    progress.observe(notification);
  };
  const scheduler = createScheduler({
    ...permitted.options,
    ...options,
    scenarios: childSource({ args, io, log, folder: prepared.folder }),
    ...(kept === undefined ? {} : { store: kept.store }),
  });
  const { secrets } = permitted;
  const handle = begin(scheduler, { secrets, catalogue: prepared.manifests, signal: stop.signal, observe });
  let interrupted = false;
  const forget = onSignals((signal) => {
    interrupted = true;
    if (kept === undefined) {
      log.line("warn", `${signal}: cancelling what runs; once more ends at once`);
      stop.abort(`${signal} received`);
    } else {
      log.line("warn", `${signal}: leaving the run as soon as what is in flight has ended; once more ends at once`);
      handle.leave();
    }
  });
  const forgive = onStrayFaults((message) => {
    // The engine takes the reason into the report, where secrets are redacted; and says it on stderr.
    stop.abort(`a fault outside of any action: ${message}`);
  });
  try {
    const report = await handle.result;
    progress.end();
    await reporter.finish(report);
    return interrupted ? 130 : exitCode(report);
  } catch (error) {
    progress.end();
    if (error instanceof StoreError) throw storeFault(error, handle.runId, kept);
    if (!(error instanceof RunLeftError)) throw usageFault(error);
    log.line(
      "warn",
      `left unfinished; go on with: scheduler runs resume ${error.runId} --store ${kept?.file ?? "FILE"}`,
    );
    return 130;
  } finally {
    forget();
    forgive();
  }
}

export function exitCode(report: Pick<RunReport, "run">): ExitCode {
  return report.run.status === "succeeded" ? 0 : 1;
}

/** A run that its store could keep no more is not lost: what is in the store can be gone on with. */
function storeFault(error: StoreError, id: string, kept: Situation["kept"]): UsageError {
  const resume = `scheduler runs resume ${id} --store ${kept?.file ?? "FILE"}`;
  const hint =
    error.code === "store-failed" ? `Once it can be written to, go on with what it holds: ${resume}` : undefined;
  return new UsageError(error.message, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

/** What the engine refuses before anything runs is a fault of the command line; anything else is a bug. */
export function usageFault(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const refused =
    error instanceof RunRefusedError ||
    error instanceof ScenarioInvalidError ||
    error instanceof StoreError ||
    error instanceof ComponentUnavailableError;
  return refused ? new UsageError(error.message, { cause: error }) : error;
}

async function chooseProgress({ io, log, prepared }: Situation): Promise<Progress> {
  if (!io.stderr.isTerminal || !log.shows("info")) return lineProgress(log);
  const { liveProgress } = await import("./live.ts");
  const actions = prepared.check.scenario?.nodes.filter((node) => node.type === "action").length ?? 0;
  return liveProgress(io, log, actions);
}
