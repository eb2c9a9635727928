/**
 * One direction of the line between two threads: small messages as text in a ring of shared memory, others through a port.
 *
 * A message of a few hundred bytes costs about a microsecond this way and ten through a port; and it is there as soon as it is
 * written, whatever becomes of the thread that wrote it.
 *
 * 1. One writer, one reader; messages arrive in the order in which they were written, whichever way they took.
 * 2. The writer raises `WRITTEN` after each message; the reader waits on it.
 * 3. A line whose reading or writing was cut short (a guest can fill the stack, so that anything may fail at any point) is
 *    broken: it never gives half a message, or one in another's place, but throws from then on.
 */
import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Codec } from "./codec.ts";

/** Bytes of the ring. Holds `MAX_INLINE` for each call that a thread is given, and a mark for each question of its guest. */
const RING = 256 * 1024;
/** A message with more bytes goes through the port. */
const MAX_INLINE = 8 * 1024;
/** In place of a length: the message is the port's next. */
const BY_PORT = 0xffff_ffff;
/** How often a reader that expects a message looks before it sleeps: some microseconds, where to sleep and be woken costs tens on both sides. */
const LOOKS = 1000;
/** How far it is written and read, modulo 2 ** 32, and whether the writer waits for room. */
const WRITTEN = 0;
const READ = 1;
const FULL = 2;
const HEADER = 16;

/** Bytes of shared memory that a line takes. */
export const LINE_BYTES: number = HEADER + RING;

export class LineWriter<T> {
  readonly #codec: Codec<T>;
  readonly #state: Int32Array;
  readonly #ring: Buffer;
  readonly #port: MessagePort;
  readonly #mayWait: boolean;
  readonly #whole = new Whole();
  #at = 0;
  #scratch: Buffer = Buffer.allocUnsafe(MAX_INLINE * 4);

  /** `mayWait`: whether writing blocks the thread while there is no room; else it throws. */
  constructor(shared: SharedArrayBuffer, offset: number, port: MessagePort, codec: Codec<T>, mayWait = false) {
    this.#codec = codec;
    this.#state = new Int32Array(shared, offset, 3);
    this.#ring = Buffer.from(shared, offset + HEADER, RING);
    this.#port = port;
    this.#mayWait = mayWait;
  }

  /**
   * Plain data; what is undefined is left out. Without `wake` the message is there, but a reader that waits goes on waiting: waking it
   * costs more than all else.
   */
  write(message: T, wake = true): void {
    const text = this.#codec.encode(message);
    const length = text.length > MAX_INLINE ? Infinity : this.#scratch.write(text);
    if (length > MAX_INLINE) return this.writeByPort(message);
    this.#whole.enter();
    this.#reserve(4 + length);
    this.#put(length);
    for (let copied = 0; copied < length;) {
      const to = this.#at % RING;
      const part = Math.min(length - copied, RING - to);
      this.#scratch.copy(this.#ring, to, copied, copied + part);
      copied += part;
      this.#at += part;
    }
    this.#publish(wake);
  }

  /** Anything that can be cloned. */
  writeByPort(message: T): void {
    this.#whole.enter();
    this.#reserve(4);
    this.#port.postMessage(message);
    this.#put(BY_PORT);
    this.#publish(true);
  }

  #put(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.#ring[this.#at++ % RING] = (value >>> shift) & 0xff;
  }

  #reserve(bytes: number): void {
    for (;;) {
      const read = Atomics.load(this.#state, READ);
      const used = (this.#at - read) >>> 0;
      if (used + bytes <= RING) return;
      if (!this.#mayWait) throw new RangeError("The line between two threads is full: one of them does not read.");
      // The reader looks at this after it has moved on, so one of the two sees the other's step.
      Atomics.store(this.#state, FULL, 1);
      Atomics.notify(this.#state, WRITTEN);
      Atomics.wait(this.#state, READ, read);
    }
  }

  #publish(wake: boolean): void {
    // Wraps with 32 bits, and so does what the reader has read; the ring's size divides that.
    this.#at = this.#at >>> 0;
    Atomics.store(this.#state, WRITTEN, this.#at | 0);
    if (wake) Atomics.notify(this.#state, WRITTEN);
    this.#whole.leave();
  }
}

export class LineReader<T> {
  readonly #codec: Codec<T>;
  readonly #state: Int32Array;
  readonly #ring: Buffer;
  readonly #port: MessagePort;
  readonly #whole = new Whole();
  #at = 0;
  #scratch: Buffer = Buffer.allocUnsafe(MAX_INLINE);

  constructor(shared: SharedArrayBuffer, offset: number, port: MessagePort, codec: Codec<T>) {
    this.#codec = codec;
    this.#state = new Int32Array(shared, offset, 3);
    this.#ring = Buffer.from(shared, offset + HEADER, RING);
    this.#port = port;
  }

  /** The next message, if there is one. */
  read(): T | undefined {
    if (Atomics.load(this.#state, WRITTEN) === (this.#at | 0)) return undefined;
    this.#whole.enter();
    let length = 0;
    for (let shift = 0; shift < 32; shift += 8) length |= (this.#ring[this.#at++ % RING] ?? 0) << shift;
    length >>>= 0;
    const message = length === BY_PORT ? this.#fromPort() : this.#inline(length);
    this.#at = this.#at >>> 0;
    Atomics.store(this.#state, READ, this.#at | 0);
    if (Atomics.load(this.#state, FULL) === 1) {
      Atomics.store(this.#state, FULL, 0);
      Atomics.notify(this.#state, READ);
    }
    this.#whole.leave();
    return message;
  }

  /** Whether there is a message within some microseconds. */
  soon(): boolean {
    for (let looks = 0; looks < LOOKS; looks++) if (Atomics.load(this.#state, WRITTEN) !== (this.#at | 0)) return true;
    return false;
  }

  /** Blocks this thread until there is a message, or `ms` have passed. */
  wait(ms: number | undefined): void {
    Atomics.wait(this.#state, WRITTEN, this.#at | 0, ms);
  }

  /** Ends the waiting for an arrival: nobody writes any more. */
  close(): void {
    Atomics.notify(this.#state, WRITTEN);
  }

  /** Resolves when there is a message; undefined where there is one already. */
  arrival(): Promise<unknown> | undefined {
    const waiting = Atomics.waitAsync(this.#state, WRITTEN, this.#at | 0);
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

/** Whether each thing that was begun was done to its end. */
class Whole {
  #inside = false;

  enter(): void {
    if (this.#inside) throw new RangeError("The line between two threads is broken: a message was cut short.");
    this.#inside = true;
  }

  leave(): void {
    this.#inside = false;
  }
}
