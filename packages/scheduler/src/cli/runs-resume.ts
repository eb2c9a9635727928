import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../store/store.ts";
import type { Arguments } from "./arguments.ts";
import type { Command, ExitCode } from "./command.ts";
import { writeDiagnostics } from "./diagnostics.ts";
import { execute, EXECUTION_OPTIONS, readExecution } from "./execute.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { readLimits, RUN_LIMIT_OPTION } from "./limits.ts";
import { createLog, type Log } from "./log.ts";
import { permitRun, writeRefusals } from "./permit.ts";
import { COMPONENT_OPTION, POLICY_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { prepareText } from "./prepare.ts";
import { STORE_OPTION, withNamedStore, type NamedStore } from "./with-store.ts";

export const runsResume: Command = {
  spec: {
    name: "runs resume",
    summary: "Goes on with runs that have not ended, to their end.",
    operands: "[RUN…]",
    least: 0,
    most: Infinity,
    options: { ...STORE_OPTION, ...EXECUTION_OPTIONS, ...COMPONENT_OPTION, ...POLICY_OPTIONS, ...RUN_LIMIT_OPTION },
    notes:
      "Without RUN: every run that has not ended and that no process drives. Permissions and secrets are not kept, so they are given again.\n" +
      "What was completed is not done again; what was under way is carried out once more, with the same idempotency key.\n" +
      "Exit code: 0 all succeeded, 1 one failed, 2 usage, refused or held by another process, 130 left again by a signal.",
    examples: [
      "scheduler runs resume nightly-7 --store runs.db --secret API_TOKEN",
      "scheduler runs resume --store runs.db --allow-requested",
    ],
  },
  run: (args, io) =>
    withNamedStore(args, io, async (kept) => {
      const log = createLog(args, io);
      const { store } = kept;
      const ids =
        args.operands.length > 0 ? args.operands : store.unfinished().filter((id) => store.run(id)?.held === false);
      if (ids.length === 0) log.line("info", "there is nothing to go on with");
      if (ids.length > 1 && args.text("output") !== undefined)
        throw new UsageError("--output takes the report of one run; name the run.");
      // One that cannot go on, because another process was faster, say, does not hold up the others.
      const ends = await Promise.allSettled(ids.map((id) => resume(id, kept, args, io, log)));
      for (const end of ends) if (end.status === "rejected") throw end.reason;
      return worst(ends.map((end) => (end.status === "fulfilled" ? end.value : 2)));
    }),
};

async function resume(id: string, kept: NamedStore, args: Arguments, io: Io, log: Log): Promise<ExitCode> {
  const limits = readLimits(args, "run and document");
  const policy = await readPolicy(args, io);
  const { text, file } = kept.store.source(id);
  const record = kept.store.run(id);
  if (record !== undefined && record.status !== "running")
    throw new StoreError("run-ended", `The run ${id} has ended (${record.status}).`);
  if (file !== undefined && hasChanged(file, text))
    log.line("warn", `${file} has changed since the run ${id} began; the run goes on with the text it began with`);
  const input = { name: file ?? id, folder: file === undefined ? io.cwd : dirname(file), bytes: Buffer.from(text) };
  const prepared = await prepareText(io, input, policy, readSources(args), limits.document, true);
  await writeDiagnostics(prepared, io, log);
  const { scenario } = prepared.check;
  if (!prepared.check.ok || !scenario) return 2;
  const permitted = await permitRun(prepared, scenario, policy, args, io, log);
  writeRefusals(permitted, log);
  if (permitted.refused.length > 0) return 2;
  return execute(
    { args, io, log, prepared, permitted, kept },
    { ...readExecution(args), limits: limits.run },
    (scheduler, options) => scheduler.resume(id, options),
  );
}

/** A file that is gone has not changed under the run: there is nothing that it could be confused with. */
function hasChanged(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") !== text;
  } catch {
    return false;
  }
}

function worst(codes: readonly ExitCode[]): ExitCode {
  for (const code of [130, 2, 1] as const) if (codes.includes(code)) return code;
  return 0;
}
