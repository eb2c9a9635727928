import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DEFAULT_DOCUMENT_LIMITS, readSchedules, type DocumentLimits } from "@scheduler-components/core";
import { startDaemon } from "../daemon/daemon.ts";
import { isLoopback } from "../daemon/http/origin.ts";
import { Tokens } from "../daemon/http/tokens.ts";
import { SharedHttp } from "../daemon/shared-http.ts";
import type { Check, Say } from "../daemon/types.ts";
import { systemClock } from "../engine/clock.ts";
import { DEFAULT_GRACE_PERIOD_MS } from "../engine/scheduler.ts";
import type { OperatorPolicy } from "../policy/policy.ts";
import { shellWord } from "../policy/refusal.ts";
import { wholeNumber, type Arguments } from "./arguments.ts";
import { childSource, type Lend } from "./child-source.ts";
import type { Command } from "./command.ts";
import { EXECUTION_OPTIONS, readExecution } from "./execute.ts";
import { messageOf, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { readLimits, RUN_LIMIT_OPTION } from "./limits.ts";
import { createLog, type Log } from "./log.ts";
import { permitRun } from "./permit.ts";
import { COMPONENT_OPTION, POLICY_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { prepareText } from "./prepare.ts";
import { writeResult } from "./result.ts";
import { daemonLog } from "./serve-log.ts";
import {
  HOOK_OPTION,
  HTTP_LIMIT_OPTION,
  readHooks,
  readHttpLimits,
  readTokens,
  TOKEN_OPTIONS,
} from "./serve-options.ts";
import { onSignals, onStrayFaults } from "./signals.ts";
import { version } from "./version.ts";
import { STORE_OPTION, withStore } from "./with-store.ts";

const DEFAULT_PORT = 8421;
const DEFAULT_MAX_RUNS = 1000;

const { format: _format, ...EXECUTION } = EXECUTION_OPTIONS;

export const serve: Command = {
  spec: {
    name: "serve",
    summary: "Runs the scenarios of a folder by their schedules and by an API, until it is interrupted.",
    operands: "DIR",
    least: 1,
    most: 1,
    options: {
      ...STORE_OPTION,
      host: { type: "string", value: "HOST", description: "the address to listen at (default 127.0.0.1)" },
      port: {
        type: "string",
        short: "p",
        value: "PORT",
        description: `the port to listen on; 0 takes a free one (default ${DEFAULT_PORT})`,
      },
      ...TOKEN_OPTIONS,
      ...HOOK_OPTION,
      "max-runs": {
        type: "string",
        value: "N",
        description: `runs under way at once, those that wait included (default ${DEFAULT_MAX_RUNS})`,
      },
      ...EXECUTION,
      ...COMPONENT_OPTION,
      ...POLICY_OPTIONS,
      ...RUN_LIMIT_OPTION,
      ...HTTP_LIMIT_OPTION,
    },
    notes:
      "The result, printed as soon as the daemon listens, is its URL; GET /openapi.json describes the API.\n" +
      "The first SIGINT or SIGTERM leaves what runs for the next start, within --grace: exit 0. The second ends at once: exit 130.\n" +
      "Without --token only programs on this machine are served.",
    examples: [
      "scheduler serve scenarios --store runs.db",
      "CI_TOKEN=… scheduler serve scenarios --store runs.db --host 0.0.0.0 --token CI_TOKEN=operate --allow-requested",
    ],
  },
  run: (args, io) => {
    if (args.text("store") === undefined)
      throw new UsageError("Where are the runs kept? Name a file with --store FILE.");
    return withStore(args, io, async (kept) => {
      if (kept === undefined) return 2;
      const log = createLog(args, io);
      const say = daemonLog(io, log);
      const limits = readLimits(args, "run and document");
      const folder = folderOf(args, io);
      const host = args.text("host") ?? "127.0.0.1";
      const port = wholeNumber(args, "port", 0, 65_535) ?? DEFAULT_PORT;
      const tokens = new Tokens(await readTokens(args, io));
      if (!tokens.any && !isLoopback(host)) throw openToAll(args, host);
      const execution = readExecution(args);
      const http = new SharedHttp();
      let stop = (): void => {};
      const stopped = new Promise<void>((end) => (stop = end));
      const forget = onSignals((signal) => {
        say("info", "ending: what runs is left for the next start; once more ends at once", { signal });
        stop();
      });
      const forgive = onStrayFaults((message) => say("error", `a fault outside of any action: ${message}`));
      try {
        const daemon = await startDaemon({
          folder,
          store: kept.store,
          check: checker(args, io, log, say, await readPolicy(args, io), limits.document, http),
          say,
          clock: systemClock,
          tokens,
          hooks: readHooks(args, io),
          host,
          port,
          httpLimits: readHttpLimits(args),
          maxBytes: limits.document.maxBytes ?? DEFAULT_DOCUMENT_LIMITS.maxBytes,
          maxRuns: wholeNumber(args, "max-runs", 1, 1_000_000) ?? DEFAULT_MAX_RUNS,
          ...execution,
          gracePeriodMs: execution.gracePeriodMs ?? DEFAULT_GRACE_PERIOD_MS,
          limits: limits.run,
          version,
        }).catch((error: unknown) => {
          throw cannotListen(error, host, port);
        });
        try {
          await writeResult(args, io, `${daemon.url}\n`);
          await Promise.race([stopped, daemon.ready.then(() => stopped), daemon.failed]);
        } finally {
          await daemon.close();
          await http.close();
        }
        say("info", "ended");
        return 0;
      } finally {
        forget();
        forgive();
      }
    });
  },
};

function folderOf(args: Arguments, io: Io): string {
  const named = args.operands[0] as string;
  const folder = resolve(io.cwd, named);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`${named} is not a folder; name one with scenarios (.yaml, .yml, .json).`);
  return folder;
}

function openToAll(args: Arguments, host: string): UsageError {
  const { operands } = args;
  const line = `scheduler serve ${shellWord(operands[0] ?? "DIR")} --store ${shellWord(args.text("store") ?? "FILE")} --host ${shellWord(host)} --token SCHEDULER_TOKEN=operate`;
  return new UsageError(`Without a token the daemon listens on the loopback interface alone, not at ${host}.`, {
    hint: `  to allow it: SCHEDULER_TOKEN=$(openssl rand -hex 32) ${line}`,
  });
}

function cannotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "ENOTFOUND"].includes(code)) return error;
  return new UsageError(`Cannot listen on ${host}:${port}: ${messageOf(error)}.`, {
    hint: "--port 0 takes a free port.",
    cause: error,
  });
}

