/** What the verbs share that begin with a run which a store has already. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Arguments } from "./arguments.ts";
import type { ExitCode, OptionSpecs } from "./command.ts";
import { writeDiagnostics } from "./diagnostics.ts";
import { execute, EXECUTION_OPTIONS, readExecution, type Begin } from "./execute.ts";
import type { Io } from "./io.ts";
import { readLimits, RUN_LIMIT_OPTION } from "./limits.ts";
import type { Log } from "./log.ts";
import { permitRun, writeRefusals } from "./permit.ts";
import { COMPONENT_OPTION, POLICY_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { prepareText } from "./prepare.ts";
import { STORE_OPTION, type NamedStore } from "./with-store.ts";

/** Permissions and secrets are not kept. */
export const GO_ON_OPTIONS: OptionSpecs = {
  ...STORE_OPTION,
  ...EXECUTION_OPTIONS,
  ...COMPONENT_OPTION,
  ...POLICY_OPTIONS,
  ...RUN_LIMIT_OPTION,
};

/** Begins with the text that the store has of a run, whatever has become of its file. */
export async function goOn(
  id: string,
  kept: NamedStore,
  { args, io, log }: { readonly args: Arguments; readonly io: Io; readonly log: Log },
  begin: Begin,
): Promise<ExitCode> {
  const limits = readLimits(args, "run and document");
  const policy = await readPolicy(args, io);
  const { text, file } = kept.store.source(id);
  if (file !== undefined && hasChanged(file, text))
    log.line("warn", `${file} has changed since the run ${id} began; what runs is the text it began with`);
  const input = { name: file ?? id, folder: file === undefined ? io.cwd : dirname(file), bytes: Buffer.from(text) };
  const prepared = await prepareText(io, input, policy, readSources(args), limits.document, true);
  await writeDiagnostics(prepared, io, log);
  const { scenario } = prepared.check;
  if (!prepared.check.ok || !scenario) return 2;
  const permitted = await permitRun(prepared, scenario, policy, args, io, log);
  writeRefusals(permitted, log);
  if (permitted.refused.length > 0) return 2;
  return execute({ args, io, log, prepared, permitted, kept }, { ...readExecution(args), limits: limits.run }, begin);
}

/** A file that is gone has not changed under the run: there is nothing that it could be confused with. */
function hasChanged(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") !== text;
  } catch {
    return false;
  }
}
