import { resolve } from "node:path";
import { isJsonObject } from "@scheduler-components/core";
import { parseCapability } from "../policy/capability.ts";
import { LIMIT_NAMES } from "../policy/limits.ts";
import { parsePolicy } from "../policy/policy-file.ts";
import {
  EMPTY_POLICY,
  joinAllowances,
  joinPolicies,
  NO_ALLOWANCE,
  type Allowance,
  type OperatorPolicy,
} from "../policy/policy.ts";
import { assignment, type Arguments } from "./arguments.ts";
import type { OptionSpecs } from "./command.ts";
import { readValueFile } from "./document.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";

export const COMPONENT_OPTION: OptionSpecs = {
  component: {
    type: "string",
    multiple: true,
    value: "ID=SOURCE",
    description: "use SOURCE (a file, a folder, npm:NAME) for the component ID; native code is not contained",
  },
};

/** The operator's word. */
export const POLICY_OPTIONS: OptionSpecs = {
  "allow-requested": { type: "boolean", description: "grant what components request (native code excepted)" },
  allow: {
    type: "string",
    multiple: true,
    value: "ID=WHAT:VALUE",
    description: `grant one capability: http:ORIGIN, env:NAME, secrets:NAME, or more of a limit, such as memory:1GiB or timeout:5m (${LIMIT_NAMES.join(", ")}); http=HOST for the built-in http`,
  },
  "allow-native": {
    type: "string",
    multiple: true,
    value: "ID",
    description: "let the component ID run as native code, which is not contained",
  },
  policy: { type: "string", value: "FILE", description: "a policy (YAML or JSON) with all of these" },
  secret: { type: "string", multiple: true, value: "NAME", description: "take the secret NAME from the environment" },
  "secrets-file": {
    type: "string",
    value: "FILE",
    description: "take secrets from FILE (YAML or JSON, names and texts)",
  },
};

const { "allow-native": _native, secret: _secret, "secrets-file": _secrets, ...describeOptions } = POLICY_OPTIONS;

/** Of these what bears on a component that is only looked at: it describes itself, under the limits that it is allowed. */
export const DESCRIBE_OPTIONS: OptionSpecs = describeOptions;

/** The policy of the flags together with that of `--policy`. Throws `UsageError`. */
export async function readPolicy(args: Arguments, io: Io): Promise<OperatorPolicy> {
  const file = args.text("policy");
  const written = file === undefined ? EMPTY_POLICY : await policyFile(resolve(io.cwd, file), file);
  const components = new Map<string, Allowance>();
  const grant = (id: string, allowance: Allowance): void => {
    components.set(id, joinAllowances(components.get(id) ?? NO_ALLOWANCE, allowance));
  };
  const httpEntries: string[] = [];
  for (const id of args.list("allow-native")) grant(id, { ...NO_ALLOWANCE, native: true });
  for (const text of args.list("allow")) {
    const [id, what] = assignment("--allow", text, "greet=http:https://api.example.com");
    if (id === "http") httpEntries.push(what);
    else grant(id, capability(text, what));
  }
  const { allow, ...rest } = written.http ?? {};
  const http = httpEntries.length > 0 ? { ...rest, allow: [...(allow ?? ["*"]), ...httpEntries] } : undefined;
  return joinPolicies(written, {
    allowRequested: args.flag("allow-requested"),
    components,
    ...(http ? { http } : {}),
    secrets: args.list("secret"),
  });
}

function capability(text: string, what: string): Allowance {
  const at = what.indexOf(":");
  const parsed = parseCapability(at < 0 ? what : what.slice(0, at), at < 0 ? "" : what.slice(at + 1));
  if (parsed.ok) return parsed.allowance;
  throw new UsageError(`Invalid value for --allow: ${text}: ${parsed.message}.`);
}

async function policyFile(path: string, name: string): Promise<OperatorPolicy> {
  const parsed = parsePolicy(await readValueFile(path, "--policy"));
  if (parsed.ok) return parsed.policy;
  throw new UsageError(
    `The policy ${name} is not valid:\n${parsed.messages.map((message) => `  ${message}`).join("\n")}`,
  );
}

/** The operator's own sources, by component id. */
export function readSources(args: Arguments): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const text of args.list("component")) {
    const [id, source] = assignment("--component", text, "greet=./greet.js");
    if (sources.has(id)) throw new UsageError(`--component gives two sources for ${id}.`);
    sources.set(id, source);
  }
  return sources;
}

/** The secrets of `--secrets-file`. */
export async function readSecretsFile(args: Arguments, io: Io): Promise<ReadonlyMap<string, string>> {
  const file = args.text("secrets-file");
  const secrets = new Map<string, string>();
  if (file === undefined) return secrets;
  const value = await readValueFile(resolve(io.cwd, file), "--secrets-file");
  if (!isJsonObject(value)) throw new UsageError(`The secrets file ${file} is not an object of names and texts.`);
  for (const [name, secret] of Object.entries(value)) {
    // The value is never part of a message.
    if (typeof secret !== "string") throw new UsageError(`The secrets file ${file}: ${name} is not a text.`);
    secrets.set(name, secret);
  }
  return secrets;
}
