import { basename } from "node:path";
import type { HttpPolicy } from "@scheduler-components/actions-http";
import type { Scenario } from "@scheduler-components/core";
import type { ComponentSource } from "@scheduler-components/executor";
import type { SchedulerOptions } from "../engine/types.ts";
import { decideGrants } from "../policy/grants.ts";
import type { OperatorPolicy } from "../policy/policy.ts";
import type { Refusal } from "../policy/refusal.ts";
import { decideSecrets } from "../policy/secrets.ts";
import { visible } from "../report/paint.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import type { Log } from "./log.ts";
import { readSecretsFile } from "./policy-flags.ts";
import type { PreparedScenario } from "./prepare.ts";
import { refusalText } from "./refusal-text.ts";

/** A component of the scenario, and whether it runs contained. */
export interface PermittedComponent {
  readonly id: string;
  readonly kind: "native" | "wasm";
  readonly contained: boolean;
  readonly file: string;
}

/** What the operator's policy makes of a scenario's wishes. */
export interface PermittedRun {
  /** With any of these the run does not start. */
  readonly refused: readonly Refusal[];
  /** The run starts without these. */
  readonly limited: readonly Refusal[];
  /** Native components, one line each: they are not contained. */
  readonly notContained: readonly string[];
  /** Every component that may be loaded, the built-in ones aside. */
  readonly components: readonly PermittedComponent[];
  readonly secrets: { readonly [name: string]: string };
  readonly options: Pick<SchedulerOptions, "components" | "http" | "policy">;
}

/**
 * Decides everything at once, so that all that is refused is printed at once: what the scenarios ask for that it runs, too. Runs no
 * component.
 */
export async function permitRun(
  prepared: PreparedScenario,
  scenario: Scenario,
  policy: OperatorPolicy,
  args: Arguments,
  io: Io,
  log: Log,
): Promise<PermittedRun> {
  const own = await permitOne(prepared, scenario, policy, args, io, log);
  const all = { refused: [...own.refused], limited: [...own.limited] };
  const notContained = new Set(own.notContained);
  const said = new Set([...own.refused, ...own.limited].map((refusal) => refusal.message));
  for (const child of prepared.children) {
    if (child.check.scenario === undefined) continue;
    const permitted = await permitOne(child, child.check.scenario, policy, args, io, log);
    for (const line of permitted.notContained) notContained.add(line);
    for (const word of ["refused", "limited"] as const) {
      for (const refusal of permitted[word]) {
        if (said.has(refusal.message)) continue;
        said.add(refusal.message);
        all[word].push({ ...refusal, message: `${refusal.message} (${basename(child.file)})` });
      }
    }
  }
  return { ...own, ...all, notContained: [...notContained] };
}

async function permitOne(
  prepared: PreparedScenario,
  scenario: Scenario,
  policy: OperatorPolicy,
  args: Arguments,
  io: Io,
  log: Log,
): Promise<PermittedRun> {
  const refused: Refusal[] = [];
  const limited: Refusal[] = [];
  const notContained: string[] = [];
  const listed: PermittedComponent[] = [];
  const components = Object.create(null) as { [id: string]: ComponentSource };
  const decided = decideSecrets(scenario.secrets, {
    named: policy.secrets,
    env: io.env,
    file: await readSecretsFile(args, io),
  });
  for (const def of prepared.components) {
    limited.push(...decideGrants(def.id, [def.requests, prepared.manifests.get(def.id)?.requests], policy).refused);
    const loader = await prepared.loader();
    const permitted = await loader.permit(def);
    if (!permitted.ok) {
      refused.push(permitted.refusal);
      continue;
    }
    const { kind, file } = permitted.component;
    const contained = kind === "wasm";
    listed.push({ id: def.id, kind: contained ? "wasm" : "native", contained, file });
    if (!contained) {
      notContained.push(`${def.id} (${file}) is native code: not contained, it runs with all rights of this process`);
    }
    const { secrets } = decided;
    components[def.id] = async () => {
      const loaded = await loader.load(def, { secrets, said: (level, message) => log.line(level, visible(message)) });
      if (loaded.ok) return loaded.component;
      throw new Error(loaded.refusal.message);
    };
  }
  // A manifest that is none; what cannot be found at all is refused above already.
  const said = new Set(refused.map((refusal) => refusal.message));
  refused.push(...prepared.problems.filter((problem) => !said.has(problem.message)));
  refused.push(...decided.missing);
  return {
    refused,
    limited,
    notContained,
    components: listed,
    secrets: decided.secrets,
    options: {
      components,
      http: {
        readFile: async (path) => (await import("../load/confined-file.ts")).confinedReader(prepared.folder)(path),
      },
      ...(policy.http ? { policy: { http: await checkedHttpPolicy(policy.http) } } : {}),
    },
  };
}

async function checkedHttpPolicy(policy: HttpPolicy): Promise<HttpPolicy> {
  const { compilePolicy } = await import("./http-parts.ts");
  const compiled = compilePolicy(policy);
  if (!compiled.ok) throw new UsageError(`The policy for http is not valid: ${compiled.messages.join(" ")}`);
  return policy;
}

/** Prints what was refused, each with the flag that would allow it, and what is not contained. */
export function writeRefusals(permitted: Pick<PermittedRun, "refused" | "limited" | "notContained">, log: Log): void {
  for (const line of permitted.notContained) log.line("warn", visible(line));
  for (const refusal of permitted.limited) log.line("warn", refusalText("not granted", refusal));
  for (const refusal of permitted.refused) log.line("error", refusalText("refused", refusal));
}
