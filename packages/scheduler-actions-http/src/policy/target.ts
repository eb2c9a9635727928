/** What a request goes to, as the URL parser gives it. */
export interface Target {
  readonly scheme: "http:" | "https:";
  /** Lower case, without brackets and without a dot at the end. */
  readonly host: string;
  readonly port: number;
}

/** Lower case, without brackets and without the dot of a fully qualified name. */
export function plainHost(hostname: string): string {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return (bare.endsWith(".") ? bare.slice(0, -1) : bare).toLowerCase();
}

/** The target of a parsed URL, or undefined for another scheme. */
export function targetOf(url: URL): Target | undefined {
  const scheme = url.protocol;
  if (scheme !== "http:" && scheme !== "https:") return undefined;
  return {
    scheme,
    host: plainHost(url.hostname),
    port: url.port === "" ? (scheme === "https:" ? 443 : 80) : Number(url.port),
  };
}
