import { causesOf } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";
import type { Reason } from "../transport/reasons.ts";
import { failureFor, REASONS } from "../transport/reasons.ts";
import { RefusedByPolicy } from "./lookup.ts";

const BY_CODE: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ["ECONNREFUSED", REASONS.refused],
  ["ECONNRESET", REASONS.reset],
  ["EPIPE", REASONS.reset],
  ["UND_ERR_SOCKET", REASONS.reset],
  ["ERR_HTTP2_STREAM_ERROR", REASONS.reset],
  ["ERR_HTTP2_SESSION_ERROR", REASONS.reset],
  ["ERR_HTTP2_GOAWAY_SESSION", REASONS.reset],
  ["ERR_HTTP2_STREAM_CANCEL", REASONS.reset],
  ["UND_ERR_CLOSED", REASONS.reset],
  ["UND_ERR_DESTROYED", REASONS.reset],
  ["ENOTFOUND", REASONS.unknownName],
  ["EAI_AGAIN", REASONS.resolverSilent],
  ["EAI_NONAME", REASONS.unknownName],
  ["EAI_NODATA", REASONS.noAddress],
  ["ESERVFAIL", REASONS.resolverFailed],
  ["ETIMEOUT", REASONS.resolverSilent],
  ["EHOSTUNREACH", REASONS.unreachable],
  ["ENETUNREACH", REASONS.unreachable],
  ["EADDRNOTAVAIL", REASONS.unreachable],
  ["ETIMEDOUT", REASONS.notConnected],
  ["UND_ERR_CONNECT_TIMEOUT", REASONS.notConnected],
  ["UND_ERR_HEADERS_TIMEOUT", REASONS.noHeaders],
  ["UND_ERR_BODY_TIMEOUT", REASONS.stalled],
  [
    "UND_ERR_HEADERS_OVERFLOW",
    { code: "response-too-large", retry: "never", what: "the response's headers are larger than 16 KiB" },
  ],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", REASONS.protocol],
  ["UND_ERR_PRX_TLS", { code: "tls", retry: "never", what: "the proxy's certificate is not trusted" }],
]);

const PROXY: Reason = { code: "proxy", retry: "idempotent", what: "the proxy refused" };

const TLS_CODES =
  /^(?:ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|EPROTO$)/;

/** Makes an error of the transport a failure; the one place where that happens. `where` is printable. */
export function classify(error: Error, where: string, method: string, idempotent: boolean): HttpFailure {
  for (let depth = 0, one: unknown = error; one instanceof Error && depth < 5; depth++, one = one.cause) {
    if (one instanceof RefusedByPolicy) return new HttpFailure(one.verdict.code, one.verdict.message);
    if (one instanceof AggregateError && one.errors[0] instanceof Error && codeOf(one) === undefined)
      return classify(one.errors[0], where, method, idempotent);
  }
  return failureFor(reasonOf(error), method, where, idempotent, causesOf([error]));
}

function reasonOf(error: Error): Reason {
  const code = codeOf(error) ?? codeOf(error.cause) ?? "";
  const known = BY_CODE.get(code);
  if (known) return known;
  if (code.startsWith("HPE_") || error.name === "HTTPParserError") return REASONS.protocol;
  if (TLS_CODES.test(code)) return REASONS.tls;
  if (/^Proxy |Proxy Authentication/.test(error.message)) return PROXY;
  if (code === "UND_ERR_INVALID_ARG") return REASONS.unsendable;
  if (code.startsWith("ERR_HTTP2")) return REASONS.reset;
  return REASONS.other;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
