import type { ErrorCode, Method, Scheme } from "../../src/generated/wasi-http-types.d.ts";
import type { Wasi } from "../../src/wasi/wasi.ts";

/** What the host does with a request, in milliseconds from when it is sent, or from the piece before. */
export interface Script {
  /** Headers that the host sets itself. */
  readonly forbidden?: readonly string[];
  /** Thrown by `handle`. */
  readonly refusal?: ErrorCode;
  /** Undefined: never. */
  readonly answer?: {
    readonly afterMs: number;
    readonly error?: ErrorCode;
    readonly status?: number;
    readonly headers?: readonly (readonly [string, string])[];
    readonly body?: readonly Piece[];
  };
  /** Bytes that the host takes of the request's body at once; `closed` breaks, `stuck` takes none. Default all. */
  readonly room?: number | "closed" | "stuck";
}

export type Piece =
  | { readonly afterMs: number; readonly bytes: number }
  /** Undefined: the host does not say what it was. */
  | { readonly afterMs: number; readonly failed: ErrorCode | undefined };

export interface Seen {
  method?: Method;
  scheme?: Scheme | undefined;
  authority?: string | undefined;
  path?: string | undefined;
  headers: (readonly [string, string])[];
  body: number[];
  finished: boolean;
}

/** What a function of WASI throws in a guest. */
class ComponentError extends Error {
  readonly payload: unknown;

  constructor(payload: unknown) {
    super("see payload");
    this.payload = payload;
  }
}

const fail = (payload: unknown): never => {
  throw new ComponentError(payload);
};

/** `wasi:http` as a script says, on a clock that moves when it is waited for. It knows every handle that is still held. */
export class FakeWasi {
  readonly seen: Seen = { headers: [], body: [], finished: false };
  readonly held: Set<object> = new Set();
  readonly wasi: Wasi;
  nowMs = 0;
  /** Pieces of the response that were read. */
  read = 0;

  constructor(script: Script) {
    // The parts are structural: nothing here is an instance of the declared classes.
    this.wasi = this.#make(script) as unknown as Wasi;
  }

  #handle(more: object): object {
    const handle = {
      ...more,
      [Symbol.dispose]: (): void => {
        if (!this.held.delete(handle)) throw new Error("dropped twice");
      },
    };
    this.held.add(handle);
    return handle;
  }

  /** A pollable that is ready from that moment on. */
  #pollable(at: () => number): object {
    return this.#handle({ at, ready: () => at() <= this.nowMs });
  }

  #poll(pollables: readonly { at: () => number }[]): Uint32Array {
    const first = Math.min(...pollables.map(({ at }) => at()));
    if (first === Infinity) throw new Error("this wait has no end");
    this.nowMs = Math.max(this.nowMs, first);
    return Uint32Array.from(pollables.flatMap(({ at }, index) => (at() <= this.nowMs ? [index] : [])));
  }

  #make(script: Script): object {
    const { seen, held } = this;
    const handle = (more: object): object => this.#handle(more);
    const take = (one: object): void => void held.delete(one);
    const fields = (entries: readonly (readonly [string, Uint8Array])[]): object => handle({ entries: () => entries });
    const outgoing = (given: { entries: () => readonly (readonly [string, Uint8Array])[] }): object => {
      take(given);
      seen.headers = given.entries().map(([name, value]) => [name, Buffer.from(value).toString("latin1")]);
      return handle({
        setMethod: (method: Method) => void (seen.method = method),
        setScheme: (scheme: Scheme) => void (seen.scheme = scheme),
        setAuthority: (authority: string) => (authority.includes(" ") ? fail(undefined) : (seen.authority = authority)),
        setPathWithQuery: (path: string) => void (seen.path = path),
        body: () => handle({ write: () => this.#outputStream(script) }),
      });
    };
    return {
      http: {
        Fields: {
          fromList: (entries: readonly (readonly [string, Uint8Array])[]) =>
            entries.some(([name]) => script.forbidden?.includes(name)) ? fail({ tag: "forbidden" }) : fields(entries),
        },
        OutgoingRequest: function OutgoingRequest(given: never) {
          return outgoing(given);
        },
        RequestOptions: function RequestOptions() {
          const set = (): never => fail(undefined);
          return handle({ setConnectTimeout: set, setFirstByteTimeout: set, setBetweenBytesTimeout: set });
        },
        OutgoingBody: {
          finish: (body: object) => {
            take(body);
            seen.finished = true;
          },
        },
        httpErrorCode: (error: { code: ErrorCode | undefined }) => error.code,
      },
      handle: (request: object, options: object) => {
        take(request);
        take(options);
        return script.refusal ? fail(script.refusal) : this.#future(script);
      },
      poll: (pollables: readonly { at: () => number }[]) => this.#poll(pollables),
      clock: {
        now: () => BigInt(Math.round(this.nowMs * 1e6)),
        subscribeDuration: (ns: bigint) => {
          const at = this.nowMs + Number(ns) / 1e6;
          return this.#pollable(() => at);
        },
      },
    };
  }

  #outputStream({ room = 1_000_000 }: Script): object {
    const at = room === "stuck" ? Infinity : 0;
    return this.#handle({
      checkWrite: () => (room === "closed" ? fail({ tag: "closed" }) : BigInt(room === "stuck" ? 0 : room)),
      write: (bytes: Uint8Array) => void this.seen.body.push(...bytes),
      flush: () => {},
      subscribe: () => this.#pollable(() => at),
    });
  }

  #future({ answer }: Script): object {
    const at = answer ? this.nowMs + answer.afterMs : Infinity;
    return this.#handle({
      subscribe: () => this.#pollable(() => at),
      get: () => {
        if (!answer || at > this.nowMs) return undefined;
        const { error, status = 200, headers = [], body = [] } = answer;
        if (error) return { tag: "ok", val: { tag: "err", val: error } };
        const response = this.#handle({
          status: () => status,
          headers: () =>
            this.#handle({ entries: () => headers.map(([name, value]) => [name, Buffer.from(value, "latin1")]) }),
          consume: () => this.#handle({ stream: () => this.#inputStream(body) }),
        });
        return { tag: "ok", val: { tag: "ok", val: response } };
      },
    });
  }

  #inputStream(pieces: readonly Piece[]): object {
    let next = 0;
    let at = this.nowMs + (pieces[0]?.afterMs ?? 0);
    return this.#handle({
      subscribe: () => this.#pollable(() => at),
      read: () => {
        const piece = pieces[next];
        if (!piece) return fail({ tag: "closed" });
        if (at > this.nowMs) return new Uint8Array(0);
        next += 1;
        at = this.nowMs + (pieces[next]?.afterMs ?? 0);
        this.read = next;
        if ("failed" in piece) return fail({ tag: "last-operation-failed", val: this.#handle({ code: piece.failed }) });
        return new Uint8Array(piece.bytes).fill(65);
      },
    });
  }
}