/** Whoever posts a text is told nothing of files; what is wrong in files now is no reason to refuse a run that was begun. */
const CHILDREN = { file: "checked", posted: "left-out", kept: "found" } as const;

/** Understands scenarios under the operator's policy. */
function checker(
  args: Arguments,
  io: Io,
  log: Log,
  say: Say,
  policy: OperatorPolicy,
  limits: Partial<DocumentLimits>,
  http: SharedHttp,
): Check {
  const sources = readSources(args);
  const lend: Lend = (folder, options) => {
    const granted = options.policy?.http;
    const shared = http.source(folder, { ...options.http, ...(granted === undefined ? {} : { policy: granted }) });
    return { ...options, components: { http: shared, ...options.components } };
  };
  return async (file, bytes, from = "file") => {
    const input = { name: file, folder: dirname(file), bytes };
    const prepared = await prepareText(io, input, policy, sources, limits, {
      mayLoad: from !== "posted",
      children: CHILDREN[from],
    });
    const { ok, scenario, diagnostics, callsChecked } = prepared.check;
    if (!ok || scenario === undefined) return { ok: false, callsChecked, diagnostics, valid: undefined };
    const told: Log = { ...log, line: (level, message) => say(level, message, { file }) };
    return {
      ok,
      callsChecked,
      diagnostics,
      valid: {
        text: prepared.text,
        title: scenario.name,
        description: scenario.description,
        inputs: scenario.inputs,
        schedules: readSchedules(bytes, limits),
        changed: prepared.changed,
        permit: async () => {
          const scenarios = childSource({ args, io, log: told, folder: dirname(file), policy, lend });
          const { refused, options, secrets } = await permitRun(prepared, scenario, policy, args, io, told);
          if (refused.length > 0) return { refused };
          const given = { ...lend(prepared.folder, options), scenarios };
          return { scenario, catalogue: prepared.manifests, secrets, options: given };
        },
      },
    };
  };
}
