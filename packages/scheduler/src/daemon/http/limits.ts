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
  /** Milliseconds in which the one who asked must take something of what is ready to be sent. */
  readonly sendMs: number;
  /** Open connections: of more, one that asks for nothing is closed; where there is none, the new one is refused. */
  readonly connections: number;
  /** Readers of runs' events at once. Fewer than `connections`, so that there is room for those who ask for something else. */
  readonly followers: number;
  /** Bytes that are ready to be sent, and not taken yet, over all connections; of more, the connection with the most is closed. */
  readonly unsentBytes: number;
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
  sendMs: 30_000,
  connections: 1000,
  followers: 500,
  unsentBytes: 256 * 1024 * 1024,
  rate: 50,
  burst: 100,
};
