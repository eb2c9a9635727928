import type { HttpFailure } from "../errors.ts";
import { printableUrl } from "../errors.ts";
import type { ErrorCode } from "../generated/wasi-http-types.d.ts";
import type { Outgoing } from "../request/request.ts";
import type { Reason } from "../transport/reasons.ts";
import { failureFor, REASONS } from "../transport/reasons.ts";

const HEADERS_TOO_LARGE: Reason = {
  code: "response-too-large",
  retry: "never",
  what: "the response's headers are larger than the host allows",
};

/** By the cases of `error-code`: every one of them. */
const REASON_OF: { readonly [T in ErrorCode["tag"]]: Reason } = {
  "DNS-timeout": REASONS.resolverSilent,
  "DNS-error": REASONS.unknownName,
  "destination-not-found": REASONS.unknownName,
  "destination-unavailable": REASONS.unreachable,
  "destination-IP-prohibited": { code: "denied-address", retry: "never", what: "the host does not allow its address" },
  "destination-IP-unroutable": REASONS.unreachable,
  "connection-refused": REASONS.refused,
  "connection-terminated": REASONS.reset,
  "connection-timeout": REASONS.notConnected,
  "connection-read-timeout": REASONS.stalled,
  "connection-write-timeout": REASONS.noHeaders,
  "connection-limit-reached": REASONS.unreachable,
  "TLS-protocol-error": REASONS.tls,
  "TLS-certificate-error": REASONS.tls,
  "TLS-alert-received": REASONS.tls,
  "HTTP-request-denied": { code: "denied-origin", retry: "never", what: "the host does not allow the request" },
  "HTTP-request-length-required": REASONS.unsendable,
  "HTTP-request-body-size": {
    code: "request-too-large",
    retry: "never",
    what: "the request's body is larger than the host allows",
  },
  "HTTP-request-method-invalid": REASONS.unsendable,
  "HTTP-request-URI-invalid": REASONS.unsendable,
  "HTTP-request-URI-too-long": REASONS.unsendable,
  "HTTP-request-header-section-size": REASONS.unsendable,
  "HTTP-request-header-size": REASONS.unsendable,
  "HTTP-request-trailer-section-size": REASONS.unsendable,
  "HTTP-request-trailer-size": REASONS.unsendable,
  "HTTP-response-incomplete": REASONS.reset,
  "HTTP-response-header-section-size": HEADERS_TOO_LARGE,
  "HTTP-response-header-size": HEADERS_TOO_LARGE,
  "HTTP-response-body-size": {
    code: "response-too-large",
    retry: "never",
    what: "the response's body is larger than the host allows",
  },
  "HTTP-response-trailer-section-size": HEADERS_TOO_LARGE,
  "HTTP-response-trailer-size": HEADERS_TOO_LARGE,
  "HTTP-response-transfer-coding": REASONS.protocol,
  "HTTP-response-content-coding": {
    code: "invalid-encoding",
    retry: "never",
    what: "the response's body is not in the encoding that its header says",
  },
  "HTTP-response-timeout": REASONS.noHeaders,
  "HTTP-upgrade-failed": REASONS.protocol,
  "HTTP-protocol-error": REASONS.protocol,
  "loop-detected": REASONS.other,
  "configuration-error": REASONS.other,
  "internal-error": REASONS.other,
};

/** Makes what the host said a failure; the one place where that happens. */
export function failureOf(error: unknown, request: Outgoing, idempotent: boolean): HttpFailure {
  const { tag, text } = read(error);
  const reason = Object.hasOwn(REASON_OF, tag) ? REASON_OF[tag as ErrorCode["tag"]] : REASONS.other;
  const cause = { code: tag, message: text ?? `the host said ${tag}` };
  return failureFor(reason, request.method, printableUrl(request.url), idempotent, [cause]);
}

/** An `error-code`, or whatever else was thrown where one belongs. */
function read(error: unknown): { readonly tag: string; readonly text: string | undefined } {
  if (typeof error === "object" && error !== null && "tag" in error && typeof error.tag === "string") {
    const val: unknown = "val" in error ? error.val : undefined;
    const text = typeof val === "string" ? val : val === undefined || val === null ? undefined : shown(val);
    return { tag: error.tag, text };
  }
  return { tag: "internal-error", text: error instanceof Error ? error.message : undefined };
}

function shown(val: unknown): string {
  return JSON.stringify(val, (_key, one: unknown) => (typeof one === "bigint" ? String(one) : one));
}
