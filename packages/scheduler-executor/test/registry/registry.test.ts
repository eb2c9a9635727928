/** The numbers in the names are those of the invariants of `src/registry/registry.ts`. */
import { createRegistry, type ActionComponent, type Registry, type Timer } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { deferred } from "../support/deferred.ts";
import { manualTimer } from "../support/manual-timer.ts";

const never = new Promise<never>(() => {});
const idle: Timer = { sleep: () => never };

const parts = (journal: string[], id: string, over: Partial<ActionComponent> = {}): ActionComponent => ({
  describe: () => ({ name: id, version: "1.0.0", calls: {} }),
  initComponent: (config) => void journal.push(`init ${id} ${JSON.stringify(config)}`),
  executeAction: () => ({ status: "succeeded" }),
  releaseComponent: () => void journal.push(`release ${id}`),
  ...over,
});

const errorOf = async (registry: Registry, id: string): Promise<unknown> => {
  const acquired = await registry.acquire(id);
  return acquired.ok ? "no error" : acquired.error;
};

describe("1. init is called once, before anyone gets the component", () => {
  test("callers that come meanwhile share it", async () => {
    const journal: string[] = [];
    const started = deferred();
    let made = 0;
    const component = parts(journal, "a", {
      async initComponent() {
        journal.push("init a");
        await started.promise;
        journal.push("ready a");
      },
    });
    const registry = createRegistry({ a: () => (made++, component) }, { timer: idle });
    const acquired = Promise.all([registry.acquire("a"), registry.acquire("a"), registry.describe("a")]);
    started.resolve();
    const [first, second] = await acquired;
    expect([first, second]).toEqual([
      { ok: true, component },
      { ok: true, component },
    ]);
    expect(journal).toEqual(["init a", "ready a"]);
    expect(made).toBe(1);
    expect(registry.acquire("a")).not.toBeInstanceOf(Promise);
  });

  test("it gets its configuration, an empty object without one", async () => {
    const journal: string[] = [];
    const components = { a: parts(journal, "a"), b: parts(journal, "b") };
    const registry = createRegistry(components, { configs: { a: { tone: "warm" } }, timer: idle });
    await registry.acquire("a");
    await registry.acquire("b");
    expect(journal).toEqual(['init a {"tone":"warm"}', "init b {}"]);
  });

  test("nothing is made or initialised that nobody asks for", async () => {
    const registry = createRegistry({ a: () => Promise.reject(new Error("made")) });
    expect(registry.has("a")).toBe(true);
    expect(registry.has("toString")).toBe(false);
    expect(registry.ids).toEqual(["a"]);
    expect(await registry.release()).toEqual([]);
  });

  test("describing does not initialise", async () => {
    const journal: string[] = [];
    const registry = createRegistry({ a: parts(journal, "a") }, { timer: idle });
    expect(await registry.describe("a")).toEqual({ ok: true, manifest: { name: "a", version: "1.0.0", calls: {} } });
    await registry.release();
    expect(journal).toEqual([]);
  });
});

describe("2. a failed init is remembered", () => {
  const cause = new Error("no license");
  const fails = (): never => {
    throw cause;
  };
  const missing = {
    describe: () => ({ name: "x", version: "1", calls: {} }),
  } as Partial<ActionComponent> as ActionComponent;
  test.each<[string, ActionComponent | (() => ActionComponent | Promise<ActionComponent>), string]>([
    ["it throws", parts([], "a", { initComponent: fails }), "no license"],
    ["it rejects", parts([], "a", { initComponent: () => Promise.reject(cause) }), "no license"],
    ["it cannot be made", fails, "no license"],
    ["it cannot be loaded", () => Promise.reject(cause), "no license"],
    ["it is no component", missing, 'What was given as the component "a" has no function "initComponent".'],
    [
      "it is nothing",
      () => undefined as Partial<ActionComponent> | undefined as ActionComponent,
      'has no function "describe".',
    ],
  ])("%s", async (_name, source, message) => {
    let asked = 0;
    const registry = createRegistry(
      { a: () => (asked++, typeof source === "function" ? source() : source) },
      { timer: idle },
    );
    const first = await registry.acquire("a");
    expect(await registry.acquire("a")).toBe(first);
    expect(first).toMatchObject({
      ok: false,
      error: {
        code: "init-failed",
        message: 'The component "a" could not be initialised.',
        retryable: false,
        causes: [{ message: expect.stringContaining(message) }],
      },
    });
    expect(asked).toBe(1);
    expect(await registry.release()).toEqual([]);
  });

  test("it takes too long; what comes of it later is released all the same", async () => {
    const journal: string[] = [];
    const timer = manualTimer();
    const started = deferred();
    const registry = createRegistry(
      { a: parts(journal, "a", { initComponent: () => started.promise }) },
      { timer, initTimeoutMs: 500 },
    );
    const error = errorOf(registry, "a");
    await timer.advance(499);
    expect(timer.waiting).toBe(1);
    await timer.advance(1);
    expect(await error).toMatchObject({
      code: "init-failed",
      causes: [{ code: "time-limit", message: "It took longer than 500 ms." }],
    });
    started.resolve();
    await timer.settle();
    expect(await registry.release()).toEqual([]);
    expect(journal).toEqual(["release a"]);
  });

  test("a describe that throws is an error too", async () => {
    const registry = createRegistry({ a: parts([], "a", { describe: fails }) }, { timer: idle });
    expect(await registry.describe("a")).toMatchObject({
      ok: false,
      error: { code: "init-failed", message: 'The component "a" could not be described.' },
    });
  });
});

