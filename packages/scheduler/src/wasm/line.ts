/**
 * One direction of the line between two threads: small messages as text in a ring of shared memory, others through a port.
 *
 * A message of a few hundred bytes costs about a microsecond this way and ten through a port; and it is there as soon as it is
 * written, whatever becomes of the thread that wrote it.
 *
 * 1. One writer, one reader; messages arrive in the order in which they were written, whichever way they took.
 * 2. The writer raises `written` after each message; the reader waits on it.
 */
import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Codec } from "./codec.ts";

/** Bytes of the ring. Holds `MAX_INLINE` for each call that a thread is given, and a mark for each question of its guest. */
const RING = 256 * 1024;
/** A message with more bytes goes through the port. */
const MAX_INLINE = 8 * 1024;
/** In place of a length: the message is the port's next. */
const BY_PORT = 0xffff_ffff;
const HEADER = 8;

/** Bytes of shared memory that a line takes. */
export const LINE_BYTES: number = HEADER + RING;

export class LineWriter<T> {
  readonly #codec: Codec<T>;
  readonly #state: Int32Array;
  readonly #ring: Buffer;
  readonly #port: MessagePort;
  #at = 0;
  #scratch: Buffer = Buffer.allocUnsafe(MAX_INLINE * 4);

  constructor(shared: SharedArrayBuffer, offset: number, port: MessagePort, codec: Codec<T>) {
    this.#codec = codec;
    this.#state = new Int32Array(shared, offset, 2);
    this.#ring = Buffer.from(shared, offset + HEADER, RING);
    this.#port = port;
  }

  /** Plain data; what is undefined is left out. */
  write(message: T): void {
    const text = this.#codec.encode(message);
    const length = text.length > MAX_INLINE ? Infinity : this.#scratch.write(text);
    if (length > MAX_INLINE) return this.writeByPort(message);
    this.#reserve(4 + length);
    this.#put(length);
    for (let copied = 0; copied < length;) {
      const to = this.#at % RING;
      const part = Math.min(length - copied, RING - to);
      this.#scratch.copy(this.#ring, to, copied, copied + part);
      copied += part;
      this.#at += part;
    }
    this.#publish();
  }

  /** Anything that can be cloned. */
  writeByPort(message: T): void {
    this.#reserve(4);
    this.#port.postMessage(message);
    this.#put(BY_PORT);
    this.#publish();
  }

  #put(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.#ring[this.#at++ % RING] = (value >>> shift) & 0xff;
  }

  #reserve(bytes: number): void {
    const read = Atomics.load(this.#state, 1);
    const used = (this.#at - read) >>> 0;
    if (used + bytes > RING) throw new RangeError("The line between two threads is full: one of them does not read.");
  }

  #publish(): void {
    // Wraps with 32 bits, and so does what the reader has read; the ring's size divides that.
    this.#at = this.#at >>> 0;
    Atomics.store(this.#state, 0, this.#at | 0);
    Atomics.notify(this.#state, 0);
  }
}

export class LineReader<T> {
  readonly #codec: Codec<T>;
  readonly #state: Int32Array;
  readonly #ring: Buffer;
  readonly #port: MessagePort;
  #at = 0;
  #scratch: Buffer = Buffer.allocUnsafe(MAX_INLINE);

  constructor(shared: SharedArrayBuffer, offset: number, port: MessagePort, codec: Codec<T>) {
    this.#codec = codec;
    this.#state = new Int32Array(shared, offset, 2);
    this.#ring = Buffer.from(shared, offset + HEADER, RING);
    this.#port = port;
  }

  /** The next message, if there is one. */
  read(): T | undefined {
    if (Atomics.load(this.#state, 0) === (this.#at | 0)) return undefined;
    let length = 0;
    for (let shift = 0; shift < 32; shift += 8) length |= (this.#ring[this.#at++ % RING] ?? 0) << shift;
    length >>>= 0;
    const message = length === BY_PORT ? this.#fromPort() : this.#inline(length);
    this.#at = this.#at >>> 0;
    Atomics.store(this.#state, 1, this.#at | 0);
    return message;
  }

  /** Blocks this thread until there is a message, or `ms` have passed. */
  wait(ms: number | undefined): void {
    Atomics.wait(this.#state, 0, this.#at | 0, ms);
  }

  /** Ends the waiting for an arrival: nobody writes any more. */
  close(): void {
    Atomics.notify(this.#state, 0);
  }

  /** Resolves when there is a message; undefined where there is one already. */
  arrival(): Promise<unknown> | undefined {
    const waiting = Atomics.waitAsync(this.#state, 0, this.#at | 0);
    return waiting.async ? waiting.value : undefined;
  }

  #inline(length: number): T {
    const from = this.#at % RING;
    this.#at += length;
    if (from + length <= RING) return this.#codec.decode(this.#ring.toString("utf8", from, from + length));
    const first = RING - from;
    this.#ring.copy(this.#scratch, 0, from, RING);
    this.#ring.copy(this.#scratch, first, 0, length - first);
    return this.#codec.decode(this.#scratch.toString("utf8", 0, length));
  }

  #fromPort(): T {
    const received = receiveMessageOnPort(this.#port) as { readonly message: T } | undefined;
    if (received === undefined) throw new RangeError("A message that was announced has not come.");
    return received.message;
  }
}
