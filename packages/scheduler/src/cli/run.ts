import { resolve } from "node:path";
import type { Command } from "./command.ts";
import { writeDiagnostics } from "./diagnostics.ts";
import { dryRun } from "./dry-run.ts";
import { execute, EXECUTION_OPTIONS, readExecution } from "./execute.ts";
import { readInputs } from "./inputs.ts";
import { readLimits, runDepth, RUN_LIMIT_OPTION } from "./limits.ts";
import { createLog } from "./log.ts";
import { permitRun, writeRefusals } from "./permit.ts";
import { COMPONENT_OPTION, POLICY_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { prepareScenario } from "./prepare.ts";
import { withStore } from "./with-store.ts";

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
      ...EXECUTION_OPTIONS,
      store: {
        type: "string",
        value: "FILE",
        description: "keep the run in FILE (SQLite), so that it outlives this process; see: scheduler runs --help",
      },
      "run-id": { type: "string", value: "ID", description: "the run's id (default: a random one)" },
      "dry-run": { type: "boolean", description: "run nothing; print what would run first, and why" },
      ...COMPONENT_OPTION,
      ...POLICY_OPTIONS,
      ...RUN_LIMIT_OPTION,
    },
    notes:
      "FILE may be - for stdin. Exit code: 0 succeeded, 1 failed, 2 usage, refused or not valid, 130 interrupted.\n" +
      "The first SIGINT or SIGTERM cancels what runs, releases components and writes the report; the second ends at once.\n" +
      "With --store the first leaves the run for `scheduler runs resume`.",
    examples: [
      "scheduler run scenario.yaml --input base=http://127.0.0.1:8080",
      "scheduler run scenario.yaml --secret API_TOKEN --component greet=./greet.js --format json --output report.json",
    ],
  },
  run: async (args, io) => {
    const log = createLog(args, io);
    const execution = readExecution(args);
    const limits = readLimits(args, "run and document");
    const policy = await readPolicy(args, io);
    const prepared = await prepareScenario(
      io,
      args.operands[0] as string,
      policy,
      readSources(args),
      { ...limits.document, ...runDepth(limits) },
      { mayLoad: !args.flag("dry-run") },
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
    const text = prepared.text;
    const file = args.operands[0] === "-" ? undefined : resolve(io.cwd, args.operands[0] as string);
    const id = args.text("run-id");
    return withStore(args, io, (kept) =>
      execute(
        { args, io, log, prepared, permitted, kept },
        { ...execution, limits: limits.run },
        (scheduler, options) =>
          scheduler.start(scenario, {
            ...options,
            inputs,
            text,
            ...(file === undefined ? {} : { file }),
            ...(id === undefined ? {} : { runId: id }),
          }),
      ),
    );
  },
};
