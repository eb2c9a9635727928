import type { ErrorCause } from "@scheduler-components/executor";

/** Bytes taken out of their encoding; `too-large` where they would be more than allowed, the cause where they are not in it. */
export type Decoded = Uint8Array | "too-large" | ErrorCause;

/** The most time that a request may take, told to the transport in its hop. */
export interface TimeLimit {
  readonly signal: AbortSignal | undefined;
  /** By `now` of the platform. */
  readonly deadline: number | undefined;
  /** Whether a request that was cancelled was so since its time had passed, and not by the signal that was given. */
  passed(): boolean;
}

/** What requests need to be written. */
export interface RequestPlatform {
  /** The content encodings that `decode` knows, as `accept-encoding`. */
  readonly acceptEncoding: string;
  /** The bytes of a text that is base64 with padding (RFC 4648, section 4). */
  fromBase64(text: string): Uint8Array;
  /** A line that no part holds, for `multipart/form-data`. */
  boundary(parts: readonly Uint8Array[]): string;
}

/** What the component needs of where it runs, beside a transport: `NODE_PLATFORM`, or `wasiPlatform` inside a component. */
export interface Platform extends RequestPlatform {
  /** In milliseconds from some moment; only differences mean anything. */
  now(): number;
  /** In milliseconds since the Unix epoch; undefined where there is no such clock. */
  epoch(): number | undefined;
  /** UTF-8 from `start` on; what is not becomes U+FFFD. A BOM there is kept. */
  text(bytes: Uint8Array, start: number): string;
  toBase64(bytes: Uint8Array): string;
  /** The body out of one content encoding (lower case), never more than `maxBytes`; undefined for one that is not known. */
  decode(body: Uint8Array, encoding: string, maxBytes: number): Promise<Decoded> | undefined;
  /** From now on. */
  limit(timeoutMs: number, signal: AbortSignal | undefined): TimeLimit;
}
