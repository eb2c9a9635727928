/**
 * Damaged components: whatever the bytes are, reading ends soon, with a value. `SCHEDULER_FUZZ_CASES` makes it more cases than
 * 2000; a failure names its seed.
 */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { capBytes } from "../support/capped.ts";
import { readComponent } from "../../../src/wasm/binary/read.ts";
import { SAMPLES, wasm } from "../support/wat.ts";

const CASES = Number(process.env["SCHEDULER_FUZZ_CASES"] ?? 2000);
const TIMEOUT_MS = 60_000 + CASES * 20;
const PAGE = 65_536;
const CAPS = { maxMemoryBytes: 16 * PAGE, maxTableElements: 50 };

const samples: Uint8Array[] = [];

beforeAll(async () => {
  for (const text of Object.values(SAMPLES)) samples.push(await wasm(text));
});

type Mutation = (bytes: Uint8Array, other: Uint8Array) => Uint8Array;

/** Places are fractions, so that they fit any sample. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const within = (bytes: Uint8Array, at: number): number => Math.floor(at * bytes.length);
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Mutation => (bytes) => {
    const copy = Uint8Array.from(bytes);
    const index = within(bytes, at);
    copy[index] = (copy[index] ?? 0) ^ (1 << bit);
    return copy;
  }),
  fc
    .tuple(place, fc.constantFrom(0, 1, 0x22, 0x27, 0x40, 0x60, 0x7f, 0x80, 0xff))
    .map(([at, value]): Mutation => (bytes) => {
      const copy = Uint8Array.from(bytes);
      copy[within(bytes, at)] = value;
      return copy;
    }),
  place.map(
    (at): Mutation =>
      (bytes) =>
        bytes.slice(0, within(bytes, at)),
  ),
  fc.tuple(place, place).map(([from, to]): Mutation => (bytes) => {
    const [start, end] = [within(bytes, from), within(bytes, to)].toSorted((a, b) => a - b);
    return join(bytes.subarray(0, start), bytes.subarray(end));
  }),
  fc.tuple(place, place, place).map(([at, from, to]): Mutation => (bytes, other) => {
    const [start, end] = [within(other, from), within(other, to)].toSorted((a, b) => a - b);
    const index = within(bytes, at);
    return join(bytes.subarray(0, index), other.subarray(start, end), bytes.subarray(index));
  }),
  fc.tuple(place, fc.uint8Array({ maxLength: 20 })).map(([at, more]): Mutation => (bytes) => {
    const index = within(bytes, at);
    return join(bytes.subarray(0, index), more, bytes.subarray(index));
  }),
);

/** Reads and caps one damaged component; whether it was accepted. */
function checkDamaged(bytes: Uint8Array): boolean {
  const read = readComponent(bytes);
  const capped = capBytes(bytes, CAPS);
  if (!read.ok) {
    expect(capped).toEqual(read);
    return false;
  }
  if (!capped.ok) {
    expect(capped.refusal.code).toBe("component-over-limit");
    return false;
  }
  const again = readComponent(capped.bytes);
  if (!again.ok) return expect.fail(`what was capped is refused: ${again.refusal.message}`);
  const { memories, tables, exports } = again.facts;
  expect(memories.maximum ?? Infinity).toBeLessThanOrEqual(CAPS.maxMemoryBytes);
  expect(tables.maximum ?? Infinity).toBeLessThanOrEqual(CAPS.maxTableElements);
  expect(exports).toEqual(read.facts.exports);
  expect(capBytes(capped.bytes, CAPS)).toMatchObject({ ok: true, bytes: capped.bytes });
  return true;
}

test(`${CASES} damaged components`, { timeout: TIMEOUT_MS }, () => {
  let accepted = 0;
  let slowest = 0;
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.nat(), fc.nat(), mutations, (first, second, applied) => {
      const sample = samples[first % samples.length] ?? expect.fail("no sample");
      const other = samples[second % samples.length] ?? sample;
      const started = performance.now();
      if (checkDamaged(applied.reduce((bytes, mutate) => mutate(bytes, other), sample))) accepted += 1;
      slowest = Math.max(slowest, performance.now() - started);
    }),
    { numRuns: CASES },
  );
  // Both outcomes are seen, else the mutations are too rough or too gentle.
  expect(accepted).toBeGreaterThan(CASES / 100);
  expect(accepted).toBeLessThan(CASES);
  expect(slowest).toBeLessThan(2000);
});

test("bytes at random", { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const header = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
      for (const given of [bytes, Uint8Array.from([...header, ...bytes])]) {
        const read = readComponent(given);
        expect(capBytes(given, CAPS).ok).toBe(read.ok);
      }
    }),
    { numRuns: CASES },
  );
});

test("time grows with the bytes, not faster", () => {
  // A name section, code and data are passed over; types, names and instances are read one by one.
  const header = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
  const build = (count: number): Uint8Array => {
    const size = 5 + count;
    const leb = (value: number): number[] =>
      [0, 7, 14, 21, 28].map((shift, at) => ((value >>> shift) & 0x7f) | (at < 4 ? 0x80 : 0));
    return Uint8Array.from([...header, 7, ...leb(size), ...leb(count), ...Array.from({ length: count }, () => 0x7f)]);
  };
  const timeOf = (bytes: Uint8Array): number => {
    const started = performance.now();
    expect(readComponent(bytes).ok).toBe(true);
    return performance.now() - started;
  };
  timeOf(build(100_000));
  expect(timeOf(build(1_000_000))).toBeLessThan(2000);
});
