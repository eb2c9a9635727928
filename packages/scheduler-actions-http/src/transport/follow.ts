import { HttpFailure, printableUrl } from "../errors.ts";
import { LIMITS } from "../options.ts";
import { targetOf } from "../policy/entry.ts";
import { locationOf, redirected } from "../request/redirect.ts";
import type { Outgoing } from "../request/request.ts";
import type { Incoming } from "./exchange.ts";
import type { HopOptions, Transport } from "./transport.ts";

export interface FollowOptions {
  /** How many redirects are followed. */
  readonly limit: number;
  /** `manual` gives the redirect itself as the response. */
  readonly mode: "follow" | "manual";
  /** Headers that another origin does not get, beside `authorization` and `cookie`. */
  readonly secretHeaders: readonly string[];
}

export interface Arrived {
  readonly incoming: Incoming;
  /** Of the last hop. */
  readonly url: URL;
  readonly method: string;
}

const discardsRedirects = (status: number, headers: Incoming["headers"]): boolean =>
  locationOf(status, headers) !== undefined;

/** Sends a request and follows its redirects. Every hop passes the policy, since every hop is a request of its own. */
export async function follow(
  transport: Transport,
  request: Outgoing,
  hop: HopOptions,
  options: FollowOptions,
): Promise<Arrived | HttpFailure> {
  const follows = options.mode === "follow";
  const hopOptions: HopOptions = follows ? { ...hop, discards: discardsRedirects } : hop;
  let current = request;
  for (let redirects = 0; ; redirects++) {
    const refusal = refusedHost(transport, current);
    if (refusal) return refusal;
    const incoming = await transport.send(current, hopOptions);
    if (incoming instanceof HttpFailure) return redirects === 0 ? incoming : afterRedirect(incoming, request.url);
    const location = follows ? locationOf(incoming.status, incoming.headers) : undefined;
    if (location === undefined) return { incoming, url: current.url, method: current.method };
    if (redirects === options.limit) {
      const message = `${request.method} ${printableUrl(request.url)}: more than ${options.limit} redirects, the last one from ${printableUrl(current.url)}. redirect.limit allows up to ${LIMITS.maxRedirects}.`;
      return new HttpFailure("too-many-redirects", message);
    }
    const next = redirected(current, incoming.status, location, options.secretHeaders);
    if (!next) {
      const message = `${current.method} ${printableUrl(current.url)}: redirect (${incoming.status}) to something other than an http: or https: URL.`;
      return new HttpFailure("invalid-redirect", message);
    }
    current = next;
  }
}

/** A `host` header names a target too: without this check it would reach a virtual host that the policy denies. */
function refusedHost(transport: Transport, request: Outgoing): HttpFailure | undefined {
  const { headers } = request;
  let host: string | undefined;
  let count = 0;
  // Names only: the value of another header may read `host` too.
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index] !== "host") continue;
    host = headers[index + 1];
    count += 1;
  }
  if (host === undefined) return undefined;
  const url = count > 1 ? null : URL.parse(`${request.url.protocol}//${host}`);
  const target = url && url.pathname === "/" && url.search === "" && url.username === "" ? targetOf(url) : undefined;
  return target
    ? transport.refusalOf(target)
    : new HttpFailure("invalid-parameters", "headers.host: expected one host, with or without a port.");
}

function afterRedirect(failure: HttpFailure, from: URL): HttpFailure {
  if (failure.code === "cancelled") return failure;
  const message = `After a redirect from ${printableUrl(from)}: ${failure.message}`;
  return new HttpFailure(failure.code, message, { retryable: failure.retryable, causes: failure.causes });
}
