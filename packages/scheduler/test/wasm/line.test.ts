/** What a line between two threads promises: every message whole, once, in its order; and once it is broken, never anything. */
import { once } from "node:events";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Codec } from "../../src/wasm/codec.ts";
import { LINE_BYTES, LineReader, LineWriter } from "../../src/wasm/line.ts";
import { textOf, type Said } from "./support/line-text.ts";

const RING = LINE_BYTES - 16;
/** Longer ones go through the port. */
const MAX_INLINE = 8 * 1024;
const JSON_CODEC: Codec<Said> = { encode: JSON.stringify, decode: (text) => JSON.parse(text) as Said };

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

interface Ends<T> {
  readonly writer: LineWriter<T>;
  readonly reader: LineReader<T>;
}

function line<T>(codec: Codec<T>): Ends<T> {
  const shared = new SharedArrayBuffer(LINE_BYTES);
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  return { writer: new LineWriter(shared, 0, port1, codec), reader: new LineReader(shared, 0, port2, codec) };
}

/** Bytes of a text: most are short, some are about as long as what fits, some much longer. */
const length = fc.oneof(
  { weight: 4, arbitrary: fc.nat(200) },
  { weight: 3, arbitrary: fc.nat(MAX_INLINE) },
  { weight: 2, arbitrary: fc.integer({ min: MAX_INLINE - 40, max: MAX_INLINE + 8 }) },
  { weight: 1, arbitrary: fc.nat(4 * MAX_INLINE) },
);

/** Bytes that a message takes in the ring. */
function inRing(said: Said): number {
  const bytes = Buffer.byteLength(JSON.stringify(said));
  return 4 + (bytes > MAX_INLINE ? 0 : bytes);
}

describe("in one thread", () => {
  test("whatever is written and read, in any order and size, comes out as it went in", () => {
    const steps = fc.noBias(
      fc.array(fc.record({ length, readFirst: fc.nat(3) }), { minLength: 100, maxLength: 400, size: "max" }),
    );
    let most = 0;
    fc.assert(
      fc.property(steps, (sequence) => {
        const { writer, reader } = line(JSON_CODEC);
        const under: Said[] = [];
        let used = 0;
        let written = 0;
        const readOne = (): void => {
          const said = reader.read();
          expect(said).toEqual(under[0]);
          const first = under.shift();
          if (first !== undefined) used -= inRing(first);
        };
        for (const [index, step] of sequence.entries()) {
          const said = { index, text: textOf(index, step.length) };
          for (let reads = 0; reads < step.readFirst && under.length > 8; reads++) readOne();
          while (used + inRing(said) > RING) readOne();
          writer.write(said);
          under.push(said);
          used += inRing(said);
          written += inRing(said);
        }
        while (under.length > 0) readOne();
        expect(reader.read()).toBeUndefined();
        most = Math.max(most, written);
      }),
      // Shrinking hundreds of long messages would take minutes.
      { numRuns: 60, endOnFailure: true },
    );
    // The property is about rings that were gone round.
    expect(most).toBeGreaterThan(2 * RING);
  });

  test("a line that fits exactly is full, and takes again as much as was read", () => {
    const codec: Codec<string> = { encode: (text) => text, decode: (text) => text };
    const { writer, reader } = line(codec);
    const text = "x".repeat(4092);
    for (let round = 0; round < 5; round++) {
      for (let at = 0; at < RING / 4096; at++) writer.write(text);
      for (let at = 0; at < RING / 4096; at++) expect(reader.read()).toBe(text);
    }
    for (let at = 0; at < RING / 4096; at++) writer.write(text);
    expect(() => writer.write("")).toThrow("full");
  });
});

