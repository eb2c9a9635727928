import { resolve } from "node:path";
import { isJsonObject, parseDuration, parseSize } from "@scheduler-components/core";
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from "../daemon/http/limits.ts";
import { SCOPES, SHORTEST_TOKEN, type Scope, type Token } from "../daemon/http/tokens.ts";
import { assignment, type Arguments } from "./arguments.ts";
import type { OptionSpecs } from "./command.ts";
import { readValueFile } from "./document.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { suggestion } from "./suggestion.ts";

export const TOKEN_OPTIONS: OptionSpecs = {
  token: {
    type: "string",
    multiple: true,
    value: "NAME=SCOPE",
    description: `take the token in the environment variable NAME, for ${SCOPES.join(" or ")}`,
  },
  "tokens-file": {
    type: "string",
    value: "FILE",
    description: "take tokens from FILE (YAML or JSON): NAME: { scope: read, token: TEXT }",
  },
};

export const HOOK_OPTION: OptionSpecs = {
  hook: {
    type: "string",
    multiple: true,
    value: "SCENARIO=NAME",
    description: "let POST /hooks/SCENARIO start a run, signed with the secret in the environment variable NAME",
  },
};

export const HTTP_LIMIT_OPTION: OptionSpecs = {
  "http-limit": {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    description: `another bound for those who ask: ${Object.keys(DEFAULT_HTTP_LIMITS).join(", ")}`,
  },
};

const MAKE_ONE = "Make one: openssl rand -hex 32";

/** The tokens of the flags and of the file. A secret is never part of a message. */
export async function readTokens(args: Arguments, io: Io): Promise<readonly Token[]> {
  const tokens = args.list("token").map((text): Token => {
    const [name, scope] = assignment("--token", text, "CI_TOKEN=operate");
    return checked(`--token ${name}`, name, scope, fromEnvironment("--token", name, io));
  });
  const file = args.text("tokens-file");
  if (file === undefined) return tokens;
  const value = await readValueFile(resolve(io.cwd, file), "--tokens-file");
  if (!isJsonObject(value)) throw new UsageError(`The tokens file ${file} is not an object of names and tokens.`);
  for (const [name, one] of Object.entries(value)) {
    const { scope, token, ...rest } = isJsonObject(one) ? one : {};
    if (typeof scope !== "string" || typeof token !== "string" || Object.keys(rest).length > 0)
      throw new UsageError(`The tokens file ${file}: ${name} must be { scope: ${SCOPES.join(" or ")}, token: TEXT }.`);
    tokens.push(checked(`The tokens file ${file}: ${name}`, name, scope, token));
  }
  return tokens;
}

/** The secrets of hooks, by the scenario that each starts. */
export function readHooks(args: Arguments, io: Io): ReadonlyMap<string, string> {
  const hooks = new Map<string, string>();
  for (const text of args.list("hook")) {
    const [scenario, name] = assignment("--hook", text, "release=RELEASE_SECRET");
    if (hooks.has(scenario)) throw new UsageError(`--hook gives two secrets for ${scenario}.`);
    const secret = fromEnvironment("--hook", name, io);
    if (secret.length < SHORTEST_TOKEN)
      throw new UsageError(`--hook ${text}: a secret has at least ${SHORTEST_TOKEN} characters.`, { hint: MAKE_ONE });
    hooks.set(scenario, secret);
  }
  return hooks;
}

function fromEnvironment(option: string, name: string, io: Io): string {
  const secret = io.env[name];
  if (secret !== undefined && secret !== "") return secret;
  throw new UsageError(`${option} ${name}: the environment has no ${name}.`, { hint: `Set it: export ${name}=…` });
}

function checked(where: string, name: string, scope: string, secret: string): Token {
  const found = SCOPES.find((one): one is Scope => one === scope);
  if (found === undefined)
    throw new UsageError(`${where}: there is no scope ${scope}. Expected one of: ${SCOPES.join(", ")}.`);
  if (!/^[\x21-\x7e]{1,1024}$/.test(secret) || secret.length < SHORTEST_TOKEN)
    throw new UsageError(`${where}: a token has ${SHORTEST_TOKEN} to 1024 characters, without blanks.`, {
      hint: MAKE_ONE,
    });
  return { name, scope: found, secret };
}

export function readHttpLimits(args: Arguments): HttpLimits {
  const limits: Record<keyof HttpLimits, number> = { ...DEFAULT_HTTP_LIMITS };
  for (const text of args.list("http-limit")) {
    const [name, value] = assignment("--http-limit", text, "bodyBytes=4MiB");
    if (!Object.hasOwn(limits, name)) {
      const names = Object.keys(limits);
      const hint = suggestion(name, names);
      const message = `Invalid value for --http-limit: ${name}. Expected one of: ${names.join(", ")}.`;
      throw new UsageError(message, hint === undefined ? {} : { hint });
    }
    const read = name.endsWith("Ms") ? parseDuration(value) : parseSize(value);
    const amount = /^\d+$/.test(value) ? Number(value) : read;
    if (amount === undefined || amount < 1 || amount > 2 ** 31 - 1)
      throw new UsageError(`Invalid value for --http-limit ${name}: ${value}. Expected a whole number from 1.`);
    limits[name as keyof HttpLimits] = Math.ceil(amount);
  }
  return limits;
}
