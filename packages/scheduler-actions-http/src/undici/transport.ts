import type { Dispatcher, Pool, ProxyAgent } from "undici";
import { HttpFailure, printableUrl } from "../errors.ts";
import type { HttpOptions } from "../options.ts";
import type { PolicyChecker } from "../policy/policy.ts";
import type { Target } from "../policy/target.ts";
import { targetOf } from "../policy/target.ts";
import type { Outgoing } from "../request/request.ts";
import type { HopOptions, Incoming, Transport } from "../transport/port.ts";
import { cancelledFailure, tooLargeFailure } from "../transport/port.ts";
import { trustedCertificates } from "./certificates.ts";
import { classify } from "./classify.ts";
import type { Lost } from "./exchange.ts";
import { Exchange } from "./exchange.ts";
import type { Resolve } from "./lookup.ts";
import { allowedAddresses, checkedLookup, resolveBySystem } from "./lookup.ts";
import type { ProxyFor } from "./proxy.ts";
import { proxyChooser } from "./proxy.ts";

/** The way to one origin. */
interface Route {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** Through a proxy the name is resolved there, so its address is checked before every request. */
  readonly proxied: Target | undefined;
  /** When it was used last, in requests sent. */
  used: number;
}

/**
 * Owns the connections: one keep-alive pool for each origin, at most `maxOrigins`, least recently used first out. Neighbour: the
 * policy, which is asked before a route exists (host, scheme, port) and again for every address that a connection is made to.
 *
 * 1. No route exists to a target that the policy refuses.
 * 2. No connection is made to an address that was not checked; with a proxy, the proxy connects.
 */
export class UndiciTransport implements Transport {
  readonly #options: HttpOptions;
  readonly #checker: PolicyChecker;
  readonly #resolve: Resolve;
  readonly #routes = new Map<string, Route>();
  readonly #proxies = new Map<string, ProxyAgent>();
  #sent = 0;
  #proxyFor: ProxyFor | undefined;
  #undici: typeof import("./undici.ts") | undefined;

  constructor(options: HttpOptions, checker: PolicyChecker) {
    this.#options = options;
    this.#checker = checker;
    this.#resolve = options.resolve ?? resolveBySystem;
  }

  /** `settle` is called from the socket. */
  send(request: Outgoing, hop: HopOptions, settle: (result: Incoming | HttpFailure) => void): void {
    const route = this.#routes.get(request.url.origin);
    // The common case has no promise between the caller and the socket.
    if (route && route.proxied === undefined) this.#exchange(route, request, hop, settle);
    else void this.#sendByNewRoute(request, hop).then(settle);
  }

  /** By the policy: the name, or the address as written. */
  refusalOf(target: Target): HttpFailure | undefined {
    const verdict = this.#checker.checkTarget(target);
    return verdict.ok ? undefined : new HttpFailure(verdict.code, verdict.message);
  }

