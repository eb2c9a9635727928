import type { Address } from "./address.ts";
import { contains, embeddedAddresses, parseAddress, unmapped } from "./address.ts";
import type { PolicyEntry } from "./entry.ts";
import { fitsName, fitsSchemeAndPort, parsePolicyEntry } from "./entry.ts";
import type { ProtectedRange } from "./protected.ts";
import { isProtectedName, protectedRangesOf } from "./protected.ts";
import type { Target } from "./target.ts";

/**
 * Where requests may go. Each line is an origin (`https://api.example.com`), a host (`api.example.com`, `api.example.com:8080`),
 * all hosts below one (`*.example.com`), an address or range (`10.0.0.0/8`, `fd00::/8`), or `*`.
 *
 * Link-local, cloud-metadata, unspecified, multicast and broadcast addresses are refused unless a line of `allow` names them by a
 * range no wider than the protected one: neither `*` nor a host's name reaches them.
 */
export interface HttpPolicy {
  /** Nothing else can be reached. Default `["*"]`. */
  readonly allow?: readonly string[];
  /** Goes before `allow`. */
  readonly deny?: readonly string[];
  /**
   * Whether a host that only the proxy can resolve may be reached though no line of `allow` names it; its address cannot be checked
   * here. `*` must allow it all the same. Default false.
   */
  readonly trustProxyDns?: boolean;
  /** The component that the policy is for, where that is not the built-in `http`: what would allow a refused request names it. */
  readonly component?: string;
}

export type Verdict =
  | {
      readonly ok: true;
      /** Allowed by its name already: its address need not be in a range of `allow`. */ readonly named: boolean;
    }
  | { readonly ok: false; readonly code: "denied-origin" | "denied-address"; readonly message: string };

/** A policy, understood. Pure: it resolves nothing. */
export interface PolicyChecker {
  /** Before connecting: the host as written, a name or an address. */
  checkTarget(target: Target): Verdict;
  /** At connect time: an address that the target's name resolved to. `named` is what `checkTarget` said. */
  checkAddress(address: string, target: Target, named: boolean): Verdict;
  /** Whether a line other than `*` names the host. */
  namesHost(target: Target): boolean;
  readonly trustProxyDns: boolean;
}

const ALLOWED_BY_NAME: Verdict = { ok: true, named: true };
const ALLOWED_IF_IN_RANGE: Verdict = { ok: true, named: false };

/** A checker for the policy, or every line that is wrong. */
export function compilePolicy(
  policy: HttpPolicy = {},
): { ok: true; checker: PolicyChecker } | { ok: false; messages: readonly string[] } {
  const messages: string[] = [];
  const parse = (lines: readonly string[]): PolicyEntry[] =>
    lines.flatMap((line) => {
      const parsed = parsePolicyEntry(line);
      if (parsed.ok) return [parsed.entry];
      messages.push(parsed.message);
      return [];
    });
  const allow = parse(policy.allow ?? ["*"]);
  const deny = parse(policy.deny ?? []);
  return messages.length > 0 ? { ok: false, messages } : { ok: true, checker: createChecker(allow, deny, policy) };
}

/** A checker for the policy; throws a `TypeError` that names every line that is wrong. */
export function checkerOf(policy: HttpPolicy | undefined): PolicyChecker {
  const compiled = compilePolicy(policy);
  if (compiled.ok) return compiled.checker;
  throw new TypeError(compiled.messages.join(" "));
}

/** The same policy with one more line: what `--allow http=<line>` means. Without `allow` everything stays reachable. */
export function withAllowed(policy: HttpPolicy, line: string): HttpPolicy {
  return { ...policy, allow: [...(policy.allow ?? ["*"]), line] };
}

