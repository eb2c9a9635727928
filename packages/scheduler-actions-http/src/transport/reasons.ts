import type { ErrorCause } from "@scheduler-components/executor";
import type { HttpErrorCode } from "../errors.ts";
import { HttpFailure } from "../errors.ts";

/** Why a transport gave no response, in the same words whichever it is. */
export interface Reason {
  readonly code: HttpErrorCode;
  /** When another attempt is safe: always (nothing was sent), if the request is idempotent, or never useful. */
  readonly retry: "always" | "idempotent" | "never";
  readonly what: string;
}

const reason = (code: HttpErrorCode, retry: Reason["retry"], what: string): Reason => ({ code, retry, what });

type Name =
  | "refused"
  | "reset"
  | "unknownName"
  | "noAddress"
  | "resolverSilent"
  | "resolverFailed"
  | "unreachable"
  | "notConnected"
  | "noHeaders"
  | "stalled"
  | "protocol"
  | "tls"
  | "unsendable"
  | "other";

export const REASONS: Readonly<Record<Name, Reason>> = {
  refused: reason("connection-refused", "always", "nothing listens there (connection refused)"),
  reset: reason("connection-reset", "idempotent", "the connection was closed before the response had ended"),
  unknownName: reason("dns", "always", "the host's name could not be resolved"),
  noAddress: reason("dns", "always", "the host's name has no address"),
  resolverSilent: reason("dns", "always", "the resolver did not answer"),
  resolverFailed: reason("dns", "always", "the resolver failed"),
  unreachable: reason("connection-failed", "always", "no connection could be made"),
  notConnected: reason("connect-timeout", "always", "no connection in time"),
  noHeaders: reason("headers-timeout", "idempotent", "no response headers in time"),
  stalled: reason("body-timeout", "idempotent", "the response's body stood still for too long"),
  protocol: reason("protocol", "never", "what came back is not a valid HTTP response"),
  tls: reason("tls", "never", "the TLS handshake failed or the certificate is not trusted"),
  unsendable: reason("invalid-parameters", "never", "the request cannot be sent as given"),
  other: reason("connection-failed", "idempotent", "the request failed"),
};

/** `where` is printable. */
export function failureFor(
  { code, retry, what }: Reason,
  method: string,
  where: string,
  idempotent: boolean,
  causes: readonly ErrorCause[],
): HttpFailure {
  const retryable = retry === "always" || (retry === "idempotent" && idempotent);
  return new HttpFailure(code, `${method} ${where}: ${what}.`, { retryable, causes });
}
