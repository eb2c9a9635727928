import { LIMIT_NAMES, type SomeLimits } from "./limits.ts";

/** What the operator allows a component. */
export interface Allowance {
  /** May run as native code, with all rights of this process: it is not contained. */
  readonly native: boolean;
  /** Origins (`https://api.example.com`), `https://*.example.com`, or `*`. */
  readonly http: readonly string[];
  /** Names of environment variables. */
  readonly env: readonly string[];
  /** Names of declared secrets, as placeholders. */
  readonly secrets: readonly string[];
  /** The most that a limit may be, above or below its default. */
  readonly limits: SomeLimits;
}

export const NO_ALLOWANCE: Allowance = { native: false, http: [], env: [], secrets: [], limits: {} };

/**
 * The operator's word. A scenario's requests take effect only as far as it goes; without any, a scenario gets nothing beyond
 * the built-in components.
 */
export interface OperatorPolicy {
  /** All that components request, native code excepted. */
  readonly allowRequested: boolean;
  /** By component id. */
  readonly components: ReadonlyMap<string, Allowance>;
  /** Where the built-in `http` may go; its own default refuses link-local and metadata addresses. */
  readonly http?: {
    readonly allow?: readonly string[];
    readonly deny?: readonly string[];
    readonly trustProxyDns?: boolean;
  };
  /** Names of secrets to take from the environment. */
  readonly secrets: readonly string[];
}

export const EMPTY_POLICY: OperatorPolicy = { allowRequested: false, components: new Map(), secrets: [] };

export function allowanceOf(policy: OperatorPolicy, id: string): Allowance {
  return policy.components.get(id) ?? NO_ALLOWANCE;
}

/** Two allowances for one component: what either allows; of two bounds the wider. */
export function joinAllowances(a: Allowance, b: Allowance): Allowance {
  const limits: { -readonly [name in keyof SomeLimits]: number } = { ...a.limits };
  for (const name of LIMIT_NAMES) {
    const other = b.limits[name];
    if (other !== undefined) limits[name] = Math.max(limits[name] ?? 0, other);
  }
  return {
    native: a.native || b.native,
    http: [...new Set([...a.http, ...b.http])],
    env: [...new Set([...a.env, ...b.env])],
    secrets: [...new Set([...a.secrets, ...b.secrets])],
    limits,
  };
}

/** The policy of a file and that of the flags: what either allows. Where `http` is in both, the second stands. */
export function joinPolicies(a: OperatorPolicy, b: OperatorPolicy): OperatorPolicy {
  const components = new Map(a.components);
  for (const [id, allowance] of b.components)
    components.set(id, joinAllowances(components.get(id) ?? NO_ALLOWANCE, allowance));
  const http = b.http ?? a.http;
  return {
    allowRequested: a.allowRequested || b.allowRequested,
    components,
    ...(http ? { http } : {}),
    secrets: [...new Set([...a.secrets, ...b.secrets])],
  };
}
