import { HttpFailure, printableUrl } from "../errors.ts";
import type { FutureIncomingResponse, IncomingResponse, OutgoingRequest } from "../generated/wasi-http-types.d.ts";
import type { Pollable } from "../generated/wasi-io-poll.d.ts";
import type { InputStream, OutputStream } from "../generated/wasi-io-streams.d.ts";
import { LIMITS } from "../options.ts";
import type { Outgoing } from "../request/request.ts";
import type { HopOptions, Incoming } from "../transport/port.ts";
import { cancelledFailure, tooLargeFailure } from "../transport/port.ts";
import type { Reason } from "../transport/reasons.ts";
import { failureFor, REASONS } from "../transport/reasons.ts";
import { failureOf } from "./error-code.ts";
import { Held } from "./held.ts";
import { outgoingRequest } from "./request.ts";
import { headersOf } from "./response.ts";
import { waitFor } from "./wait.ts";
import type { Wasi } from "./wasi.ts";
import { nowMs, payloadOf } from "./wasi.ts";

/** In milliseconds; see `HttpOptions`. */
export interface Timeouts {
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
}

/** Bytes taken or given in one step. */
const STEP = 262_144;

/**
 * One request over `wasi:http`, from its first handle to its last. Blocks.
 *
 * 1. It ends: every wait has an end of its own, whatever the host does with the timeouts that it was told.
 * 2. At most `maxBytes` of the body are ever held, and one step.
 * 3. No handle outlives it.
 */
export class Exchange {
  readonly #wasi: Wasi;
  readonly #request: Outgoing;
  readonly #hop: HopOptions;
  readonly #timeouts: Timeouts;
  readonly #held = new Held();

  constructor(wasi: Wasi, request: Outgoing, hop: HopOptions, timeouts: Timeouts) {
    this.#wasi = wasi;
    this.#request = request;
    this.#hop = hop;
    this.#timeouts = timeouts;
  }

  run(): Incoming | HttpFailure {
    try {
      return this.#run();
    } catch (error) {
      return this.#failure(payloadOf(error));
    } finally {
      this.#held.dropAll();
    }
  }

  #run(): Incoming | HttpFailure {
    const { deadline } = this.#hop;
    if (deadline !== undefined && deadline <= nowMs(this.#wasi)) return cancelledFailure();
    const { body } = this.#request;
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : (body ?? new Uint8Array(0));
    const request = outgoingRequest(this.#wasi, this.#request, bytes.byteLength);
    if (request instanceof HttpFailure) return request;
    const response = bytes.byteLength === 0 ? this.#handle(request) : this.#handleWithBody(request, bytes);
    return response instanceof HttpFailure ? response : this.#read(response, nowMs(this.#wasi));
  }

  #handle(request: OutgoingRequest): IncomingResponse | HttpFailure {
    const future = this.#held.add(this.#wasi.handle(request, this.#requestOptions()));
    const answered = this.#held.add(future.subscribe());
    return this.#await(future, answered, nowMs(this.#wasi) + this.#timeouts.headersTimeoutMs);
  }

  #handleWithBody(request: OutgoingRequest, bytes: Uint8Array): IncomingResponse | HttpFailure {
    const { http, handle } = this.#wasi;
    const body = request.body();
    const future = this.#held.add(handle(request, this.#requestOptions()));
    const answered = this.#held.add(future.subscribe());
    this.#held.add(body);
    const stream = this.#held.add(body.write());
    const until = nowMs(this.#wasi) + this.#timeouts.headersTimeoutMs;
    const written = this.#write(stream, bytes, answered, until);
    if (written instanceof HttpFailure) return written;
    if (written) {
      this.#held.drop(stream);
      this.#held.release(body);
      http.OutgoingBody.finish(body, undefined);
    }
    return this.#await(future, answered, until);
  }

  #requestOptions(): InstanceType<Wasi["http"]["RequestOptions"]> {
    const options = new this.#wasi.http.RequestOptions();
    const { connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs } = this.#timeouts;
    // A host need not have all of them.
    attempt(() => options.setConnectTimeout(nanoseconds(connectTimeoutMs)));
    attempt(() => options.setFirstByteTimeout(nanoseconds(headersTimeoutMs)));
    attempt(() => options.setBetweenBytesTimeout(nanoseconds(bodyTimeoutMs)));
    return options;
  }

