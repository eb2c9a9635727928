/** What bounds those who ask. */
export interface HttpLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Bytes of a request's line and headers. */
  readonly headerBytes: number;
  /** Milliseconds in which a request's headers must have come. */
  readonly headersMs: number;
  /** Milliseconds in which a whole request must have come. */
  readonly requestMs: number;
  /** Open connections; more are closed at once. */
  readonly connections: number;
  /** Requests a second of one address, over a while. */
  readonly rate: number;
  /** Requests of one address that may come at once. */
  readonly burst: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  bodyBytes: 1024 * 1024,
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  connections: 1000,
  rate: 50,
  burst: 100,
};
