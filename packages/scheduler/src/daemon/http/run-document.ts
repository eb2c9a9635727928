import { JournalView } from "../../report/kept-run.ts";
import type { Store } from "../../store/store.ts";
import { turn } from "./turn.ts";

/**
 * A run's details as JSON, a piece of its journal at a time: however long it is, others are answered meanwhile, and what is not taken is not
 * read. Throws `run-unknown`.
 */
export function runDocument(id: string, store: Pick<Store, "tail" | "run" | "report">): ReadableStream<Uint8Array> {
  const tail = store.tail(id);
  const view = new JournalView();
  const encoder = new TextEncoder();
  let before = '{"traces":[';
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          // Whoever takes all at once has others wait for no more than one piece.
          await turn();
          const entries = tail.read();
          const traces = entries.map((entry) => view.take(entry)).filter((trace) => trace !== undefined);
          if (traces.length > 0) {
            controller.enqueue(encoder.encode(before + traces.map((trace) => JSON.stringify(trace)).join(",")));
            before = ",";
            return;
          }
          if (entries.length > 0) continue;
          const rest = JSON.stringify({ waiting: view.waiting, run: store.run(id), report: store.report(id) });
          controller.enqueue(encoder.encode(`${before === "," ? "" : before}],${rest.slice(1)}\n`));
          return controller.close();
        }
      },
    },
    { highWaterMark: 0 },
  );
}