describe("3. release: latest first, all of them, failures given back", () => {
  test("in reverse order of init, not of the list", async () => {
    const journal: string[] = [];
    const registry = createRegistry(
      { a: parts(journal, "a"), b: parts(journal, "b"), c: parts(journal, "c"), unused: parts(journal, "unused") },
      { timer: idle },
    );
    for (const id of ["b", "c", "a"]) await registry.acquire(id);
    journal.length = 0;
    const [first, second] = await Promise.all([registry.release(), registry.release()]);
    expect(first).toEqual([]);
    expect(second).toBe(first);
    expect(journal).toEqual(["release a", "release c", "release b"]);
  });

  test("one that throws, one that rejects and one that never ends do not keep the others", async () => {
    const journal: string[] = [];
    const timer = manualTimer();
    const registry = createRegistry(
      {
        a: parts(journal, "a"),
        throws: parts(journal, "throws", {
          releaseComponent() {
            throw new Error("stuck");
          },
        }),
        rejects: parts(journal, "rejects", { releaseComponent: () => Promise.reject(new Error("lost")) }),
        hangs: parts(journal, "hangs", { releaseComponent: () => never }),
      },
      { timer, releaseTimeoutMs: 50 },
    );
    for (const id of registry.ids) await registry.acquire(id);
    const released = registry.release();
    await timer.advance(50);
    expect(
      (await released).map(({ component, error }) => [component, error.message, error.causes[0]?.message]),
    ).toEqual([
      ["hangs", 'The component "hangs" was not released in time.', "It took longer than 50 ms."],
      ["rejects", 'The component "rejects" could not be released.', "lost"],
      ["throws", 'The component "throws" could not be released.', "stuck"],
    ]);
    expect(journal.at(-1)).toBe("release a");
    expect(timer.waiting).toBe(0);
  });

  test("an init under way is awaited, then released", async () => {
    const journal: string[] = [];
    const started = deferred();
    const registry = createRegistry(
      { a: parts(journal, "a", { initComponent: () => started.promise }) },
      { timer: idle },
    );
    const acquired = registry.acquire("a");
    const released = registry.release();
    started.resolve();
    await acquired;
    expect(await released).toEqual([]);
    expect(journal).toEqual(["release a"]);
  });
});

test("5. an init under way holds up nobody who wants to leave, and is released when it ends at last", async () => {
  const journal: string[] = [];
  const timer = manualTimer();
  const started = deferred();
  const registry = createRegistry(
    { a: parts(journal, "a"), slow: parts(journal, "slow", { initComponent: () => started.promise }) },
    { timer, initTimeoutMs: 60_000, releaseTimeoutMs: 50 },
  );
  await registry.acquire("a");
  void registry.acquire("slow");
  const released = registry.release();
  await timer.advance(50);
  expect((await released).map(({ error }) => error.message)).toEqual([
    'The component "slow" was still being initialised.',
  ]);
  expect(journal).toEqual(["init a {}", "release a"]);
  started.resolve();
  await timer.settle();
  expect(journal.at(-1)).toBe("release slow");
});

test("4. after release has begun nobody gets a component", async () => {
  const registry = createRegistry({ a: parts([], "a") }, { timer: idle });
  await registry.acquire("a");
  const released = registry.release();
  expect(await errorOf(registry, "a")).toMatchObject({
    code: "init-failed",
    message: expect.stringContaining("released"),
  });
  await released;
});

test("5. an init that ends after the release is followed by its own release", async () => {
  const journal: string[] = [];
  const timer = manualTimer();
  const started = deferred();
  const registry = createRegistry(
    { a: parts(journal, "a", { initComponent: () => started.promise }) },
    { timer, initTimeoutMs: 10 },
  );
  const acquired = registry.acquire("a");
  await timer.advance(10);
  await acquired;
  expect(await registry.release()).toEqual([]);
  expect(journal).toEqual([]);
  started.resolve();
  await timer.settle();
  expect(journal).toEqual(["release a"]);
});

test("an id nobody has is an unknown call that names those there are", async () => {
  const registry = createRegistry({ a: parts([], "a") });
  const error = { code: "unknown-call", message: 'There is no component "b". There are: a.' };
  expect(registry.acquire("b")).toMatchObject({ ok: false, error });
  expect(await registry.describe("__proto__")).toMatchObject({ ok: false, error: { code: "unknown-call" } });
});
