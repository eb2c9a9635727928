/** What the verbs share that begin with a run which a store has already. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Store } from "../store/store.ts";
import type { Arguments } from "./arguments.ts";
import type { ExitCode, OptionSpecs } from "./command.ts";
import { writeDiagnostics } from "./diagnostics.ts";
import { execute, EXECUTION_OPTIONS, readExecution, type Begin } from "./execute.ts";
import type { Io } from "./io.ts";
import { readLimits, RUN_LIMIT_OPTION } from "./limits.ts";
import type { Log } from "./log.ts";
import { permitRun, writeRefusals } from "./permit.ts";
import { COMPONENT_OPTION, POLICY_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import type { InputFile } from "./document.ts";
import { prepareText, type PreparedScenario } from "./prepare.ts";
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
  const prepared = await prepareText(io, input, policy, readSources(args), limits.document, {
    mayLoad: true,
    // Texts that runs began with count, and those need not be the files': what is wrong there now is no reason to refuse.
    children: "found",
  });
  await writeDiagnostics(prepared, io, log);
  const { scenario } = prepared.check;
  if (!prepared.check.ok || !scenario) return 2;
  const children = await keptChildren(kept.store, id, (child) =>
    prepareText(io, child, policy, readSources(args), limits.document, { children: "left-out" }),
  );
  const all = { ...prepared, children: [...children, ...prepared.children] };
  const permitted = await permitRun(all, scenario, policy, args, io, log);
  writeRefusals(permitted, log);
  if (permitted.refused.length > 0) return 2;
  return execute({ args, io, log, prepared, permitted, kept }, { ...readExecution(args), limits: limits.run }, begin);
}

/** Those that it has begun and that go on with it: what they need is to be there again, too. */
async function keptChildren(
  store: Store,
  parent: string,
  prepare: (input: InputFile) => Promise<PreparedScenario>,
): Promise<readonly PreparedScenario[]> {
  const found: PreparedScenario[] = [];
  for (const { id, file } of store.runs({ parent, status: ["running"], limit: Number.MAX_SAFE_INTEGER })) {
    const bytes = Buffer.from(store.source(id).text);
    found.push(await prepare({ name: file ?? id, folder: dirname(file ?? ""), bytes }));
    found.push(...(await keptChildren(store, id, prepare)));
  }
  return found;
}

/** A file that is gone has not changed under the run: there is nothing that it could be confused with. */
function hasChanged(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") !== text;
  } catch {
    return false;
  }
}
