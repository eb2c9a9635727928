/**
 * What a guest's WASI stands on. One implementation lives in the worker thread that holds the instance; tests bring their own.
 *
 * Everything here is called synchronously, on the thread of the guest, while the guest is in a call. A port that throws
 * traps the guest: what it throws comes out of the guest's export unchanged, and the instance must be discarded.
 */

/** What a guest may ask for by `wasi:http`, complete: its body is buffered, its headers are checked for syntax. */
export interface WasiHttpRequest {
  /** Upper or mixed case as the guest wrote it; a valid HTTP token. */
  readonly method: string;
  /** Absolute, `http:` or `https:`, without user info or fragment. Parsed once; the policy looks at this very text. */
  readonly url: string;
  /**
   * In the guest's order, names in lower case, values as latin-1 text without control characters. May repeat a name. Never
   * holds what frames the message or belongs to the connection (`host`, `content-length`, `transfer-encoding` …).
   */
  readonly headers: readonly (readonly [string, string])[];
  /** At most `limits.maxBodyBytes`; undefined where the guest never asked for the body. */
  readonly body: Uint8Array | undefined;
  /** Milliseconds, as the guest asked in its request options; undefined where it did not ask. The host bounds them. */
  readonly connectTimeoutMs: number | undefined;
  readonly firstByteTimeoutMs: number | undefined;
  readonly betweenBytesTimeoutMs: number | undefined;
}

/** How one exchange ended. A body is whole, and already bounded by the host. */
export type WasiHttpResult =
  | {
      readonly ok: true;
      readonly status: number;
      /** Names in lower case, values as latin-1 text. */
      readonly headers: readonly (readonly [string, string])[];
      readonly body: Uint8Array;
    }
  | {
      readonly ok: false;
      /** One of the codes of the `http` component; any other becomes `internal-error`. */
      readonly code: string;
      /** For people; the guest sees it only where the error has room for text. */
      readonly message: string;
    };

/** How much of the host one guest may hold. Reaching one is the guest's error, or a trap where the call has no error. */
export interface WasiLimits {
  /** Of one request's body in bytes, and of what one response may give. */
  readonly maxBodyBytes: number;
  /**
   * Live resources (streams, pollables, fields, requests …) of one guest. One more is a trap. Guests with a garbage collector
   * may never drop: StarlingMonkey keeps about nine for each `fetch`. So the guest's thread looks at `World.holding` between calls.
   */
  readonly maxResources: number;
  /** Of the names and values of one set of header fields, in bytes; each field counts 32 more. */
  readonly maxFieldBytes: number;
  /** Of what one call gives: random bytes, one read, one splice. A longer read is shortened; more random bytes are a trap. */
  readonly maxChunkBytes: number;
  /** Exchanges under way of one guest. One more is `connection-limit-reached`. */
  readonly maxExchanges: number;
  /** Of all bodies, header fields and texts that this thread holds for one guest at once, in bytes. One more is a trap. */
  readonly maxHeldBytes: number;
}

export const DEFAULT_WASI_LIMITS: WasiLimits = {
  maxBodyBytes: 8 * 1024 * 1024,
  maxResources: 128 * 1024,
  maxFieldBytes: 64 * 1024,
  maxChunkBytes: 1024 * 1024,
  maxExchanges: 32,
  maxHeldBytes: 64 * 1024 * 1024,
};

/** What a guest tried to use and may not. */
export type DeniedKind = "env" | "http" | "filesystem" | "sockets" | "stdin" | "exit";

/** Both clocks, so that tests need not wait. */
export interface WasiClock {
  /** Nanoseconds since any fixed instant; never goes back. */
  monotonicNs(): bigint;
  /** Milliseconds since 1970. */
  wallMs(): number;
}

/** What the guest's world is made of; everything else is denied. */
export interface WasiPorts {
  /** The variables that the operator granted, and no others. */
  readonly environment: readonly (readonly [string, string])[];
  readonly limits: WasiLimits;
  /** Without it: this machine's. */
  readonly clock?: WasiClock;
  /** The guest wrote to stdout or stderr. The bytes are the port's to keep. The port bounds how much it keeps. */
  write(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** Starts one exchange at the host and does not block; gives a ticket. The host applies its policy; redirects are NOT followed. */
  startExchange(request: WasiHttpRequest): number;
  /** The result of a ticket once it is there; undefined while it is under way. Taking it frees the ticket. */
  takeExchange(ticket: number): WasiHttpResult | undefined;
  /** Whether `takeExchange` would give a result. Cheap: it is asked after every wake-up. */
  exchangeReady(ticket: number): boolean;
  /** Nobody wants it any more: it is aborted and the ticket freed. */
  dropExchange(ticket: number): void;
  /**
   * Blocks this thread until any exchange may be ready, or `ms` milliseconds have passed. Undefined is no bound: the host
   * kills the thread at the call's deadline. Waking up early is allowed.
   */
  block(ms: number | undefined): void;
  /** A denied capability was used. `what` is short and already harmless to print. Called once for each different pair. */
  denied(kind: DeniedKind, what: string): void;
  /**
   * A call is about to end in a trap: what is thrown into the guest. A guest can catch it (`catch_all`), return as if nothing
   * had happened, and get no further here: from now on every function of its WASI throws the same. Called once.
   */
  trapped?(reason: unknown): void;
  /** `wasi:cli/exit`: ends the call. Throws, usually a `GuestExit`; if it returned, the guest would trap. */
  exit(ok: boolean): never;
}

/** What a port throws to end a call that the guest ended by `wasi:cli/exit`. The instance is over. */
export class GuestExit extends Error {
  override readonly name: string = "GuestExit";
  readonly ok: boolean;

  constructor(ok: boolean) {
    super(ok ? "the guest ended itself by exit(ok)" : "the guest ended itself by exit(error)");
    this.ok = ok;
  }
}

/** The guest did what no interface has an error for: it reached a limit, or used a resource that is gone. A trap. */
export class WasiTrap extends Error {
  override readonly name: string = "WasiTrap";
  readonly code: "limit-reached" | "invalid-use";

  constructor(code: "limit-reached" | "invalid-use", message: string) {
    super(message);
    this.code = code;
  }
}
