/** A guest that never drops what WASI gives it is followed by a fresh instance between two calls, in good time. */
import { expect, test } from "vitest";
import type { MeteredComponent } from "@scheduler-components/executor";
import type { SomeLimits } from "../../../src/policy/limits.ts";
import { DEFAULT_WASI_LIMITS } from "../../../src/wasm/wasi/ports.ts";
import { guest } from "../support/guest.ts";
import { ask, booksOf, ledger, upTo, type LedgerOptions } from "../support/ledger.ts";
import { loadGuest } from "../support/load.ts";

interface Row {
  readonly leaves: LedgerOptions;
  readonly calls: number;
  readonly atOnce: number;
  readonly limits: SomeLimits;
  /** The calls after which an instance holds more than half of what it may. */
  readonly lasts: number;
}

const MIB = 2 ** 20;
/** One field of three letters and digits, as it counts. */
const HOARD = 50_000;
const HELD = { bytes_in: MIB, bytes_out: MIB };
const hoarding = { leaves: { hoards: HOARD }, lasts: Math.floor(MIB / (HOARD + 33)) + 1 };

const ROWS: { readonly [name: string]: Row } = {
  "resources, more than may be alive": {
    leaves: { leaks: 100 },
    calls: Math.ceil((DEFAULT_WASI_LIMITS.maxResources + 10_000) / 100),
    atOnce: 50,
    limits: { instances: 1 },
    lasts: Math.floor(DEFAULT_WASI_LIMITS.maxResources / 2 / 100) + 1,
  },
  "bytes, one call after another": { ...hoarding, calls: 60, atOnce: 1, limits: { instances: 1, ...HELD } },
  "bytes, a hundred calls at a time": { ...hoarding, calls: 100, atOnce: 100, limits: { instances: 1, ...HELD } },
  "bytes, several instances": { ...hoarding, calls: 200, atOnce: 100, limits: { instances: 4, ...HELD } },
};

test.each(Object.entries(ROWS))(
  "every call of a guest that leaks succeeds, and is made once: %s",
  { timeout: 60_000 },
  async (_name, { leaves, calls, atOnce, limits, lasts }) => {
    const component = (await loadGuest(await guest(ledger(leaves)), { limits })) as MeteredComponent;
    await component.initComponent({});
    const outcomes = [];
    for (let done = 0; done < calls; done += atOnce) {
      const some = Array.from({ length: atOnce }, () => ask(component));
      outcomes.push(...(await Promise.all(some)));
    }
    await component.releaseComponent();
    const books = booksOf(outcomes);
    for (const numbers of books) expect(numbers).toEqual(upTo(numbers.length));
    // An instance is used for as long as it lasts, and no longer.
    expect(Math.max(...books.map(({ length }) => length))).toBe(lasts);
    expect(component.usage()).toMatchObject({ calls: outcomes.length, faults: 0 });
  },
);

test("a worn instance that refuses its release is told of once all is over", { timeout: 60_000 }, async () => {
  const parts = ledger({ hoards: HOARD, unreleased: "not yet" });
  const limits = { instances: 1, bytes_in: HOARD / 2, bytes_out: HOARD / 2 + 100 };
  const component = await loadGuest(await guest(parts), { limits });
  await component.initComponent({});
  const outcomes = await Promise.all([1, 2, 3].map(() => ask(component)));
  expect(booksOf(outcomes)).toEqual([[1], [1], [1]]);
  await expect(component.releaseComponent()).rejects.toThrow("not yet");
});
