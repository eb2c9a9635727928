import { HttpFailure, printableUrl } from "./errors.ts";
import type * as wit from "./generated/scheduler-actions-http-client.d.ts";
import type { HttpOptions } from "./options.ts";
import { LIMITS } from "./options.ts";
import { checkerOf } from "./policy/policy.ts";
import { HeaderList } from "./request/headers.ts";
import { parseUrl, takeCredentials } from "./request/url.ts";
import { decompress, encodingsOf } from "./response/decompress.ts";
import { follow } from "./transport/follow.ts";
import { Transport } from "./transport/transport.ts";

export type ClientRequest = wit.Request;
export type ClientResponse = wit.Response;
export type ClientError = wit.HttpError;

/** What `send` gives: the response, or one of the component's error codes. */
export type Sent =
  | { readonly ok: true; readonly response: ClientResponse }
  | { readonly ok: false; readonly error: ClientError };

/** HTTP for components that have none of their own, under the host's policy: the WIT interface `client`. */
export interface HttpClient {
  /**
   * One exchange: redirects are followed (at most 10), each under the policy; a compressed body is decompressed and its
   * `content-encoding` left out, unless the request has an `accept-encoding` of its own. Never rejects.
   */
  send(request: ClientRequest, signal?: AbortSignal): Promise<Sent>;
  /** Closes its connections. */
  close(): Promise<void>;
}

const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/;

/**
 * A client under a policy, with connections of its own. Throws a `TypeError` if the policy has a line that is no entry.
 *
 * @example
 * const client = createHttpClient({ policy: { allow: ["https://api.example.com"] } });
 * const sent = await client.send({ method: "GET", url: "https://api.example.com/", headers: [] });
 */
export function createHttpClient(options: HttpOptions = {}): HttpClient {
  const transport = new Transport(options, checkerOf(options.policy));
  return {
    send: (request, signal) => sendBy(transport, options, request, signal),
    close: () => transport.close(),
  };
}

async function sendBy(
  transport: Transport,
  options: HttpOptions,
  request: ClientRequest,
  signal: AbortSignal | undefined,
): Promise<Sent> {
  const timeout =
    request.timeout === undefined ? undefined : AbortSignal.timeout(Math.max(0, Math.ceil(request.timeout)));
  const both = timeout && signal ? AbortSignal.any([timeout, signal]) : (timeout ?? signal);
  const sent = both?.aborted
    ? new HttpFailure("cancelled", "The request was cancelled.")
    : await exchange(transport, options, request, both);
  if (!(sent instanceof HttpFailure)) return { ok: true, response: sent };
  if (sent.code === "cancelled" && timeout?.aborted && !signal?.aborted) {
    const retryable = IDEMPOTENT.has(request.method.toUpperCase());
    return {
      ok: false,
      error: { code: "request-timeout", message: `No response within ${request.timeout} ms.`, retryable },
    };
  }
  return { ok: false, error: { code: sent.code, message: sent.message, retryable: sent.retryable } };
}

async function exchange(
  transport: Transport,
  options: HttpOptions,
  request: ClientRequest,
  signal: AbortSignal | undefined,
): Promise<ClientResponse | HttpFailure> {
  const method = request.method.toUpperCase();
  if (!METHOD.test(method) || method === "CONNECT" || method === "TRACE") {
    return new HttpFailure(
      "invalid-parameters",
      `method: ${JSON.stringify(request.method.slice(0, 32))} cannot be sent.`,
    );
  }
  const url = parseUrl(request.url);
  if (url instanceof HttpFailure) return url;
  takeCredentials(url);
  const { maxRequestBytes = 67_108_864 } = options;
  if (request.body && request.body.byteLength > maxRequestBytes) {
    return new HttpFailure(
      "request-too-large",
      `body: ${request.body.byteLength} bytes, at most ${maxRequestBytes} are sent.`,
    );
  }
  const list = new HeaderList();
  for (const { name, value } of request.headers) {
    const problem = list.add(name, value);
    if (problem) return problem;
  }
  const decodes = !list.has("accept-encoding");
  if (decodes) list.flat.push("accept-encoding", "gzip, deflate, br");
  const hop = { idempotent: IDEMPOTENT.has(method), maxBytes: LIMITS.responseBytes, signal };
  const outgoing = { method, url, headers: list.flat, body: request.body ?? null };
  const arrived = await follow(transport, outgoing, hop, {
    limit: LIMITS.redirects,
    mode: "follow",
    secretHeaders: [],
  });
  if (arrived instanceof HttpFailure) return arrived;

  const { status, headers, body } = arrived.incoming;
  const encodings = decodes && body.length > 0 ? encodingsOf(headers["content-encoding"]) : [];
  const where = `${arrived.method} ${printableUrl(arrived.url)}`;
  const plain = encodings.length === 0 ? body : await decompress(body, encodings, LIMITS.responseBytes, where);
  if (plain instanceof HttpFailure) return plain;
  const changed = encodings.length > 0;
  const out: wit.Header[] = [];
  for (const name of Object.keys(headers)) {
    if (changed && (name === "content-encoding" || name === "content-length")) continue;
    for (const value of [headers[name] ?? []].flat()) out.push({ name, value });
  }
  return { status, headers: out, body: plain, url: arrived.url.href };
}
