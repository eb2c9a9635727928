import { parseDuration, type JsonObject } from "@scheduler-components/core";
import { ComponentUnavailableError, RunRefusedError, ScenarioInvalidError } from "../engine/errors.ts";
import { createScheduler } from "../engine/scheduler.ts";
import type { SchedulerOptions } from "../engine/types.ts";
import { wholeNumber, type Arguments } from "./arguments.ts";
import type { Command, ExitCode } from "./command.ts";
import { writeDiagnostics } from "./diagnostics.ts";
import { dryRun } from "./dry-run.ts";
import { UsageError } from "./failure.ts";
import { readInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import { readLimits, RUN_LIMIT_OPTION } from "./limits.ts";
import { createLog, type Log } from "./log.ts";
import { permitRun, writeRefusals, type PermittedRun } from "./permit.ts";
import { COMPONENT_OPTION, POLICY_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { prepareScenario, type PreparedScenario } from "./prepare.ts";
import { lineProgress, type Progress } from "./progress.ts";
import { createReporter } from "./reporter.ts";
import { checkOutput } from "./result.ts";
import { onSignals, onStrayFaults } from "./signals.ts";

export const run: Command = {
  spec: {
    name: "run",
    summary: "Runs a scenario.",
    operands: "FILE",
    least: 1,
    most: 1,
    options: {
      input: {
        type: "string",
        short: "i",
        multiple: true,
        value: "NAME=VALUE",
        description: "one input; JSON where it parses, else text",
      },
      "input-file": { type: "string", value: "FILE", description: "the inputs (YAML or JSON)" },
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
      "dry-run": { type: "boolean", description: "run nothing; print what would run first, and why" },
      ...COMPONENT_OPTION,
      ...POLICY_OPTIONS,
      ...RUN_LIMIT_OPTION,
    },
    notes:
      "FILE may be - for stdin. Exit code: 0 succeeded, 1 failed, 2 usage, refused or not valid, 130 interrupted.\n" +
      "The first SIGINT or SIGTERM cancels what runs, releases components and writes the report; the second ends at once.",
    examples: [
      "scheduler run scenario.yaml --input base=http://127.0.0.1:8080",
      "scheduler run scenario.yaml --secret API_TOKEN --component greet=./greet.js --format json --output report.json",
    ],
  },
  run: async (args, io) => {
    const log = createLog(args, io);
    const concurrency = wholeNumber(args, "concurrency", 1, 100_000);
    const gracePeriodMs = readDuration(args, "grace");
    const limits = readLimits(args, "run and document");
    const policy = await readPolicy(args, io);
    const prepared = await prepareScenario(
      io,
      args.operands[0] as string,
      policy,
      readSources(args),
      limits.document,
      !args.flag("dry-run"),
    );
    await writeDiagnostics(prepared, io, log);
    const { scenario } = prepared.check;
    if (!prepared.check.ok || !scenario) return 2;
    const inputs = await readInputs(args, io, scenario.inputs);
    const permitted = await permitRun(prepared, scenario, policy, args, io, log);
    writeRefusals(permitted, log);
    if (args.flag("dry-run")) {
      return dryRun(args, io, prepared, permitted, inputs);
    }
    if (permitted.refused.length > 0) return 2;
    return execute({ args, io, log, prepared, permitted }, inputs, {
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(gracePeriodMs === undefined ? {} : { gracePeriodMs }),
      limits: limits.run,
    });
  },
};

function readDuration(args: Arguments, name: string): number | undefined {
  const text = args.text(name);
  const duration = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && duration === undefined) {
    throw new UsageError(`Invalid value for --${name}: ${text}. Expected a duration such as 500ms, 10s or 5m.`);
  }
  return duration;
}

interface Situation {
  readonly args: Arguments;
  readonly io: Io;
  readonly log: Log;
  readonly prepared: PreparedScenario;
  readonly permitted: PermittedRun;
}

async function execute(
  situation: Situation,
  inputs: JsonObject,
  options: Pick<SchedulerOptions, "concurrency" | "gracePeriodMs" | "limits">,
): Promise<ExitCode> {
  const { args, io, log, prepared, permitted } = situation;
  const { scenario } = prepared.check;
  if (!scenario) return 2;
  checkOutput(args, io);
  const stop = new AbortController();
  let interrupted = false;
  const forget = onSignals((signal) => {
    interrupted = true;
    log.line("warn", `${signal}: cancelling what runs; once more ends at once`);
    stop.abort(`${signal} received`);
  });
  const forgive = onStrayFaults((message) => {
    // The engine takes the reason into the report, where secrets are redacted; and says it on stderr.
    stop.abort(`a fault outside of any action: ${message}`);
  });
  const reporter = createReporter(args, io, () => stop.abort("nobody reads the output any more"));
  const progress = await chooseProgress(situation);
  const scheduler = createScheduler({ ...permitted.options, ...options });
  try {
    const report = await scheduler.run(scenario, {
      inputs,
      secrets: permitted.secrets,
      catalogue: prepared.manifests,
      signal: stop.signal,
      observe: (notification) => {
        reporter.observe(notification);
        progress.observe(notification);
      },
    });
    progress.end();
    await reporter.finish(report);
    return interrupted ? 130 : report.run.status === "succeeded" ? 0 : 1;
  } catch (error) {
    progress.end();
    throw usageFault(error);
  } finally {
    forget();
    forgive();
  }
}

/** What the engine refuses before anything runs is a fault of the command line; anything else is a bug. */
function usageFault(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const refused =
    error instanceof RunRefusedError ||
    error instanceof ScenarioInvalidError ||
    error instanceof ComponentUnavailableError;
  return refused ? new UsageError(error.message, { cause: error }) : error;
}

async function chooseProgress({ io, log, prepared }: Situation): Promise<Progress> {
  if (!io.stderr.isTerminal || !log.shows("info")) return lineProgress(log);
  const { liveProgress } = await import("./live.ts");
  const actions = prepared.check.scenario?.nodes.filter((node) => node.type === "action").length ?? 0;
  return liveProgress(io, log, actions);
}
