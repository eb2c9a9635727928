/** What a verb sees of the process, so that tests and embedders can give another. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
}

/** Where text goes. A reader that has left (a closed pipe) is no error: what is written then is dropped. */
export interface Sink {
  /** Resolves when the text is handed over. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  /** Hands text over at once or, where much is written, with what follows shortly. Nothing is lost at the process's end. */
  readonly writeSoon: (text: string) => void;
  /** Resolves when everything written is handed over. */
  readonly flush: () => Promise<void>;
  /** Whether the reader has left. */
  readonly closed: () => boolean;
  /** Why writing failed, where it was not the reader who left: a full disk. */
  readonly fault: () => Error | undefined;
  readonly isTerminal: boolean;
  /** Whether to use colour: a terminal, and no `NO_COLOR`. */
  readonly colour: boolean;
  /** Columns; 80 where there is no terminal. */
  readonly columns: () => number;
  readonly stream: NodeJS.WriteStream;
}

/** What a write says when the reader has left. */
export const GONE: ReadonlySet<string> = new Set(["EPIPE", "ERR_STREAM_DESTROYED", "ECONNRESET"]);

/** A sink on one of the process's streams. */
export function streamSink(stream: NodeJS.WriteStream, env: Io["env"]): Sink {
  let closed = false;
  let fault: Error | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    closed = true;
    if (!GONE.has(error.code ?? "")) fault ??= error;
  });
  const isTerminal = stream.isTTY === true;
  const write = (text: string | Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (closed || text.length === 0) resolve();
      else stream.write(text, () => resolve());
    });
  return {
    write,
    writeSoon: (text) => void write(text),
    flush: () =>
      new Promise((resolve) => {
        if (closed) resolve();
        else stream.write("", () => resolve());
      }),
    closed: () => closed,
    fault: () => fault,
    isTerminal,
    colour: isTerminal && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    columns: () => stream.columns || 80,
    stream,
  };
}
