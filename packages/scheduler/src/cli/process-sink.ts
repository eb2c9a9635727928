import { fstatSync, statSync, writeSync } from "node:fs";
import { GONE, streamSink, type Io, type Sink } from "./io.ts";

/** How long lines that are in no hurry may wait for more, and how many characters of them. */
const WAIT_MS = 50;
const MOST_WAITING = 8192;

export interface ProcessStream {
  readonly fd: 1 | 2;
  /** Node's own stream, made only where it is needed: making one loads a good part of Node. */
  readonly stream: () => NodeJS.WriteStream;
  /** Called before something is written: what another sink still holds comes first. */
  readonly before?: () => void;
}

/** A sink on stdout or stderr. What is no terminal is written to directly; Node's streams write there synchronously too. */
export function processSink(of: ProcessStream, env: Io["env"]): Sink {
  return isPlain(of.fd) ? plainSink(of, env) : streamSink(of.stream(), env);
}

function plainSink({ fd, stream, before }: ProcessStream, env: Io["env"]): Sink {
  /** Takes over once the descriptor would block: somebody who shares it made it so. */
  let slow: Sink | undefined;
  let closed = false;
  let fault: Error | undefined;
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;

  function put(text: string): Promise<void> | undefined {
    if (slow) return slow.write(text);
    if (closed || text === "") return undefined;
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(fd, bytes, done);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (code === "EAGAIN") {
        slow = streamSink(stream(), env);
        return slow.write(bytes.subarray(done));
      }
      closed = true;
      if (!GONE.has(code)) fault ??= error instanceof Error ? error : new Error(String(error));
    }
    return undefined;
  }

  function handOver(): Promise<void> | undefined {
    const text = waiting;
    waiting = "";
    return text === "" ? undefined : put(text);
  }

  function later(): void {
    timer = undefined;
    if (waiting === "") return;
    void handOver();
    wait();
  }

  function wait(): void {
    timer ??= setTimeout(later, WAIT_MS).unref();
  }

  process.on("exit", () => void handOver());
  return {
    write: async (text) => {
      before?.();
      waiting += typeof text === "string" ? text : Buffer.from(text).toString();
      await handOver();
    },
    // The first line is shown at once; those that follow it within the time come together.
    writeSoon: (text) => {
      before?.();
      waiting += text;
      if (timer === undefined || waiting.length > MOST_WAITING) void handOver();
      wait();
    },
    flush: async () => {
      await handOver();
      await slow?.flush();
    },
    closed: () => closed || (slow?.closed() ?? false),
    fault: () => fault ?? slow?.fault(),
    isTerminal: false,
    colour: false,
    columns: () => 80,
    get stream() {
      return stream();
    },
  };
}

/** Whether it is a file, a pipe, a socket or nothing at all. On Windows Node's streams know better. */
function isPlain(fd: number): boolean {
  if (process.platform === "win32") return false;
  try {
    const stats = fstatSync(fd);
    // Always looked at, and after the other: some versions of Node 22 take the kind of file they looked at last for that of the next path
    // they resolve, and follow no symbolic link to a module once that was a pipe.
    const nothing = statSync("/dev/null");
    if (stats.isCharacterDevice()) return stats.rdev === nothing.rdev;
    return stats.isFile() || stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
