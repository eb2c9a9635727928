/** `outgoing-body` and `incoming-body`, whole: what is sent is collected first, what is received is there already. */
import { optionOf } from "../arguments.ts";
import { fail } from "../failure.ts";
import { ALWAYS_READY, type Poll } from "../poll.ts";
import { defineResource, type Resource } from "../resource.ts";
import { sourceOf, type Sink, type Source, type Streams } from "../streams.ts";
import { Charge, type World } from "../world.ts";
import { bodySizeError, type ErrorCode } from "./error-code.ts";
import type { FieldsKind } from "./fields.ts";

/** A body on its way out: open until it is finished or has failed. */
export class Collected implements Sink {
  readonly charge: Charge;
  readonly #max: number;
  /** What `content-length` promises. */
  readonly #promised: number | undefined;
  #buffer = new Uint8Array(0);
  #length = 0;
  #end: "open" | "finished" | { readonly failed: ErrorCode } = "open";
  /** Called once, when it is no longer open. */
  onEnd: (() => void) | undefined;

  constructor(world: World, promised: number | undefined) {
    this.charge = new Charge(world);
    this.#max = world.ports.limits.maxBodyBytes;
    this.#promised = promised;
  }

  get end(): "open" | "finished" | { readonly failed: ErrorCode } {
    return this.#end;
  }

  closed(): boolean {
    return this.#end !== "open";
  }

  write(bytes: Uint8Array): { readonly message: string; readonly http: ErrorCode } | undefined {
    const length = this.#length + bytes.byteLength;
    const most = Math.min(this.#max, this.#promised ?? this.#max);
    if (length > most) {
      const http = bodySizeError(length);
      this.fail(http);
      return { message: `the request's body is larger than ${most} bytes`, http };
    }
    if (length > this.#buffer.byteLength) this.#grow(length);
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
    return undefined;
  }

  finish(): ErrorCode | undefined {
    if (this.#end !== "open") return typeof this.#end === "object" ? this.#end.failed : undefined;
    if (this.#promised !== undefined && this.#promised !== this.#length) {
      const error = bodySizeError(this.#length);
      this.fail(error);
      return error;
    }
    this.#settle("finished");
    return undefined;
  }

  fail(failed: ErrorCode): void {
    if (this.#end === "open") this.#settle({ failed });
  }

  /** The bytes of a finished body, once; they are still charged. */
  take(): Uint8Array {
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#buffer = new Uint8Array(0);
    this.#length = 0;
    return bytes;
  }

  /** Nobody will send it. */
  abandon(): void {
    if (this.#end === "open") this.onEnd = () => this.release();
    else this.release();
  }

  release(): void {
    this.take();
    this.charge.free();
  }

  #settle(end: "finished" | { readonly failed: ErrorCode }): void {
    this.#end = end;
    if (end !== "finished") this.release();
    this.onEnd?.();
  }

  // One buffer that doubles: a list of small pieces would cost many times their bytes.
  #grow(length: number): void {
    const capacity = Math.min(Math.max(length, this.#buffer.byteLength * 2, 1024), Math.max(this.#max, length));
    this.charge.set(capacity);
    const larger = new Uint8Array(capacity);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

export interface OutgoingBodyState {
  readonly body: Collected;
  written: boolean;
}

export interface IncomingBodyState {
  source: Source;
  read: boolean;
  readonly charge: Charge;
}

export interface Bodies {
  readonly OutgoingBody: Resource<OutgoingBodyState>;
  readonly IncomingBody: Resource<IncomingBodyState>;
  readonly FutureTrailers: Resource<{ taken: boolean }>;
  /** `charge` is what the bytes cost already; it goes with the body, or once they were read: garbage collectors drop late, or never. */
  incoming(bytes: Uint8Array, charge: Charge): object;
}

export function createBodies(world: World, { Pollable }: Poll, streams: Streams, { Fields }: FieldsKind): Bodies {
  const { InputStream, OutputStream } = streams;

  const OutgoingBody = defineResource<OutgoingBodyState>(world, "outgoing-body", {
    methods: {
      write: (self) => {
        if (self.written) fail();
        self.written = true;
        return OutputStream.make(self.body);
      },
    },
    statics: {
      finish: (self, trailers) => {
        const { body } = OutgoingBody.take(self);
        const given = optionOf(trailers, (value) => Fields.take(value));
        given?.charge.free();
        if (given && given.entries.length > 0) {
          const error = { tag: "internal-error", val: "trailers are not supported" };
          body.fail(error);
          fail(error);
        }
        const error = body.finish();
        if (error) fail(error);
      },
    },
    // Dropped unfinished: it will never be whole, so it is never sent.
    drop: ({ body }) => body.fail({ tag: "HTTP-protocol-error" }),
  });

  const FutureTrailers = defineResource<{ taken: boolean }>(world, "future-trailers", {
    methods: {
      subscribe: () => Pollable.make(ALWAYS_READY),
      get: (self) => {
        if (self.taken) return { tag: "err", val: undefined };
        self.taken = true;
        return { tag: "ok", val: { tag: "ok", val: undefined } };
      },
    },
  });

  const end = (body: IncomingBodyState): void => {
    // A stream that outlives its body reads its end, and keeps nothing alive.
    body.source = { take: () => undefined };
    body.charge.free();
  };
  const IncomingBody = defineResource<IncomingBodyState>(world, "incoming-body", {
    methods: {
      stream: (self) => {
        if (self.read) fail();
        self.read = true;
        return InputStream.make({ take: (max) => self.source.take(max) });
      },
    },
    statics: {
      finish: (self) => {
        end(IncomingBody.take(self));
        return FutureTrailers.make({ taken: false });
      },
    },
    drop: end,
  });

  return {
    OutgoingBody,
    IncomingBody,
    FutureTrailers,
    incoming: (bytes, charge) =>
      IncomingBody.make({ source: sourceOf(bytes, () => charge.free()), read: false, charge }),
  };
}
