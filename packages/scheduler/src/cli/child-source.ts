/** What `scenario.run` finds while a run of the command line or of the daemon goes on. */
import { dirname } from "node:path";
import { DEFAULT_DOCUMENT_LIMITS } from "@scheduler-components/core";
import type { PreparedChild, ScenarioSource, ScenarioText } from "../child/source.ts";
import { ScenarioInvalidError } from "../engine/errors.ts";
import { readScenario } from "../load/scenario-file.ts";
import type { OperatorPolicy } from "../policy/policy.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { readLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { permitRun, writeRefusals, type PermittedRun } from "./permit.ts";
import { readPolicy, readSources } from "./policy-flags.ts";
import { prepareText } from "./prepare.ts";

/** Texts that are kept understood: many runs have one of a few. */
const MOST_KEPT = 64;

export interface ChildSourceOptions {
  readonly args: Arguments;
  readonly io: Io;
  readonly log: Log;
  /** Where what a scenario without a file names is looked for. */
  readonly folder: string;
  /** That of the flags unless given. */
  readonly policy?: OperatorPolicy;
  /** What they share with others. */
  readonly lend?: Lend;
}

/** Adds to what the scenarios of a folder may do what they share with others. */
export type Lend = (folder: string, options: PermittedRun["options"]) => PermittedRun["options"];

/** Files in the folder of the scenario that names them, under the operator's policy. */
export function childSource({ args, io, log, folder, policy, lend }: ChildSourceOptions): ScenarioSource {
  const kept = new Map<string, Promise<PreparedChild>>();
  const limits = readLimits(args, "run and document");
  const said = new Set<string>();

  async function prepare({ text, file }: ScenarioText): Promise<PreparedChild> {
    const input = { name: file ?? "", folder: file === undefined ? folder : dirname(file), bytes: Buffer.from(text) };
    const operator = policy ?? (await readPolicy(args, io));
    const prepared = await prepareText(io, input, operator, readSources(args), limits.document, {
      mayLoad: true,
      children: "left-out",
    });
    const { scenario } = prepared.check;
    if (!prepared.check.ok || scenario === undefined)
      throw new ScenarioInvalidError(prepared.check.diagnostics.filter(({ severity }) => severity === "error"));
    const { refused, limited, notContained, secrets, options } = await permitRun(
      prepared,
      scenario,
      operator,
      args,
      io,
      log,
    );
    if (refused.length > 0) throw new Error(refused.map(withFlag).join("; "));
    const fresh = <T>(list: readonly T[]): readonly T[] => list.filter((one) => !said.has(JSON.stringify(one)));
    writeRefusals({ refused: [], limited: fresh(limited), notContained: fresh(notContained) }, log);
    for (const one of [...limited, ...notContained]) said.add(JSON.stringify(one));
    const given = lend === undefined ? options : lend(prepared.folder, options);
    return { scenario, catalogue: prepared.manifests, secrets, options: given };
  }

  return {
    read: (name, parent) =>
      readScenario(
        parent === undefined ? folder : dirname(parent),
        name,
        limits.document.maxBytes ?? DEFAULT_DOCUMENT_LIMITS.maxBytes,
      ),
    prepare: (text) => {
      const key = JSON.stringify([text.file, text.text]);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const prepared = prepare(text);
      // What the operator has not allowed now may be allowed by the files of the next attempt.
      prepared.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(key, prepared);
      return prepared;
    },
  };
}

function withFlag({ message, allow }: { readonly message: string; readonly allow?: string }): string {
  return allow === undefined ? message : `${message} (to allow it: ${allow})`;
}
