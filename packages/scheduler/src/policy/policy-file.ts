import { isJsonObject, type JsonObject, type JsonValue } from "@scheduler-components/core";
import { CAPABILITIES, parseCapability } from "./capability.ts";
import { EMPTY_POLICY, joinAllowances, NO_ALLOWANCE, type Allowance, type OperatorPolicy } from "./policy.ts";

/** Each message says where in the file. */
export type ParsedPolicy =
  | { readonly ok: true; readonly policy: OperatorPolicy }
  | { readonly ok: false; readonly messages: readonly string[] };

/**
 * A policy file's value:
 * `{ allow_requested, components: { ID: { native, http, env, secrets, memory, … } }, http: { allow, deny, trust_proxy_dns }, secrets }`.
 * An unknown key is refused: a policy that does not say what it seems to say is worse than none.
 */
export function parsePolicy(value: JsonValue | undefined): ParsedPolicy {
  const messages: string[] = [];
  if (!isJsonObject(value)) return { ok: false, messages: ["expected an object"] };
  onlyKeys(value, ["allow_requested", "components", "http", "secrets"], "", messages);
  const components = new Map<string, Allowance>();
  const written = value["components"] ?? {};
  if (!isJsonObject(written)) messages.push("components: expected an object");
  else
    for (const [id, item] of Object.entries(written))
      components.set(id, parseAllowance(`components.${id}`, item, messages));
  const http = parseHttp(value["http"], messages);
  const policy: OperatorPolicy = {
    ...EMPTY_POLICY,
    allowRequested: flag("allow_requested", value["allow_requested"], messages),
    components,
    ...(http ? { http } : {}),
    secrets: strings("secrets", value["secrets"], messages),
  };
  return messages.length > 0 ? { ok: false, messages } : { ok: true, policy };
}

function parseAllowance(where: string, value: JsonValue, messages: string[]): Allowance {
  if (!isJsonObject(value)) {
    messages.push(`${where}: expected an object`);
    return NO_ALLOWANCE;
  }
  onlyKeys(value, ["native", ...CAPABILITIES], `${where}.`, messages);
  let allowance: Allowance = { ...NO_ALLOWANCE, native: flag(`${where}.native`, value["native"], messages) };
  for (const kind of CAPABILITIES) {
    for (const text of amounts(`${where}.${kind}`, value[kind], messages)) {
      const parsed = parseCapability(kind, text);
      if (parsed.ok) allowance = joinAllowances(allowance, parsed.allowance);
      else messages.push(`${where}.${parsed.message}`);
    }
  }
  return allowance;
}

function parseHttp(value: JsonValue | undefined, messages: string[]): OperatorPolicy["http"] {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) {
    messages.push("http: expected an object");
    return undefined;
  }
  onlyKeys(value, ["allow", "deny", "trust_proxy_dns"], "http.", messages);
  return {
    ...(value["allow"] === undefined ? {} : { allow: strings("http.allow", value["allow"], messages) }),
    ...(value["deny"] === undefined ? {} : { deny: strings("http.deny", value["deny"], messages) }),
    ...(value["trust_proxy_dns"] === undefined
      ? {}
      : { trustProxyDns: flag("http.trust_proxy_dns", value["trust_proxy_dns"], messages) }),
  };
}

function onlyKeys(value: JsonObject, allowed: readonly string[], where: string, messages: string[]): void {
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) messages.push(`${where}${key}: unknown key; expected one of: ${allowed.join(", ")}`);
  }
}

function flag(where: string, value: JsonValue | undefined, messages: string[]): boolean {
  if (value !== undefined && typeof value !== "boolean") messages.push(`${where}: expected true or false`);
  return value === true;
}

/** As `strings`; a limit that counts may be a number. */
function amounts(where: string, value: JsonValue | undefined, messages: string[]): readonly string[] {
  return strings(where, typeof value === "number" ? String(value) : value, messages);
}

/** A list of strings, or one string. */
function strings(where: string, value: JsonValue | undefined, messages: string[]): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value as readonly string[];
  messages.push(`${where}: expected a list of strings`);
  return [];
}
