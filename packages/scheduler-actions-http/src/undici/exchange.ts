import type { Dispatcher } from "undici";
import { LIMITS } from "../options.ts";
import type { HopOptions, Incoming, ResponseHeaders } from "../transport/port.ts";

/** Why nothing came back: an error of the transport, the body over its limit, or the signal. */
export type Lost =
  | {
      readonly lost: "error";
      readonly error: Error;
      /** Whether a byte of the response had come. */ readonly begun: boolean;
    }
  | { readonly lost: "too-large" }
  | { readonly lost: "cancelled" };

const ABORTED = new Error("aborted");
const EMPTY = Buffer.alloc(0);

/**
 * One request at undici's dispatch interface. Owns the response's bytes until it settles, exactly once; the connection belongs to
 * the pool.
 *
 * 1. After it has settled nothing is kept, and a request that has not ended is aborted.
 * 2. At most `maxBytes` of the body are ever held, and nothing that is not taken.
 * 3. A cancellation settles at once, also while the request still waits for a connection; it is then aborted when it gets one.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #hop: HopOptions;
  readonly #settle: (result: Incoming | Lost) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #discarding = false;
  #status = 0;
  #headers: ResponseHeaders = {};
  #headersAt = 0;
  #first: Buffer | undefined;
  #rest: Buffer[] | undefined;
  #size = 0;

  constructor(hop: HopOptions, settle: (result: Incoming | Lost) => void) {
    this.#hop = hop;
    this.#settle = settle;
    hop.signal?.addEventListener("abort", this, { once: true });
  }

  /** The signal's event. */
  handleEvent(): void {
    this.#end({ lost: "cancelled" });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(ABORTED);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200 || this.#settled) return;
    this.#status = status;
    this.#headers = headers;
    this.#headersAt = performance.now();
    if (this.#hop.discards?.(status, headers)) {
      this.#discarding = true;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#size += chunk.length;
    if (this.#discarding) {
      // A long one is not waited for.
      if (this.#size > LIMITS.redirectBodyBytes) this.#end(this.#incoming());
    } else if (this.#size > this.#hop.maxBytes || this.#hop.takes?.(chunk.length) === false) {
      this.#end({ lost: "too-large" });
    } else if (this.#first === undefined) {
      this.#first = chunk;
    } else {
      (this.#rest ??= []).push(chunk);
    }
  }

  onResponseEnd(): void {
    this.#controller = undefined;
    if (!this.#settled) this.#end(this.#incoming());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#controller = undefined;
    if (!this.#settled) this.#end({ lost: "error", error, begun: this.#status !== 0 });
  }

  #incoming(): Incoming {
    const first = this.#first ?? EMPTY;
    const body = this.#rest ? Buffer.concat([first, ...this.#rest]) : first;
    return { status: this.#status, headers: this.#headers, body, headersAt: this.#headersAt };
  }

  #end(result: Incoming | Lost): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#first = undefined;
    this.#rest = undefined;
    this.#hop.signal?.removeEventListener("abort", this);
    const controller = this.#controller;
    this.#controller = undefined;
    if (controller && !controller.aborted) controller.abort(ABORTED);
    this.#settle(result);
  }
}
