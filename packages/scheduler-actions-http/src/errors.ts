import type { ErrorCause } from "@scheduler-components/executor";

/** The closed list of error codes of the `http` component; each has a row in `docs/errors.md`. */
export const HTTP_ERROR_CODES = [
  /** The parameters do not describe a request. Not retryable. */
  "invalid-parameters",
  /** `url` is not an absolute URL. Not retryable. */
  "invalid-url",
  /** The URL's scheme is neither `http:` nor `https:`. Not retryable. */
  "unsupported-scheme",
  /** The policy does not allow the host or origin. Not retryable. */
  "denied-origin",
  /** The policy does not allow the address that the host stands for. Not retryable. */
  "denied-address",
  /** A header that the component sets itself (framing, connection, proxy). Not retryable. */
  "denied-header",
  /** A secret that a contained component was not granted. Not retryable. */
  "denied-secret",
  /** A file of a multipart body that may not be read. Not retryable. */
  "denied-file",
  /** A file of a multipart body that could not be read. Not retryable. */
  "file-unreadable",
  /** The request's body is larger than allowed. Not retryable. */
  "request-too-large",
  /** The host's name could not be resolved. Retryable. */
  "dns",
  /** Nothing listens at the address and port. Retryable. */
  "connection-refused",
  /** The connection could not be made for another reason, such as no route. Retryable. */
  "connection-failed",
  /** The connection was closed before the response had ended. Retryable if the request is idempotent. */
  "connection-reset",
  /** No connection within the limit. Retryable. */
  "connect-timeout",
  /** No response headers within the limit. Retryable if the request is idempotent. */
  "headers-timeout",
  /** The response's body stood still for longer than the limit. Retryable if the request is idempotent. */
  "body-timeout",
  /** The whole exchange took longer than `timeout_ms`, or the `timeout` given to `client`. Retryable if the request is idempotent. */
  "request-timeout",
  /** The certificate is not trusted, or the handshake failed. Not retryable. */
  "tls",
  /** The proxy refused or failed. Retryable if the request is idempotent. */
  "proxy",
  /** What came back is not HTTP. Not retryable. */
  "protocol",
  /** More redirects than `redirect.limit`. Not retryable. */
  "too-many-redirects",
  /** A redirect to something that is no URL. Not retryable. */
  "invalid-redirect",
  /** The response's body is larger than `response.max_bytes`, as sent or decompressed. Not retryable. */
  "response-too-large",
  /** The response's body is not in the content encoding that it claims. Not retryable. */
  "invalid-encoding",
  /** The response's body is not JSON where `response.as` asks for it. Not retryable. */
  "invalid-response",
  /** The status is not the one that `expect.status` asks for, or is listed in `retry_on.status`. */
  "http-status",
  /** A header or the condition of `expect` does not hold. Retryable only if `retry_on.errors` lists it. */
  "http-expectation",
  /** The attempt was cancelled. */
  "cancelled",
] as const;

export type HttpErrorCode = (typeof HTTP_ERROR_CODES)[number];

/** Why a request gave no response. Returned, never thrown. */
export class HttpFailure {
  readonly code: HttpErrorCode;
  /** Says where, what was found and what is allowed. Holds no query string, no user info and no header value. */
  readonly message: string;
  readonly retryable: boolean;
  readonly causes: readonly ErrorCause[];

  constructor(
    code: HttpErrorCode,
    message: string,
    more: { retryable?: boolean; causes?: readonly ErrorCause[] } = {},
  ) {
    this.code = code;
    this.message = message;
    this.retryable = more.retryable ?? false;
    this.causes = more.causes ?? [];
  }
}

/** A URL for people: without user info, query and fragment, since secrets live there. */
export function printableUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