describe("a line that broke throws from then on, and never gives half a message, where", () => {
  const count = fc.integer({ min: 0, max: 40 });
  const say = (writer: LineWriter<Said>, index: number, long: number): void =>
    writer.write({ index, text: textOf(index, long) });

  test("a message could not be understood", () => {
    fc.assert(
      fc.property(count, count, length, (before, after, long) => {
        let decoded = 0;
        const bad: Codec<Said> = {
          encode: JSON.stringify,
          decode: (text) => {
            if (decoded++ === before) throw new Error("the stack is full");
            return JSON.parse(text) as Said;
          },
        };
        const { writer, reader } = line(bad);
        const short = Math.min(long, 1000);
        for (let index = 0; index <= before + after; index++) say(writer, index, short);
        for (let index = 0; index < before; index++)
          expect(reader.read()).toEqual({ index, text: textOf(index, short) });
        expect(() => reader.read()).toThrow("the stack is full");
        for (let reads = 0; reads < after; reads++) expect(() => reader.read()).toThrow("is broken");
      }),
    );
  });

  test("a message could not be sent", () => {
    fc.assert(
      fc.property(count, length, (before, long) => {
        const { writer, reader } = line(JSON_CODEC);
        const short = Math.min(long, 1000);
        for (let index = 0; index < before; index++) say(writer, index, short);
        const uncloneable = { index: 0, text: "", cannot: () => {} };
        expect(() => writer.writeByPort(uncloneable)).toThrow("could not be cloned");
        expect(() => say(writer, 0, 1)).toThrow("is broken");
        expect(() => writer.writeByPort({ index: 0, text: "" })).toThrow("is broken");
        for (let index = 0; index < before; index++)
          expect(reader.read()).toEqual({ index, text: textOf(index, short) });
        expect(reader.read()).toBeUndefined();
      }),
    );
  });

  test("there was no room, and its writer may not wait", () => {
    const { writer, reader } = line(JSON_CODEC);
    let written = 0;
    expect(() => {
      for (; written < 1000; written++) say(writer, written, 1000);
    }).toThrow("is full");
    for (let index = 0; index < written; index++) expect(reader.read()).toEqual({ index, text: textOf(index, 1000) });
    expect(reader.read()).toBeUndefined();
    expect(() => say(writer, 0, 1)).toThrow("is broken");
  });
});

describe("with another thread", { timeout: 60_000 }, () => {
  interface Other extends Ends<Said> {
    /** The line from the other thread: how far it is written and read, and whether its writer waits for room. */
    readonly state: Int32Array;
    readonly end: () => Promise<void>;
  }

  async function other(lengths: readonly number[]): Promise<Other> {
    const shared = new SharedArrayBuffer(2 * LINE_BYTES);
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    const worker = new Worker(new URL("./support/line-echo.ts", import.meta.url), {
      workerData: { shared, port: port2, lengths },
      transferList: [port2],
    });
    const exited = once(worker, "exit");
    await once(worker, "online");
    const writer = new LineWriter(shared, 0, port1, JSON_CODEC);
    const reader = new LineReader(shared, LINE_BYTES, port1, JSON_CODEC);
    const end = async (): Promise<void> => {
      writer.write({ index: -1, text: "end" });
      expect(await exited).toEqual([0]);
    };
    return { writer, reader, state: new Int32Array(shared, LINE_BYTES, 3), end };
  }

  function next(reader: LineReader<Said>): Said {
    for (;;) {
      const said = reader.read();
      if (said !== undefined) return said;
      reader.wait(10_000);
    }
  }

  test("a writer that waits for room goes on where it was, as soon as there is some", async () => {
    const lengths = fc.sample(length, { numRuns: 600, seed: 1 });
    const { reader, state, end } = await other(lengths);
    // It has filled the ring, and waits.
    while (Atomics.load(state, 2) === 0) Atomics.wait(state, 0, Atomics.load(state, 0), 20);
    for (const [index, long] of lengths.entries()) expect(next(reader)).toEqual({ index, text: textOf(index, long) });
    expect(reader.read()).toBeUndefined();
    await end();
  });

  test("what is said comes back as it was, in its order", async () => {
    const { writer, reader, end } = await other([]);
    const rounds = fc.array(length, { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(rounds, (lengths) => {
        for (const [index, long] of lengths.entries()) writer.write({ index, text: textOf(index, long) });
        for (const [index, long] of lengths.entries())
          expect(next(reader)).toEqual({ index, text: textOf(index, long) });
      }),
      { numRuns: 150 },
    );
    await end();
  });
});
