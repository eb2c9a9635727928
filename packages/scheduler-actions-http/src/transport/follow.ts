import { HttpFailure, printableUrl } from "../errors.ts";
import { LIMITS } from "../options.ts";
import { targetOf } from "../policy/target.ts";
import { locationOf, redirected } from "../request/redirect.ts";
import type { Outgoing } from "../request/request.ts";
import { urlOf } from "../request/url.ts";
import type { HopOptions, Incoming, Transport } from "./port.ts";

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

/** Sends a request and follows its redirects. Every hop is a request of its own, so each passes the policy. */
export function follow(
  transport: Transport,
  request: Outgoing,
  hop: HopOptions,
  options: FollowOptions,
): Promise<Arrived | HttpFailure> {
  return new Promise((resolve, reject) => followInto(transport, request, hop, options, resolve, reject));
}

/** The same without a promise of its own. One of the two is called, once; they must not throw. */
export function followInto(
  transport: Transport,
  request: Outgoing,
  hop: HopOptions,
  options: FollowOptions,
  settle: (result: Arrived | HttpFailure) => void,
  fault: (error: unknown) => void,
): void {
  const follows = options.mode === "follow";
  const hopOptions: HopOptions = follows ? { ...hop, discards: discardsRedirects } : hop;
  const refusal = refusedHost(transport, request);
  if (refusal) return settle(refusal);
  transport.send(request, hopOptions, (incoming) => {
    if (incoming instanceof HttpFailure) settle(incoming);
    else if (!follows || locationOf(incoming.status, incoming.headers) === undefined) {
      settle({ incoming, url: request.url, method: request.method });
    } else followOn(transport, request, incoming, hopOptions, options).then(settle, fault);
  });
}

/** From the first redirect on. */
async function followOn(
  transport: Transport,
  request: Outgoing,
  first: Incoming,
  hop: HopOptions,
  options: FollowOptions,
): Promise<Arrived | HttpFailure> {
  let current = request;
  let incoming: Incoming | HttpFailure = first;
  for (let redirects = 0; ; redirects++) {
    const location = locationOf(incoming.status, incoming.headers);
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
    const refusal = refusedHost(transport, current);
    if (refusal) return refusal;
    // From a turn of its own: the connection that brought the redirect is then free again.
    await Promise.resolve();
    incoming = await new Promise<Incoming | HttpFailure>((resolve) => transport.send(current, hop, resolve));
    if (incoming instanceof HttpFailure) return afterRedirect(incoming, request.url);
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
  const url = count > 1 ? undefined : urlOf(`${request.url.protocol}//${host}`);
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
