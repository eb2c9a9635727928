/** Bytes that no toolchain wrote, all the way: from the file to a refusal or a run. */
import { describe, expect, test } from "vitest";
import type { RunReport } from "@scheduler-components/core";
import { readComponent } from "../../packages/scheduler/src/wasm/binary/read.ts";
import { guest } from "../../packages/scheduler/test/wasm/support/guest.ts";
import { runGuest, traceOf, tryGuest } from "../../packages/scheduler/test/wasm/support/load.ts";
import { expectNoGrowth, expectWell, runBeside } from "./support/attack.ts";

const LIMITS = { timeout: 250 } as const;

/** Numbers that look random, the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One to three bytes changed, a part left out, or the end cut off. */
function damaged(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  switch (next(4)) {
    case 0:
      return copy.subarray(0, next(copy.length));
    case 1: {
      const at = next(copy.length);
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + 1 + next(8)))]);
    }
    default:
      for (let left = 1 + next(3); left > 0; left--) copy[next(copy.length)] = next(256);
      return copy;
  }
}

/** How it ended: a code of a refusal, or the status of the call. */
async function ending(bytes: Uint8Array): Promise<string> {
  const loaded = await tryGuest(bytes, { limits: LIMITS });
  if (!loaded.ok) return loaded.refusal.code;
  const report: RunReport = await runGuest(loaded.component, { some: "text" });
  expect(report.tasks["native"]).toMatchObject({ status: "succeeded" });
  return traceOf(report).status;
}

test("a damaged component is refused or runs, and harms nobody", { timeout: 600_000 }, async () => {
  const bytes = await guest();
  const next = numbers(20_261_125);
  const endings = new Map<string, number>();
  await expectNoGrowth(async () => {
    for (let left = 40; left > 0; left--) {
      const how = await ending(damaged(bytes, next));
      endings.set(how, (endings.get(how) ?? 0) + 1);
    }
  }, 5);
  await expectWell();
  // Both kinds are seen, else the damage is too rough or too gentle.
  const refused = [...endings].filter(([how]) => /^(component|manifest)-/.test(how));
  expect(refused.length).toBeGreaterThan(1);
  expect([...endings.keys()].some((how) => ["succeeded", "failed", "timed-out"].includes(how))).toBe(true);
});

describe("one core module, made again and again", () => {
  const leb = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]);
  const section = (id: number, body: readonly number[]): number[] => [id, ...leb(body.length), ...body];
  /** A module with a memory of one page. */
  const module = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section(5, [1, 0, 1])];

  async function crowded(times: number): Promise<Uint8Array> {
    const bytes = await guest();
    const read = readComponent(bytes);
    if (!read.ok) return expect.fail(read.refusal.message);
    const made = Array.from({ length: times }, () => [0, ...leb(read.facts.modules), 0]).flat();
    return Uint8Array.from([...bytes, ...section(1, module), ...section(2, [...leb(times), ...made])]);
  }

  test("900 times: it runs, within its memory", { timeout: 120_000 }, async () => {
    const loaded = await tryGuest(await crowded(900), { limits: { memory: 256 * 2 ** 20 } });
    if (!loaded.ok) return expect.fail(loaded.refusal.message);
    const { trace } = await runBeside(loaded.component, { peakMiB: 400 });
    expect(trace.status).toBe("succeeded");
  });

  test("900 times, beyond its memory: refused", async () => {
    const loaded = await tryGuest(await crowded(900), { limits: { memory: 32 * 2 ** 20 } });
    expect(loaded).toMatchObject({ ok: false, refusal: { code: "component-over-limit" } });
    await expectWell();
  });

  test("1900 times: refused, since the transpiler takes no more than a thousand", async () => {
    const loaded = await tryGuest(await crowded(1900), { limits: { memory: 256 * 2 ** 20 } });
    expect(loaded).toMatchObject({ ok: false, refusal: { code: "component-malformed" } });
    await expectWell();
  });

  test("100,000 times: refused", async () => {
    const loaded = await tryGuest(await crowded(100_000));
    expect(loaded).toMatchObject({ ok: false, refusal: { code: "component-too-large" } });
    await expectWell();
  });
});
