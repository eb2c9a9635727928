import type { HttpOptions } from "./options.ts";
import type { ClientRequest, SendOptions, Sent } from "./send.ts";
import { sendRequest } from "./send.ts";
import { nativeSetup } from "./undici/setup.ts";

/** HTTP for components that have none of their own, under the host's policy: the WIT interface `client`. */
export interface HttpClient {
  /**
   * One exchange: redirects are followed (at most 10), each under the policy; a compressed body is decompressed and its
   * `content-encoding` left out, unless the request has an `accept-encoding` of its own. Never rejects.
   */
  send(request: ClientRequest, signal?: AbortSignal, options?: SendOptions): Promise<Sent>;
  /** Closes its connections. */
  close(): Promise<void>;
}

/**
 * A client under a policy, with connections of its own. Throws a `TypeError` if the policy has a line that is no entry.
 *
 * @example
 * const client = createHttpClient({ policy: { allow: ["https://api.example.com"] } });
 * const sent = await client.send({ method: "GET", url: "https://api.example.com/", headers: [] });
 */
export function createHttpClient(options: HttpOptions = {}): HttpClient {
  const setup = nativeSetup(options);
  return {
    send: (request, signal, how) => sendRequest(setup, request, signal, how),
    close: () => setup.transport.close(),
  };
}
