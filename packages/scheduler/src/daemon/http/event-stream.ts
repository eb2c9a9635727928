/**
 * A run's events as server-sent events. The id of each is its number in the journal, so that a reader that comes back goes on after the
 * last that it has seen. The last is `end`, once the run has ended.
 *
 * 1. What the reader does not take is not read from the store: for each there is one piece of the journal in memory.
 */
import type { Clock } from "../../engine/clock.ts";
import type { Store } from "../../store/store.ts";
import { turn } from "./turn.ts";

/** Something is said at least so often, so that nobody on the way takes the connection for dead. */
const HEARTBEAT_MS = 15_000;

export interface EventStreamPorts {
  readonly store: Pick<Store, "tail" | "run" | "onWritten">;
  readonly clock: Pick<Clock, "setTimer">;
  readonly signal: AbortSignal;
  /** The stream that was given is over. */
  readonly over: () => void;
}

/** From the event of a number on. Undefined where the run has ended and there is nothing more to tell. Throws `run-unknown`. */
export async function eventStream(
  id: string,
  from: number,
  { store, clock, signal, over: told }: EventStreamPorts,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const tail = store.tail(id);
  let first = await next();
  if (first === undefined && from > 0 && hasEnded()) return undefined;
  const encoder = new TextEncoder();
  let written = false;
  let closed = false;
  let wake = (): void => {};
  const forget = store.onWritten((run) => {
    if (run !== undefined && run !== id) return;
    written = true;
    wake();
  });
  const left = (): void => wake();
  signal.addEventListener("abort", left, { once: true });
  const close = (): void => {
    if (closed) return;
    closed = true;
    told();
    forget();
    signal.removeEventListener("abort", left);
    wake();
  };

  function hasEnded(): boolean {
    return store.run(id)?.endedAt !== undefined;
  }

  /** What is to be told next. Whoever takes all at once, or begins late, has others wait for no more than one piece. */
  async function next(): Promise<string | undefined> {
    for (;;) {
      await turn();
      const entries = tail.read();
      const position = tail.position - entries.length;
      const text = entries
        .slice(Math.max(0, from - position))
        .map((entry, index) => `id: ${Math.max(from, position) + index}\ndata: ${JSON.stringify(entry)}\n\n`)
        .join("");
      if (text !== "") return text;
      if (entries.length === 0 || signal.aborted) return undefined;
    }
  }

  /** Resolves when something was written, when the heart is to beat (true), or when nobody waits any more. */
  function change(): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = clock.setTimer(HEARTBEAT_MS, () => resolve(true));
      wake = () => {
        stop();
        resolve(false);
      };
      if (written || signal.aborted) wake();
    });
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const put = (text: string): void => controller.enqueue(encoder.encode(text));
        try {
          while (!signal.aborted && !closed) {
            // Before it is looked: what is written from here on is looked for again.
            written = false;
            const over = hasEnded();
            const text = first ?? (await next());
            first = undefined;
            if (closed) return;
            if (text !== undefined) return put(text);
            if (over) {
              put(`event: end\ndata: ${JSON.stringify({ run: id, status: store.run(id)?.status ?? null })}\n\n`);
              break;
            }
            if (await change()) return put(": the run goes on\n\n");
          }
          if (closed) return;
          close();
          controller.close();
        } catch (error) {
          close();
          controller.error(error);
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
