import { HttpFailure, printableUrl } from "./errors.ts";
import type * as wit from "./generated/scheduler-actions-http-client.d.ts";
import { LIMITS } from "./options.ts";
import type { TimeLimit } from "./platform/platform.ts";
import { HeaderList } from "./request/headers.ts";
import { parseUrl, takeCredentials } from "./request/url.ts";
import { decompress, encodingsOf } from "./response/content-encoding.ts";
import type { Setup } from "./setup.ts";
import { follow } from "./transport/follow.ts";

export type ClientRequest = wit.Request;
export type ClientResponse = wit.Response;
export type ClientError = wit.HttpError;

/** What `send` gives: the response, or one of the component's error codes. */
export type Sent =
  | { readonly ok: true; readonly response: ClientResponse }
  | { readonly ok: false; readonly error: ClientError };

/** What an exchange may differ in from the usual. */
export interface SendOptions {
  /** `manual` gives a redirect itself as the response. Default `follow`. */
  readonly redirect?: "follow" | "manual";
  /** Bytes of the response's body, as sent and decompressed. Default 10 MB. */
  readonly maxResponseBytes?: number;
  /**
   * Told of each piece of the response's body as it comes, as sent; false ends the exchange with `response-too-large`. So exchanges
   * that go on at once can have one bound together. For transports that do not block.
   */
  readonly takes?: (bytes: number) => boolean;
  /** Names, in lower case, of headers that another origin does not get, beside `authorization` and `cookie`. */
  readonly secretHeaders?: readonly string[];
  /** False leaves the body as it was sent and asks for no encoding. Default true. */
  readonly decompress?: boolean;
}

const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/;

/** One exchange of the interface `client`. Never rejects. */
export async function sendRequest(
  setup: Setup,
  request: ClientRequest,
  signal: AbortSignal | undefined,
  options: SendOptions = {},
): Promise<Sent> {
  const { timeout } = request;
  const limit = timeout === undefined ? undefined : setup.platform.limit(timeout, signal);
  const aborted = limit?.signal?.aborted ?? signal?.aborted ?? false;
  const sent = aborted
    ? new HttpFailure("cancelled", "The request was cancelled.")
    : await exchange(setup, request, limit ?? { signal, deadline: undefined }, options);
  if (!(sent instanceof HttpFailure)) return { ok: true, response: sent };
  if (sent.code === "cancelled" && limit?.passed() === true) {
    const retryable = IDEMPOTENT.has(request.method.toUpperCase());
    return { ok: false, error: { code: "request-timeout", message: `No response within ${timeout} ms.`, retryable } };
  }
  return { ok: false, error: { code: sent.code, message: sent.message, retryable: sent.retryable } };
}

async function exchange(
  setup: Setup,
  request: ClientRequest,
  { signal, deadline }: Pick<TimeLimit, "signal" | "deadline">,
  options: SendOptions,
): Promise<ClientResponse | HttpFailure> {
  const { platform, transport, maxRequestBytes } = setup;
  const { redirect = "follow", maxResponseBytes = LIMITS.responseBytes, secretHeaders = [] } = options;
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
  const decodes = options.decompress !== false && !list.has("accept-encoding");
  if (decodes) list.flat.push("accept-encoding", platform.acceptEncoding);
  const hop = {
    idempotent: IDEMPOTENT.has(method),
    maxBytes: maxResponseBytes,
    takes: options.takes,
    signal,
    deadline,
  };
  const outgoing = { method, url, headers: list.flat, body: request.body ?? null };
  const arrived = await follow(transport, outgoing, hop, {
    limit: LIMITS.redirects,
    mode: redirect,
    secretHeaders,
  });
  if (arrived instanceof HttpFailure) return arrived;

  const { status, headers, body } = arrived.incoming;
  const encodings = decodes && body.length > 0 ? encodingsOf(headers["content-encoding"]) : [];
  const where = `${arrived.method} ${printableUrl(arrived.url)}`;
  const plain = encodings.length === 0 ? body : await decompress(platform, body, encodings, maxResponseBytes, where);
  if (plain instanceof HttpFailure) return plain;
  const changed = encodings.length > 0;
  const out: wit.Header[] = [];
  for (const name of Object.keys(headers)) {
    if (changed && (name === "content-encoding" || name === "content-length")) continue;
    for (const value of [headers[name] ?? []].flat()) out.push({ name, value });
  }
  return { status, headers: out, body: plain, url: arrived.url.href };
}
