/** A thread at the other end of two lines. It is told how many messages it says by itself; then it says again what it is told. */
import { workerData, type MessagePort } from "node:worker_threads";
import { LINE_BYTES, LineReader, LineWriter } from "../../../src/wasm/line.ts";
import { textOf, type Said } from "./line-text.ts";

const { shared, port, lengths } = workerData as {
  readonly shared: SharedArrayBuffer;
  readonly port: MessagePort;
  readonly lengths: readonly number[];
};
const codec = { encode: JSON.stringify, decode: JSON.parse as (text: string) => Said };
const reader = new LineReader<Said>(shared, 0, port, codec);
const writer = new LineWriter<Said>(shared, LINE_BYTES, port, codec, true);

for (const [index, length] of lengths.entries()) writer.write({ index, text: textOf(index, length) });
for (;;) {
  const said = reader.read();
  if (said === undefined) reader.wait(undefined);
  else if (said.text === "end") break;
  else writer.write(said);
}