  /** False where the server answered, or hung up, before it had taken all: what it said is then in the future. */
  #write(stream: OutputStream, bytes: Uint8Array, answered: Pollable, until: number): boolean | HttpFailure {
    const writable = this.#held.add(stream.subscribe());
    try {
      for (let at = 0; at < bytes.byteLength;) {
        const room = Math.min(Number(stream.checkWrite()), STEP);
        if (room > 0) {
          stream.write(bytes.subarray(at, at + room));
          at += room;
        } else if (!this.#wait([writable, answered], until)) return this.#late(until, REASONS.noHeaders);
        else if (!writable.ready()) return false;
      }
      stream.flush();
      while (stream.checkWrite() === 0n) {
        if (!this.#wait([writable, answered], until)) return this.#late(until, REASONS.noHeaders);
        if (!writable.ready()) return false;
      }
      return true;
    } catch {
      return false;
    } finally {
      this.#held.drop(writable);
    }
  }

  #await(future: FutureIncomingResponse, answered: Pollable, until: number): IncomingResponse | HttpFailure {
    for (;;) {
      if (!this.#wait([answered], until)) return this.#late(until, REASONS.noHeaders);
      const got = future.get();
      if (got === undefined) continue;
      if (got.tag === "err") return this.#failure(undefined);
      return got.val.tag === "ok" ? this.#held.add(got.val.val) : this.#failure(got.val.val);
    }
  }

  #read(response: IncomingResponse, headersAt: number): Incoming | HttpFailure {
    const status = response.status();
    const headers = headersOf(response);
    const discards = this.#hop.discards?.(status, headers) ?? false;
    const body = this.#held.add(response.consume());
    const stream = this.#held.add(body.stream());
    const bytes = this.#readBody(stream, discards ? LIMITS.redirectBodyBytes : this.#hop.maxBytes);
    if (bytes instanceof HttpFailure) return bytes;
    if (bytes !== "too-large") return { status, headers, body: bytes, headersAt };
    // A long one that nobody needs is not waited for.
    return discards
      ? { status, headers, body: new Uint8Array(0), headersAt }
      : tooLargeFailure(this.#request, this.#hop.maxBytes);
  }

  #readBody(stream: InputStream, most: number): Uint8Array | "too-large" | HttpFailure {
    const readable = this.#held.add(stream.subscribe());
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const until = nowMs(this.#wasi) + this.#timeouts.bodyTimeoutMs;
      if (!this.#wait([readable], until)) return this.#late(until, REASONS.stalled);
      let chunk: Uint8Array;
      try {
        chunk = stream.read(BigInt(STEP));
      } catch (error) {
        return this.#endOf(payloadOf(error)) ?? joined(chunks, size);
      }
      if (chunk.byteLength === 0) continue;
      size += chunk.byteLength;
      if (size > most) return "too-large";
      chunks.push(chunk);
    }
  }

  /** Undefined where the stream came to its end. */
  #endOf(error: unknown): HttpFailure | undefined {
    if (typeof error !== "object" || error === null || !("tag" in error)) return this.#failure(error);
    if (error.tag === "closed") return undefined;
    if (error.tag !== "last-operation-failed" || !("val" in error)) return this.#failure(error);
    const failed = this.#held.add(error.val as Parameters<Wasi["http"]["httpErrorCode"]>[0]);
    const code = this.#wasi.http.httpErrorCode(failed);
    // Whatever it is: the response had begun.
    return code ? this.#failure(code) : this.#failure({ tag: "connection-terminated" });
  }

  #wait(pollables: readonly Pollable[], until: number): boolean {
    return waitFor(this.#wasi, pollables, Math.min(until, this.#hop.deadline ?? until));
  }

  #late(until: number, reason: Reason): HttpFailure {
    const { deadline, idempotent } = this.#hop;
    if (deadline !== undefined && deadline <= until) return cancelledFailure();
    return failureFor(reason, this.#request.method, printableUrl(this.#request.url), idempotent, []);
  }

  #failure(error: unknown): HttpFailure {
    return failureOf(error, this.#request, this.#hop.idempotent);
  }
}

function attempt(set: () => void): void {
  try {
    set();
  } catch {
    // The wait for the response has an end all the same.
  }
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.ceil(ms * 1e6));
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
