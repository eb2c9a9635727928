import { HttpFailure, printableUrl } from "../errors.ts";
import type { Target } from "../policy/target.ts";
import type { Outgoing } from "../request/request.ts";

/** By name in lower case; `string[]` where a name came several times. */
export interface ResponseHeaders {
  [name: string]: string | string[] | undefined;
}

/** What came back: all of the body, as sent. */
export interface Incoming {
  readonly status: number;
  /** Header bytes as Latin-1. Own and fresh: may be written to. */
  readonly headers: ResponseHeaders;
  readonly body: Uint8Array;
  /** When the headers came, by the clock of the platform. */
  readonly headersAt: number;
}

/** How one hop is to be carried. */
export interface HopOptions {
  readonly idempotent: boolean;
  /** Of the body, as sent. */
  readonly maxBytes: number;
  /** Told of each piece of the body as it comes, in bytes; false ends the hop as one whose body is too large. */
  readonly takes?: ((bytes: number) => boolean) | undefined;
  /** Ends the hop with `cancelled`. A transport that blocks cannot hear it, and goes by `deadline`. */
  readonly signal: AbortSignal | undefined;
  /** When the hop ends with `cancelled`, by the clock of the platform; heeded by transports that block. */
  readonly deadline: number | undefined;
  /** Responses whose body is not needed. */
  readonly discards?: (status: number, headers: ResponseHeaders) => boolean;
}

/** What carries requests. undici in Node, `wasi:http` inside a component. */
export interface Transport {
  /** One request and its response, no redirect followed. `settle` is called once; it must not throw. */
  send(request: Outgoing, hop: HopOptions, settle: (result: Incoming | HttpFailure) => void): void;
  /** Why the target may not be reached, as far as that is known before anything is sent. */
  refusalOf(target: Target): HttpFailure | undefined;
  /** Lets go of connections. What is in flight ends with `connection-reset`. Can be used again. */
  close(): Promise<void>;
}

export function cancelledFailure(): HttpFailure {
  return new HttpFailure("cancelled", "The attempt was cancelled.");
}

/** The response's body is larger than the hop allows. */
export function tooLargeFailure(request: Outgoing, maxBytes: number): HttpFailure {
  return new HttpFailure(
    "response-too-large",
    `${request.method} ${printableUrl(request.url)}: the response's body is larger than response.max_bytes, ${maxBytes} bytes.`,
  );
}
