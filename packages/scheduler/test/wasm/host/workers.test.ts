/** Threads that one instance has left, and another of the same code takes over: it finds nothing of the first. */
import { availableParallelism } from "node:os";
import process from "node:process";
import type { JsonObject } from "@scheduler-components/core";
import type { ActionComponent } from "@scheduler-components/executor";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { endIdleWorkers } from "../../../src/wasm/host/workers.ts";
import { guest, MANIFEST, type GuestParts } from "../support/guest.ts";
import { ask, booksOf, LEDGER, ledger } from "../support/ledger.ts";
import { loaderFor, type LoadGuestOptions } from "../support/load.ts";

afterEach(endIdleWorkers);

/** Threads that come up from here on. */
function newThreads(): () => number {
  let count = 0;
  const counted = (): void => void count++;
  process.on("worker", counted);
  onTestFinished(() => void process.off("worker", counted));
  return () => count;
}

/** Gives components of one file, each with an instance of its own. */
async function makerOf(parts: GuestParts, options: LoadGuestOptions = {}): Promise<() => Promise<ActionComponent>> {
  const { loader, def } = loaderFor(await guest(parts), options);
  const make = async (): Promise<ActionComponent> => {
    const loaded = await loader.load(def);
    return loaded.ok ? loaded.component : expect.fail(loaded.refusal.message);
  };
  // It describes itself once.
  await make();
  await endIdleWorkers();
  return make;
}

/** From init to release; gives what `guest.go` answered. */
async function live(component: ActionComponent, config: JsonObject = {}, parameters: JsonObject = LEDGER.answer) {
  await component.initComponent(config);
  try {
    return await ask(component, parameters);
  } finally {
    await component.releaseComponent();
  }
}

/** Answers with its configuration, and with the one before, if its memory still holds that. */
const REMEMBERS: GuestParts = {
  core: `(global $len (mut i32) (i32.const 0))`,
  init: `
    (if (global.get $len) (then (return (call $refuse (i32.const 0x800) (global.get $len)))))
    (if (i32.load (i32.const 0x800)) (then (return (call $refuse (i32.const 0x800) (i32.const 16)))))
    (memory.copy (i32.const 0x800) (local.get $config) (local.get $config_len))
    (global.set $len (local.get $config_len))
    (call $done)`,
  execute: `(call $succeed (i32.const 0x800) (global.get $len))`,
};

describe("a thread that an instance has left", () => {
  test("is there for the next of the same code, which finds nothing of it", async () => {
    const make = await makerOf(REMEMBERS);
    const threads = newThreads();
    for (const config of [{ a: 1 }, { b: [2] }, {}])
      expect(await live(await make(), config)).toMatchObject({ status: "succeeded", output: config });
    expect(threads()).toBe(1);
  });

  test("is there for the first that runs, once a component has described itself", async () => {
    const bytes = await guest({ ...REMEMBERS, manifest: { ...MANIFEST, name: "once" } });
    const { loader, def } = loaderFor(bytes, { cacheFolder: null });
    const loaded = await loader.load(def);
    const component = loaded.ok ? loaded.component : expect.fail(loaded.refusal.message);
    const threads = newThreads();
    expect(await live(component, { a: 1 })).toMatchObject({ output: { a: 1 } });
    expect(threads()).toBe(0);
  });

  test("has kept nothing of its resources either: the next has the same numbers for its own", async () => {
    const make = await makerOf({
      exports: "export things: interface { resource thing; }",
      core: `(import "[export]things" "[resource-new]thing" (func $make (param i32) (result i32)))
        (func $digit (param $at i32) (param $number i32)
          (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10)))))`,
      // Two of its own, its context, and nothing is dropped. As JSON: a number that begins with 1.
      execute: `(i32.store8 (i32.const 0x800) (i32.const 49))
        (call $digit (i32.const 0x801) (call $make (i32.const 1)))
        (call $digit (i32.const 0x802) (call $make (i32.const 1)))
        (call $digit (i32.const 0x803) (local.get $context))
        (call $succeed (i32.const 0x800) (i32.const 4))`,
    });
    const threads = newThreads();
    const first = await live(await make());
    expect(first).toMatchObject({ status: "succeeded" });
    expect(await live(await make())).toEqual(first);
    expect(threads()).toBe(1);
  });

  test("is not there for other code, whatever its name", async () => {
    const [one, other] = [await makerOf(ledger()), await makerOf(REMEMBERS)];
    const threads = newThreads();
    await live(await one());
    await live(await other());
    expect(threads()).toBe(2);
  });

  const grown = `(drop (memory.grow (i32.const 257)))`;
  test.each<[string, GuestParts, JsonObject, LoadGuestOptions]>([
    ["a trap", ledger(), LEDGER.trap, {}],
    ["a timeout", ledger(), LEDGER.forever, { limits: { timeout: 50 } }],
    ["a release that is refused", ledger({ unreleased: "no" }), LEDGER.answer, {}],
    ["a trap in its release", { ...REMEMBERS, release: "(unreachable)" }, {}, {}],
    ["more than 16 MiB of memory", { ...REMEMBERS, init: `${grown} ${REMEMBERS.init}` }, {}, {}],
    ["more than 16 MiB of memory, taken in its release", { ...REMEMBERS, release: `${grown} (call $done)` }, {}, {}],
  ])("is not there after %s", async (_, parts, parameters, options) => {
    const make = await makerOf(parts, options);
    const threads = newThreads();
    await live(await make(), {}, parameters).catch(() => {});
    await live(await make(), {}, parameters).catch(() => {});
    expect(threads()).toBe(2);
  });
});

describe("threads that come up", () => {
  test("are fewer than the runs that want one at once: what others leave is taken over", async () => {
    const make = await makerOf(ledger(), { limits: { instances: 1 } });
    const threads = newThreads();
    const outcomes = await Promise.all(Array.from({ length: 30 }, async () => live(await make())));
    // Each had an instance of its own.
    expect(booksOf(outcomes)).toEqual(Array.from({ length: 30 }, () => [1]));
    expect(threads()).toBeLessThan(30);
  });

  test("are kept waiting by no guest that never begins", async () => {
    const stuck = await makerOf({ init: "(loop $on (br $on)) (unreachable)" });
    const healthy = await makerOf(ledger());
    const hostile = await Promise.all(Array.from({ length: availableParallelism() + 1 }, stuck));
    let over = 0;
    const inits = hostile.map(async (component) => Promise.resolve(component.initComponent({})).finally(() => over++));
    const settled = Promise.allSettled(inits);
    expect(await live(await healthy())).toMatchObject({ status: "succeeded" });
    expect(over).toBe(0);
    await Promise.all(hostile.map(async (component) => component.releaseComponent()));
    expect((await settled).map(({ status }) => status)).toEqual(hostile.map(() => "rejected"));
  });

  test("do not, for what was released before its turn came", async () => {
    const make = await makerOf(ledger(), { limits: { instances: 1 } });
    const components = await Promise.all(Array.from({ length: 12 }, make));
    const threads = newThreads();
    const inits = components.map(async (component) => component.initComponent({}));
    // All of them request for one by then.
    await new Promise(setImmediate);
    const released = components.map(async (component) => component.releaseComponent());
    await Promise.allSettled([...inits, ...released]);
    expect(threads()).toBeLessThan(12);
    expect(await live(await make())).toMatchObject({ status: "succeeded" });
  });
});
