/** How the host's failures are told to a guest: `error-code` of `wasi:http/types`. */
import type { WasiHttpResult } from "../ports.ts";

/** One case; built here alone, never from what a guest made. */
export interface ErrorCode {
  readonly tag: string;
  readonly val?: unknown;
}

/** By the codes of the `http` component. What is not here is `internal-error`, with the host's message. */
const BY_CODE: { readonly [code: string]: ErrorCode } = {
  "invalid-parameters": { tag: "HTTP-request-URI-invalid" },
  "invalid-url": { tag: "HTTP-request-URI-invalid" },
  "unsupported-scheme": { tag: "HTTP-request-URI-invalid" },
  "denied-origin": { tag: "HTTP-request-denied" },
  "denied-address": { tag: "destination-IP-prohibited" },
  "denied-header": { tag: "HTTP-request-denied" },
  "denied-secret": { tag: "HTTP-request-denied" },
  "request-too-large": { tag: "HTTP-request-body-size" },
  dns: { tag: "DNS-error", val: {} },
  "connection-refused": { tag: "connection-refused" },
  "connection-failed": { tag: "destination-unavailable" },
  "connection-reset": { tag: "connection-terminated" },
  "connect-timeout": { tag: "connection-timeout" },
  "headers-timeout": { tag: "HTTP-response-timeout" },
  "body-timeout": { tag: "connection-read-timeout" },
  "request-timeout": { tag: "HTTP-response-timeout" },
  tls: { tag: "TLS-certificate-error" },
  protocol: { tag: "HTTP-protocol-error" },
  "response-too-large": { tag: "HTTP-response-body-size" },
  "invalid-encoding": { tag: "HTTP-response-content-coding" },
};

const MAX_MESSAGE_CHARS = 512;

export function errorCodeOf({ code, message }: Extract<WasiHttpResult, { readonly ok: false }>): ErrorCode {
  if (Object.hasOwn(BY_CODE, code)) return { ...BY_CODE[code] } as ErrorCode;
  return { tag: "internal-error", val: `${code}: ${message}`.slice(0, MAX_MESSAGE_CHARS) };
}

export const bodySizeError = (bytes: number): ErrorCode => ({ tag: "HTTP-request-body-size", val: BigInt(bytes) });
