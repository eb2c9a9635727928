import type { Range } from "./address.ts";
import { parseRange } from "./address.ts";
import type { Target } from "./target.ts";
import { plainHost } from "./target.ts";

/** One line of an allow or deny list, understood. Scheme and port are undefined where any will do. */
export interface PolicyEntry {
  readonly text: string;
  readonly scheme: "http:" | "https:" | undefined;
  readonly port: number | undefined;
  readonly match:
    | { readonly by: "any" }
    | { readonly by: "name"; readonly name: string }
    | { readonly by: "subdomains"; readonly suffix: string }
    | { readonly by: "range"; readonly range: Range };
}

const FORMS =
  "an origin (https://api.example.com), a host (api.example.com, *.example.com, api.example.com:8080), an address or range (10.0.0.0/8), or *";

/** A line of a policy: see `HttpPolicy`. */
export function parsePolicyEntry(text: string): { ok: true; entry: PolicyEntry } | { ok: false; message: string } {
  const refuse = (found: string): { ok: false; message: string } => ({
    ok: false,
    message: `Invalid policy entry ${JSON.stringify(text)}: ${found}. Expected ${FORMS}.`,
  });
  if (text === "*") return { ok: true, entry: { text, scheme: undefined, port: undefined, match: { by: "any" } } };
  const bare = parseRange(text);
  if (bare)
    return { ok: true, entry: { text, scheme: undefined, port: undefined, match: { by: "range", range: bare } } };

  const scheme = /^(https?:)\/\//.exec(text)?.[1] as "http:" | "https:" | undefined;
  const authority = scheme ? text.slice(scheme.length + 2) : text;
  if (authority === "*") return { ok: true, entry: { text, scheme, port: undefined, match: { by: "any" } } };
  if (/[/?#@\s\\]/.test(authority) || authority === "") return refuse("it is more than an origin");
  const wildcard = authority.startsWith("*.");
  const url = URL.canParse(`http://${wildcard ? authority.slice(2) : authority}`)
    ? new URL(`http://${wildcard ? authority.slice(2) : authority}`)
    : undefined;
  if (!url || url.hostname === "") return refuse("it is no host");
  // The URL parser leaves 80 out, so the port is read from the text.
  const written = /:(\d+)$/.exec(authority)?.[1];
  const port = written === undefined ? scheme && (scheme === "https:" ? 443 : 80) : Number(written);
  const host = plainHost(url.hostname);
  const range = parseRange(host);
  if (range && !wildcard) return { ok: true, entry: { text, scheme, port, match: { by: "range", range } } };
  if (range || !/^[a-z0-9._-]+$/.test(host)) return refuse("it is no host");
  return {
    ok: true,
    entry: {
      text,
      scheme,
      port,
      match: wildcard ? { by: "subdomains", suffix: `.${host}` } : { by: "name", name: host },
    },
  };
}

export function fitsSchemeAndPort(entry: PolicyEntry, target: Target): boolean {
  return (
    (entry.scheme === undefined || entry.scheme === target.scheme) &&
    (entry.port === undefined || entry.port === target.port)
  );
}

/** Whether the entry names the host; addresses are matched by range only. */
export function fitsName(entry: PolicyEntry, target: Target): boolean {
  if (!fitsSchemeAndPort(entry, target)) return false;
  if (entry.match.by === "name") return entry.match.name === target.host;
  return entry.match.by === "subdomains" && target.host.endsWith(entry.match.suffix);
}
