/** As much of WASI as the compiled scheduler is given in these tests: a clock, no files, and output that is kept. */
import type { SteppingClock } from "./clock.ts";

export interface GivenWasi {
  readonly imports: { readonly [name: string]: object };
  readonly printed: { out: string; err: string };
}

class Pollable {
  readonly #wait: () => void;
  constructor(wait: () => void) {
    this.#wait = wait;
  }
  block(): void {
    this.#wait();
  }
}

class OutputStream {
  readonly #write: (text: string) => void;
  constructor(write: (text: string) => void) {
    this.#write = write;
  }
  blockingWriteAndFlush(bytes: Uint8Array): void {
    if (bytes.length > 4096) throw new Error("No more than 4096 bytes are taken at once.");
    this.#write(new TextDecoder().decode(bytes));
  }
}

class InputStream {
  #left: string;
  constructor(text: string) {
    this.#left = text;
  }
  blockingRead(length: bigint): Uint8Array {
    // oxlint-disable-next-line no-throw-literal -- the variant of the WIT's result.
    if (this.#left === "") throw { tag: "closed" };
    const piece = this.#left.slice(0, Number(length));
    this.#left = this.#left.slice(piece.length);
    return new TextEncoder().encode(piece);
  }
}

/** What is imported with an interface and never used. */
class NotGiven {}

/** The loader asks for every function and class of an interface, used or not. */
function whole(functions: object): object {
  return new Proxy(functions, { get: (target, name) => Reflect.get(target, name) ?? NotGiven });
}

class IoError {}
class Descriptor {}

export function wasiOf(clock: SteppingClock, args: readonly string[] = [], stdin = ""): GivenWasi {
  const printed = { out: "", err: "" };
  const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * 1e6));
  const imports: { readonly [name: string]: object } = {
    "wasi:cli/environment": {
      getEnvironment: () => [["API_TOKEN", "not-a-real-token"]],
      getArguments: () => ["scheduler", ...args],
    },
    "wasi:cli/stdin": { getStdin: () => new InputStream(stdin) },
    "wasi:cli/stdout": { getStdout: () => new OutputStream((text) => void (printed.out += text)) },
    "wasi:cli/stderr": { getStderr: () => new OutputStream((text) => void (printed.err += text)) },
    "wasi:clocks/monotonic-clock": {
      now: () => nanoseconds(clock.monotonic()),
      subscribeDuration: (duration: bigint) => new Pollable(() => clock.wait(Number(duration) / 1e6)),
    },
    "wasi:clocks/wall-clock": {
      now: () => ({
        seconds: BigInt(Math.floor(clock.now() / 1_000)),
        nanoseconds: Math.floor(clock.now() % 1_000) * 1e6,
      }),
    },
    "wasi:filesystem/preopens": { getDirectories: () => [] },
    "wasi:filesystem/types": { Descriptor },
    "wasi:io/error": { Error: IoError },
    "wasi:io/poll": { Pollable },
    "wasi:io/streams": { InputStream, OutputStream },
  };
  return { printed, imports: Object.fromEntries(Object.entries(imports).map(([name, given]) => [name, whole(given)])) };
}
