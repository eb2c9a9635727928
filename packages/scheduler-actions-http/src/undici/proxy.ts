import type { HttpOptions, ProxySettings } from "../options.ts";
import { contains, parseAddress, parseRange, unmapped } from "../policy/address.ts";
import type { Target } from "../policy/target.ts";

/** The proxy a target is reached through; undefined for none. */
export type ProxyFor = (target: Target) => string | undefined;

const NO_PROXY: ProxyFor = () => undefined;

/** Reads the settings once. An empty variable counts as none. */
export function proxyChooser(options: HttpOptions): ProxyFor {
  const proxy = options.proxy ?? "environment";
  if (proxy === "none") return NO_PROXY;
  const settings = proxy === "environment" ? fromEnvironment(options.environment ?? process.env) : proxy;
  const http = proxyUrl(settings.http);
  const https = proxyUrl(settings.https);
  if (http === undefined && https === undefined) return NO_PROXY;
  const exceptions = (settings.no ?? []).map(parseException);
  return (target) => {
    const through = target.scheme === "https:" ? https : http;
    return through === undefined || exceptions.some((matches) => matches(target)) ? undefined : through;
  };
}

function fromEnvironment(environment: { readonly [name: string]: string | undefined }): ProxySettings {
  const read = (name: string): string | undefined => environment[name] || environment[name.toUpperCase()] || undefined;
  // In a CGI process HTTP_PROXY comes from the client's `Proxy` header.
  const http = environment["REQUEST_METHOD"] ? environment["http_proxy"] : read("http_proxy");
  const https = read("https_proxy");
  return {
    ...(http ? { http } : {}),
    ...(https ? { https } : {}),
    no: (read("no_proxy") ?? "").split(/[\s,]+/).filter((entry) => entry !== ""),
  };
}

function proxyUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  return text.includes("://") ? text : `http://${text}`;
}

/** `host`, `.host` and `*.host` match the host and all below it. */
function parseException(text: string): (target: Target) => boolean {
  if (text === "*") return () => true;
  const range = parseRange(text);
  if (range) {
    return (target) => {
      const address = parseAddress(target.host);
      return address !== undefined && contains(range, unmapped(address));
    };
  }
  const port = /:(\d+)$/.exec(text)?.[1];
  const name = (port === undefined ? text : text.slice(0, -port.length - 1)).replace(/^\*?\./, "").toLowerCase();
  return (target) =>
    (port === undefined || Number(port) === target.port) && (target.host === name || target.host.endsWith(`.${name}`));
}
