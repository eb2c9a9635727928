/** `wasi:io/error` and `wasi:io/streams`: in memory, so that nothing ever waits. */
import { bytesOf, lengthOf, u64Of } from "./arguments.ts";
import { fail } from "./failure.ts";
import { ALWAYS_READY, type Poll } from "./poll.ts";
import { defineInterface, defineResource, type Resource } from "./resource.ts";
import { invalidUse, type World } from "./world.ts";

/** What `check-write` allows, always: a stream takes what it is given, or fails for good. */
export const WRITE_BYTES: number = 64 * 1024;

const DEBUG_CHARS = 1024;

/** Why a stream failed; `http` is what `http-error-code` gives for it. */
export interface IoErrorState {
  readonly message: string;
  readonly http?: unknown;
}

/** What can be read. Gives undefined at its end, and once it is gone. */
export interface Source {
  take(max: number): Uint8Array | undefined;
}

/** What can be written to. */
export interface Sink {
  /** Gives why it failed; from then on, or once `closed`, nothing can be written any more. */
  write(bytes: Uint8Array): IoErrorState | undefined;
  closed(): boolean;
}

export interface Streams {
  readonly IoError: Resource<IoErrorState>;
  readonly InputStream: Resource<Source>;
  readonly OutputStream: Resource<Sink>;
  readonly errorInterface: object;
  readonly interface: object;
}

/** A source of bytes that are there already. `ended` is called once its last byte was taken: nothing is kept from then on. */
export function sourceOf(bytes: Uint8Array, ended: () => void): Source {
  let left = bytes;
  return {
    take: (max) => {
      if (left.byteLength === 0) return undefined;
      const part = left.subarray(0, max);
      left = left.subarray(part.byteLength);
      if (left.byteLength === 0) {
        left = new Uint8Array(0);
        ended();
      }
      return part;
    },
  };
}

export function createStreams(world: World, { Pollable }: Poll): Streams {
  const { maxChunkBytes } = world.ports.limits;

  const IoError = defineResource<IoErrorState>(world, "error", {
    methods: { toDebugString: ({ message }) => message.slice(0, DEBUG_CHARS) },
  });

  const take = (source: Source, length: unknown, max: number): Uint8Array =>
    source.take(lengthOf(length, max)) ?? fail({ tag: "closed" });
  const read = (source: Source, length: unknown): Uint8Array => take(source, length, maxChunkBytes);
  const skip = (source: Source, length: unknown): bigint => BigInt(read(source, length).byteLength);

  const InputStream = defineResource<Source>(world, "input-stream", {
    methods: {
      read,
      blockingRead: read,
      skip,
      blockingSkip: skip,
      subscribe: () => Pollable.make(ALWAYS_READY),
    },
  });

  const write = (sink: Sink, contents: unknown): void => {
    const bytes = bytesOf(contents);
    if (sink.closed()) fail({ tag: "closed" });
    const failure = sink.write(bytes);
    if (failure) fail({ tag: "last-operation-failed", val: IoError.make(failure) });
  };
  const writeZeroes = (sink: Sink, length: unknown): void => {
    const wanted = u64Of(length);
    if (wanted > BigInt(WRITE_BYTES)) invalidUse(`${wanted} zeroes are more than check-write allows`);
    write(sink, new Uint8Array(Number(wanted)));
  };
  const checkOpen = (sink: Sink): void => {
    if (sink.closed()) fail({ tag: "closed" });
  };
  const splice = (sink: Sink, source: unknown, length: unknown): bigint => {
    const from = InputStream.of(source);
    checkOpen(sink);
    const bytes = take(from, length, Math.min(WRITE_BYTES, maxChunkBytes));
    // A copy: a sink may keep what it is given, and the source's bytes go when their body goes.
    write(sink, bytes.slice());
    return BigInt(bytes.byteLength);
  };

  const OutputStream = defineResource<Sink>(world, "output-stream", {
    methods: {
      checkWrite: (sink) => {
        checkOpen(sink);
        return BigInt(WRITE_BYTES);
      },
      write,
      blockingWriteAndFlush: write,
      flush: checkOpen,
      blockingFlush: checkOpen,
      subscribe: () => Pollable.make(ALWAYS_READY),
      writeZeroes,
      blockingWriteZeroesAndFlush: writeZeroes,
      splice,
      blockingSplice: splice,
    },
  });

  return {
    IoError,
    InputStream,
    OutputStream,
    errorInterface: defineInterface(world, {}, { Error: IoError }),
    interface: defineInterface(world, {}, { InputStream, OutputStream }),
  };
}