function createChecker(
  allow: readonly PolicyEntry[],
  deny: readonly PolicyEntry[],
  { trustProxyDns = false, component }: HttpPolicy,
): PolicyChecker {
  const refusedAddress = (target: Target, address: string, reason: string, line: string): Verdict => {
    const which = address === target.host ? originOf(target) : `${originOf(target)} (address ${address})`;
    const message = `Request to ${which} refused: it ${reason}. ${remedy(line, target)}`;
    return { ok: false, code: "denied-address", message };
  };
  const refusedOrigin = (target: Target, reason: string): Verdict => {
    const origin = originOf(target);
    const message = `Request to ${origin} refused: ${target.host} ${reason}. ${remedy(origin, target)}`;
    return { ok: false, code: "denied-origin", message };
  };
  /** The line that would allow it, as the command line takes it. */
  const remedy = (line: string, target: Target): string =>
    `To allow it: --allow ${component === undefined ? `http=${line}` : `${component}=http:${addressOrigin(line, target)}`}`;
  const isAny = (entry: PolicyEntry, target: Target): boolean =>
    entry.match.by === "any" && fitsSchemeAndPort(entry, target);
  const holds = (entry: PolicyEntry, target: Target, address: Address): boolean =>
    entry.match.by === "range" && fitsSchemeAndPort(entry, target) && contains(entry.match.range, address);
  const grants = (entry: PolicyEntry, target: Target, address: Address, found: ProtectedRange): boolean =>
    holds(entry, target, address) && entry.match.by === "range" && entry.match.range.prefix >= found.range.prefix;

  const checkAddress = (text: string, target: Target, named: boolean): Verdict => {
    const parsed = parseAddress(text);
    if (!parsed) return refusedAddress(target, text, "is no address", text);
    const address = unmapped(parsed);
    const forms = [address, ...embeddedAddresses(address)];
    for (const form of forms) {
      const by = deny.find((entry) => isAny(entry, target) || holds(entry, target, form));
      if (by) return denied("denied-address", target, form.toString(), by);
      const found = protectedRangesOf(form).find((range) => !allow.some((entry) => grants(entry, target, form, range)));
      if (found) return refusedAddress(target, form.toString(), `is ${found.kind}`, form.toString());
    }
    if (named || allow.some((entry) => isAny(entry, target) || holds(entry, target, address))) return ALLOWED_BY_NAME;
    return refusedAddress(target, address.toString(), "is not in the policy's allow list", address.toString());
  };

  const checkTarget = (target: Target): Verdict => {
    if (parseAddress(target.host)) return checkAddress(target.host, target, false);
    const by = deny.find((entry) => isAny(entry, target) || fitsName(entry, target));
    if (by) return denied("denied-origin", target, target.host, by);
    const named = allow.some((entry) => fitsName(entry, target));
    if (isProtectedName(target.host) && !allow.some((entry) => entry.match.by === "name" && fitsName(entry, target))) {
      return refusedOrigin(target, "serves cloud metadata");
    }
    if (named || allow.some((entry) => isAny(entry, target))) return ALLOWED_BY_NAME;
    const byRange = allow.some((entry) => entry.match.by === "range" && fitsSchemeAndPort(entry, target));
    return byRange ? ALLOWED_IF_IN_RANGE : refusedOrigin(target, "is not in the policy's allow list");
  };

  return {
    checkTarget,
    checkAddress,
    trustProxyDns,
    namesHost: (target) => allow.some((entry) => fitsName(entry, target)),
  };
}

function originOf(target: Target): string {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  const port = target.port === (target.scheme === "https:" ? 443 : 80) ? "" : `:${target.port}`;
  return `${target.scheme}//${host}${port}`;
}

/** A component is granted origins; an address is one with the scheme and port of what it was asked for. */
function addressOrigin(line: string, target: Target): string {
  return parseAddress(line) ? originOf({ ...target, host: line }) : line;
}

function denied(code: "denied-origin" | "denied-address", target: Target, what: string, by: PolicyEntry): Verdict {
  const message = `Request to ${originOf(target)} refused: ${what} is denied by the policy's line ${JSON.stringify(by.text)}. Only without that line can it be allowed.`;
  return { ok: false, code, message };
}