  async close(): Promise<void> {
    const dispatchers = [
      ...[...this.#routes.values()].filter((route) => !route.proxied).map((route) => route.dispatcher),
      ...this.#proxies.values(),
    ];
    this.#routes.clear();
    this.#proxies.clear();
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.destroy()));
  }

  async #sendByNewRoute(request: Outgoing, hop: HopOptions): Promise<Incoming | HttpFailure> {
    try {
      const route = await this.#routeTo(request.url);
      if (route instanceof HttpFailure) return route;
      if (route.proxied) {
        const refusal = await this.#refusalThroughProxy(route.proxied);
        if (refusal) return refusal;
      }
      if (hop.signal?.aborted) return cancelledFailure();
      return await new Promise((resolve) => this.#exchange(route, request, hop, resolve));
    } catch (error) {
      return classify(
        error instanceof Error ? error : new Error(String(error)),
        printableUrl(request.url),
        request.method,
        hop.idempotent,
      );
    }
  }

  #exchange(route: Route, request: Outgoing, hop: HopOptions, settle: (result: Incoming | HttpFailure) => void): void {
    route.used = ++this.#sent;
    const exchange = new Exchange(hop, (result) => {
      settle("lost" in result ? failureOf(result, request, hop) : result);
    });
    const { pathname, search } = request.url;
    route.dispatcher.dispatch(
      {
        origin: route.origin,
        path: search === "" ? pathname : pathname + search,
        method: request.method,
        headers: route.proxied ? joined(request.headers) : (request.headers as string[]),
        body: request.body,
      },
      exchange,
    );
  }

  async #routeTo(url: URL): Promise<Route | HttpFailure> {
    const known = this.#routes.get(url.origin);
    if (known) return known;
    const target = targetOf(url);
    if (!target)
      return new HttpFailure(
        "unsupported-scheme",
        `url: the scheme ${url.protocol} is not supported. Expected http: or https:.`,
      );
    const verdict = this.#checker.checkTarget(target);
    if (!verdict.ok) return new HttpFailure(verdict.code, verdict.message);
    this.#undici ??= await import("./undici.ts");
    // Another request may have made the route meanwhile.
    const made = this.#routes.get(url.origin);
    if (made) return made;
    this.#proxyFor ??= proxyChooser(this.#options);
    const proxy = this.#proxyFor(target);
    const route: Route =
      proxy === undefined
        ? {
            dispatcher: this.#poolFor(this.#undici.Pool, url.origin, target, verdict.named),
            origin: url.origin,
            proxied: undefined,
            used: 0,
          }
        : {
            dispatcher: this.#proxyAgent(this.#undici.ProxyAgent, proxy),
            origin: url.origin,
            proxied: target,
            used: 0,
          };
    this.#makeRoom();
    this.#routes.set(url.origin, route);
    return route;
  }

  #poolFor(PoolClass: typeof Pool, origin: string, target: Target, named: boolean): Pool {
    return new PoolClass(origin, {
      ...this.#clientOptions(),
      connect: { ...this.#tlsOptions(), lookup: checkedLookup(this.#resolve, this.#checker, target, named) },
    });
  }

  #proxyAgent(ProxyAgentClass: typeof ProxyAgent, proxy: string): ProxyAgent {
    const known = this.#proxies.get(proxy);
    if (known) return known;
    const tls = this.#tlsOptions();
    // Plain HTTP is sent to the proxy with its absolute URL: many allow CONNECT to port 443 only.
    const agent = new ProxyAgentClass({
      ...this.#clientOptions(),
      uri: proxy,
      requestTls: tls,
      proxyTls: tls,
      proxyTunnel: false,
    });
    this.#proxies.set(proxy, agent);
    return agent;
  }

  #clientOptions(): Pool.Options {
    const {
      connectionsPerOrigin = 128,
      connectTimeoutMs = 10_000,
      headersTimeoutMs = 300_000,
      bodyTimeoutMs = 300_000,
      http2 = true,
      localAddress,
    } = this.#options;
    return {
      connections: connectionsPerOrigin,
      connectTimeout: connectTimeoutMs,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: bodyTimeoutMs,
      allowH2: http2,
      ...(localAddress === undefined ? {} : { localAddress }),
    };
  }

  #tlsOptions(): { ca?: string[] } {
    const ca = trustedCertificates(this.#options.ca);
    return ca ? { ca } : {};
  }

  #makeRoom(): void {
    const { maxOrigins = 256 } = this.#options;
    while (this.#routes.size >= Math.max(1, maxOrigins)) {
      let oldest: [origin: string, route: Route] | undefined;
      for (const entry of this.#routes) if (!oldest || entry[1].used < oldest[1].used) oldest = entry;
      if (!oldest) return;
      this.#routes.delete(oldest[0]);
      // What is in flight there still comes to its end.
      if (!oldest[1].proxied) void oldest[1].dispatcher.close();
    }
  }

  /** See `docs/security.md`: the proxy resolves, so what can be checked here is what the name stands for here. */
  async #refusalThroughProxy(target: Target): Promise<HttpFailure | undefined> {
    const verdict = this.#checker.checkTarget(target);
    if (!verdict.ok) return new HttpFailure(verdict.code, verdict.message);
    try {
      await allowedAddresses(this.#resolve, this.#checker, target, verdict.named);
      return undefined;
    } catch (error) {
      if (error instanceof Error && "verdict" in error) return classify(error, "", "", false);
      // Where only ranges are allowed, a name whose address is unknown is in none of them.
      if (this.#checker.namesHost(target) || (this.#checker.trustProxyDns && verdict.named)) return undefined;
      const message = `Request to ${target.scheme}//${target.host} refused: only the proxy can resolve the name, so its address cannot be checked. To allow it: --allow http=${target.host}`;
      return new HttpFailure("denied-address", message);
    }
  }
}

/** undici's proxy agent keeps one value of a name, so several become one (RFC 9110, 5.3). */
function joined(headers: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const value = headers[index + 1] ?? "";
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before}${name === "cookie" ? "; " : ", "}${value}`);
  }
  return Object.fromEntries(values);
}

function failureOf(lost: Lost, request: Outgoing, hop: HopOptions): HttpFailure {
  if (lost.lost === "error") return classify(lost.error, printableUrl(request.url), request.method, hop.idempotent);
  return lost.lost === "cancelled" ? cancelledFailure() : tooLargeFailure(request, hop.maxBytes);
}
