import { causesOf } from "@scheduler-components/executor";
import type { HttpErrorCode } from "../errors.ts";
import { HttpFailure } from "../errors.ts";
import { RefusedByPolicy } from "./lookup.ts";

/** When another attempt is safe: always (nothing was sent), if the request is idempotent, or never useful. */
type Retry = "always" | "idempotent" | "never";

interface Row {
  readonly code: HttpErrorCode;
  readonly retry: Retry;
  readonly what: string;
}

const row = (code: HttpErrorCode, retry: Retry, what: string): Row => ({ code, retry, what });
const RESET = row("connection-reset", "idempotent", "the connection was closed before the response had ended");
const PROTOCOL = row("protocol", "never", "what came back is not a valid HTTP response");
const UNREACHABLE = row("connection-failed", "always", "no connection could be made");

const BY_CODE: ReadonlyMap<string, Row> = new Map([
  ["ECONNREFUSED", row("connection-refused", "always", "nothing listens there (connection refused)")],
  ["ECONNRESET", RESET],
  ["EPIPE", RESET],
  ["UND_ERR_SOCKET", RESET],
  ["ERR_HTTP2_STREAM_ERROR", RESET],
  ["ERR_HTTP2_SESSION_ERROR", RESET],
  ["ERR_HTTP2_GOAWAY_SESSION", RESET],
  ["ERR_HTTP2_STREAM_CANCEL", RESET],
  ["UND_ERR_CLOSED", RESET],
  ["UND_ERR_DESTROYED", RESET],
  ["ENOTFOUND", row("dns", "always", "the host's name could not be resolved")],
  ["EAI_AGAIN", row("dns", "always", "the resolver did not answer")],
  ["EAI_NONAME", row("dns", "always", "the host's name could not be resolved")],
  ["EAI_NODATA", row("dns", "always", "the host's name has no address")],
  ["ESERVFAIL", row("dns", "always", "the resolver failed")],
  ["ETIMEOUT", row("dns", "always", "the resolver did not answer")],
  ["EHOSTUNREACH", UNREACHABLE],
  ["ENETUNREACH", UNREACHABLE],
  ["EADDRNOTAVAIL", UNREACHABLE],
  ["ETIMEDOUT", row("connect-timeout", "always", "no connection in time")],
  ["UND_ERR_CONNECT_TIMEOUT", row("connect-timeout", "always", "no connection in time")],
  ["UND_ERR_HEADERS_TIMEOUT", row("headers-timeout", "idempotent", "no response headers in time")],
  ["UND_ERR_BODY_TIMEOUT", row("body-timeout", "idempotent", "the response's body stood still for too long")],
  ["UND_ERR_HEADERS_OVERFLOW", row("response-too-large", "never", "the response's headers are larger than 16 KiB")],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", PROTOCOL],
  ["UND_ERR_PRX_TLS", row("tls", "never", "the proxy's certificate is not trusted")],
]);

const TLS_CODES =
  /^(?:ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|EPROTO$)/;

/** Makes an error of the transport a failure; the one place where that happens. `where` is printable. */
export function classify(error: Error, where: string, method: string, idempotent: boolean): HttpFailure {
  for (let depth = 0, one: unknown = error; one instanceof Error && depth < 5; depth++, one = one.cause) {
    if (one instanceof RefusedByPolicy) return new HttpFailure(one.verdict.code, one.verdict.message);
    if (one instanceof AggregateError && one.errors[0] instanceof Error && codeOf(one) === undefined)
      return classify(one.errors[0], where, method, idempotent);
  }
  const found = rowOf(error);
  const retryable = found.retry === "always" || (found.retry === "idempotent" && idempotent);
  return new HttpFailure(found.code, `${method} ${where}: ${found.what}.`, { retryable, causes: causesOf([error]) });
}

function rowOf(error: Error): Row {
  const code = codeOf(error) ?? codeOf(error.cause) ?? "";
  const known = BY_CODE.get(code);
  if (known) return known;
  if (code.startsWith("HPE_") || error.name === "HTTPParserError") return PROTOCOL;
  if (TLS_CODES.test(code)) return row("tls", "never", "the TLS handshake failed or the certificate is not trusted");
  if (/^Proxy |Proxy Authentication/.test(error.message)) return row("proxy", "idempotent", "the proxy refused");
  if (code === "UND_ERR_INVALID_ARG") return row("invalid-parameters", "never", "the request cannot be sent as given");
  if (code.startsWith("ERR_HTTP2")) return RESET;
  return row("connection-failed", "idempotent", "the request failed");
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
