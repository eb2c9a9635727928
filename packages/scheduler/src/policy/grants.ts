import { isJsonObject, parseDuration, parseSize, type JsonValue } from "@scheduler-components/core";
import { CAPABILITIES, normalOrigin, originCovers, type Capability } from "./capability.ts";
import { allowanceOf, type OperatorPolicy } from "./policy.ts";
import { shellWord, type Refusal } from "./refusal.ts";

/** What a component gets: its requests as far as the operator allows them. Bytes and milliseconds. */
export interface Grants {
  readonly http: readonly string[];
  readonly env: readonly string[];
  readonly secrets: readonly string[];
  readonly memory?: number;
  readonly timeout?: number;
}

export interface DecidedGrants {
  readonly grants: Grants;
  /** Each with the flag that would allow it. */
  readonly refused: readonly Refusal[];
}

/** Requests ∩ policy. `requests` come from the scenario and from the manifest; nothing in them is trusted. */
export function decideGrants(
  id: string,
  requests: readonly (JsonValue | undefined)[],
  policy: OperatorPolicy,
): DecidedGrants {
  const allowance = allowanceOf(policy, id);
  const all = policy.allowRequested;
  const refused: Refusal[] = [];
  const refuse = (kind: string, value: string): void => {
    refused.push({
      code: "capability-not-granted",
      message: `${id} requests ${kind} ${value}, which is not granted`,
      allow: `--allow ${shellWord(`${id}=${kind}:${value}`)}`,
    });
  };
  const http = listed(requests, "http").filter((text) => {
    const origin = normalOrigin(text);
    const granted = origin !== undefined && (all || allowance.http.some((allowed) => originCovers(allowed, origin)));
    if (!granted) refuse("http", text);
    return granted;
  });
  const names = (kind: "env" | "secrets"): readonly string[] =>
    listed(requests, kind).filter((name) => {
      const granted = all || allowance[kind].includes(name);
      if (!granted) refuse(kind, name);
      return granted;
    });
  const env = names("env");
  const secrets = names("secrets");
  const memory = bounded(requests, "memory", parseSize, all ? Infinity : allowance.memory, refuse);
  const timeout = bounded(requests, "timeout", parseDuration, all ? Infinity : allowance.timeout, refuse);
  for (const kind of unknownKinds(requests)) {
    refused.push({
      code: "capability-not-granted",
      message: `${id} requests ${kind}, which this version cannot grant`,
    });
  }
  return {
    grants: {
      http: http.map((text) => normalOrigin(text) ?? text),
      env,
      secrets,
      ...(memory === undefined ? {} : { memory }),
      ...(timeout === undefined ? {} : { timeout }),
    },
    refused,
  };
}

const KNOWN: ReadonlySet<string> = new Set<Capability>(CAPABILITIES);

function unknownKinds(requests: readonly (JsonValue | undefined)[]): readonly string[] {
  return [...new Set(requests.filter(isJsonObject).flatMap((request) => Object.keys(request)))].filter(
    (kind) => !KNOWN.has(kind),
  );
}

function listed(requests: readonly (JsonValue | undefined)[], kind: string): readonly string[] {
  const found = requests.filter(isJsonObject).flatMap((request) => {
    const value = Object.hasOwn(request, kind) ? request[kind] : undefined;
    return typeof value === "string" ? [value] : Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  });
  return [...new Set(found.filter((item): item is string => typeof item === "string"))];
}

/** A bound is granted as far as it is allowed; what goes beyond is refused, and the allowed part stays. */
function bounded(
  requests: readonly (JsonValue | undefined)[],
  kind: "memory" | "timeout",
  parse: (text: string) => number | undefined,
  allowed: number | undefined,
  refuse: (kind: string, value: string) => void,
): number | undefined {
  for (const request of requests) {
    if (!isJsonObject(request) || !Object.hasOwn(request, kind)) continue;
    const written = request[kind];
    const inUnits = (amount: number): string => (kind === "memory" ? sizeText(amount) : `${amount}ms`);
    const wanted = typeof written === "string" ? parse(written) : typeof written === "number" ? written : undefined;
    const shown =
      typeof written === "string" ? written : typeof written === "number" ? inUnits(written) : JSON.stringify(written);
    if (wanted === undefined || allowed === undefined || wanted > allowed) refuse(kind, shown);
    if (wanted === undefined || allowed === undefined) return undefined;
    return Math.min(wanted, allowed);
  }
  return undefined;
}

function sizeText(bytes: number): string {
  if (bytes > 0 && bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}MiB`;
  if (bytes > 0 && bytes % 1024 === 0) return `${bytes / 1024}KiB`;
  return `${bytes}B`;
}
