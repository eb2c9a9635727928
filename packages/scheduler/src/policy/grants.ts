import { isJsonObject, type JsonValue } from "@scheduler-components/core";
import { CAPABILITIES, type ListedCapability, normalOrigin, originCovers } from "./capability.ts";
import {
  COMPONENT_LIMITS,
  LIMIT_NAMES,
  limitText,
  parseLimit,
  type ComponentLimits,
  type LimitName,
} from "./limits.ts";
import { allowanceOf, type OperatorPolicy } from "./policy.ts";
import { shellWord, type Refusal } from "./refusal.ts";

/** What a component gets: its requests as far as the operator allows them. */
export interface Grants {
  readonly http: readonly string[];
  readonly env: readonly string[];
  readonly secrets: readonly string[];
  /** All of them; they bind what is contained. */
  readonly limits: ComponentLimits;
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
      allow: allowFlag(id, kind, value),
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
  const limits = {} as { -readonly [name in LimitName]: number };
  for (const name of LIMIT_NAMES) {
    const most = allowance.limits[name];
    limits[name] = limitOf(name, requests, all ? (most ?? Infinity) : most, (value) => refuse(name, value));
  }
  for (const kind of unknownKinds(requests)) {
    refused.push({
      code: "capability-not-granted",
      message: `${id} requests ${kind}, which this version cannot grant`,
    });
  }
  return { grants: { http: http.map((text) => normalOrigin(text) ?? text), env, secrets, limits }, refused };
}

/** The flag that grants one capability, ready for a shell. */
export function allowFlag(id: string, kind: string, value: string): string {
  return `--allow ${shellWord(`${id}=${kind}:${value}`)}`;
}

const KNOWN: ReadonlySet<string> = new Set(CAPABILITIES);

function unknownKinds(requests: readonly (JsonValue | undefined)[]): readonly string[] {
  return [...new Set(requests.filter(isJsonObject).flatMap((request) => Object.keys(request)))].filter(
    (kind) => !KNOWN.has(kind),
  );
}

function listed(requests: readonly (JsonValue | undefined)[], kind: ListedCapability): readonly string[] {
  const found = requests.filter(isJsonObject).flatMap((request) => {
    const value = Object.hasOwn(request, kind) ? request[kind] : undefined;
    return typeof value === "string" ? [value] : Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  });
  return [...new Set(found.filter((item): item is string => typeof item === "string"))];
}

/**
 * The first request decides, the scenario's before the manifest's. It is granted up to what the operator allows, else up to the
 * default; what goes beyond is refused, and the allowed part stays.
 */
function limitOf(
  name: LimitName,
  requests: readonly (JsonValue | undefined)[],
  allowed: number | undefined,
  refuse: (value: string) => void,
): number {
  const most = allowed ?? COMPONENT_LIMITS[name].default;
  for (const request of requests) {
    if (!isJsonObject(request) || !Object.hasOwn(request, name)) continue;
    const written = request[name];
    const wanted =
      typeof written === "string"
        ? parseLimit(name, written)
        : typeof written === "number" && written > 0
          ? written
          : undefined;
    if (wanted !== undefined && wanted <= most) return wanted;
    refuse(
      typeof written === "string" ? written : wanted === undefined ? JSON.stringify(written) : limitText(name, wanted),
    );
    break;
  }
  // Nothing asked for, or more than there is.
  return Number.isFinite(most) ? most : COMPONENT_LIMITS[name].default;
}
