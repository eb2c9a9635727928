/** Calls that were given to a thread ahead, and what becomes of them: each is made once, whatever becomes of the thread. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ActionOutcome, JsonObject } from "@scheduler-components/core";
import { defineComponent, type ActionComponent } from "@scheduler-components/executor";
import { fakeContext, type FakeContext } from "@scheduler-components/executor/testing";
import { afterEach, describe, expect, test } from "vitest";
import { scenario, testScheduler } from "../../engine/support.ts";
import { guest } from "../support/guest.ts";
import { ask, booksOf, LEDGER, ledger, upTo } from "../support/ledger.ts";
import { loadGuest, type LoadGuestOptions } from "../support/load.ts";

/** As many as a thread is given before it has answered. */
const AHEAD = 16;

const open: ActionComponent[] = [];
afterEach(async () => {
  for (const component of open.splice(0)) await component.releaseComponent();
});

async function started(options: LoadGuestOptions): Promise<ActionComponent> {
  const component = await loadGuest(await guest(ledger()), options);
  await component.initComponent({});
  open.push(component);
  return component;
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function deferred(): Deferred {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** A context whose call says when it has begun; see `untilStopped`. */
function beginning(): { readonly context: FakeContext; readonly begun: Promise<void> } {
  const { promise: begun, resolve } = deferred();
  const context = fakeContext();
  Object.assign(context, { getTask: resolve });
  return { context, begun };
}

interface Gate {
  readonly server: Server;
  readonly origin: string;
  /** The first request is there. */
  readonly reached: Promise<void>;
  readonly open: () => void;
}

/** A server that answers nobody until it is opened. */
async function gate(): Promise<Gate> {
  const opened = deferred();
  const reached = deferred();
  const server = createServer((_, response) => {
    reached.resolve();
    void opened.promise.then(() => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, origin, reached: reached.promise, open: opened.resolve };
}

const many =
  (count: number, parameters: JsonObject = LEDGER.answer) =>
  (component: ActionComponent) =>
    Array.from({ length: count }, () => ask(component, parameters));

describe("calls given ahead to a thread that waits for HTTP", { timeout: 60_000 }, () => {
  test("are made by another meanwhile, each once", async () => {
    const site = await gate();
    const component = await started({ limits: { instances: 2 }, http: [site.origin] });
    const waiting = ask(component, LEDGER.get(`${site.origin}/`));
    const others = await Promise.all(many(AHEAD * 2)(component));
    const [numbers, ...more] = booksOf(others);
    expect(more).toEqual([]);
    expect(numbers).toEqual(upTo(AHEAD * 2));
    site.open();
    expect(booksOf([await waiting])).toEqual([[1]]);
    site.server.close();
  });

  test("wait for it where there is no other, and are made once", async () => {
    const site = await gate();
    const component = await started({ limits: { instances: 1 }, http: [site.origin] });
    const waiting = ask(component, LEDGER.get(`${site.origin}/`));
    const others = many(AHEAD * 2)(component);
    await site.reached;
    site.open();
    expect(booksOf(await Promise.all([waiting, ...others]))).toEqual([upTo(AHEAD * 2 + 1)]);
    site.server.close();
  });
});

describe(
  "calls given ahead to a thread that dies are made by the next, each once, where the first",
  { timeout: 60_000 },
  () => {
    test.each<[string, JsonObject, string]>([
      ["traps", LEDGER.trap, "component-trapped"],
      ["takes too long", LEDGER.forever, "timed-out"],
    ])("%s", async (_name, culprit, code) => {
      const component = await started({ limits: { instances: 1, timeout: 2_000 } });
      const [ended, ...outcomes] = await Promise.all([ask(component, culprit), ...many(AHEAD * 2)(component)]);
      expect(ended?.error?.code).toBe(code);
      expect(booksOf(outcomes)).toEqual([upTo(AHEAD * 2)]);
    });

    test("and a later one too: what was done before them stays done", async () => {
      const component = await started({ limits: { instances: 1 } });
      const calls = [...many(5)(component), ask(component, LEDGER.trap), ...many(AHEAD)(component)];
      const outcomes = await Promise.all(calls);
      expect(outcomes.splice(5, 1)[0]?.error?.code).toBe("component-trapped");
      expect(booksOf(outcomes)).toEqual([upTo(5), upTo(AHEAD)]);
    });
  },
);

test(
  "a call is cancelled where it is: queued and given ahead it never begins, running it is told",
  { timeout: 60_000 },
  async () => {
    const component = await started({ limits: { instances: 1 } });
    const running = beginning();
    const calls = [ask(component, LEDGER.untilStopped, running.context)];
    const contexts = Array.from({ length: AHEAD + 8 }, () => fakeContext());
    for (const context of contexts) calls.push(ask(component, LEDGER.answer, context));
    await running.begun;
    const [ahead, queued] = [3, AHEAD + 3];
    for (const at of [ahead, queued]) {
      contexts[at]?.cancel();
      expect(await calls[at + 1]).toMatchObject({
        status: "cancelled",
        error: { message: expect.stringContaining("before it began") },
      });
    }
    running.context.cancel();
    const outcomes: ActionOutcome[] = await Promise.all(calls);
    const made = outcomes.filter((_, at) => at !== ahead + 1 && at !== queued + 1);
    // One instance made all but the two, in their order.
    expect(booksOf(made)).toEqual([upTo(AHEAD + 8 + 1 - 2)]);
  },
);

test("when a thread is killed only its own call ends: another component's goes on", { timeout: 60_000 }, async () => {
  const [culprit, other] = [await started({ limits: { timeout: 300 } }), await started({})];
  const running = beginning();
  let over = false;
  const unharmed = ask(other, LEDGER.untilStopped, running.context).finally(() => (over = true));
  await running.begun;
  expect(await ask(culprit, LEDGER.forever)).toMatchObject({ status: "timed-out" });
  expect(over).toBe(false);
  running.context.cancel();
  expect(booksOf([await unharmed])).toEqual([[1]]);
});

test(
  "when a thread is killed only its own call ends: the same component's other instance goes on",
  { timeout: 60_000 },
  async () => {
    const site = await gate();
    const component = await started({ limits: { instances: 2 }, http: [site.origin] });
    const waiting = ask(component, LEDGER.get(`${site.origin}/`));
    await site.reached;
    const killed = beginning();
    const culprit = ask(component, LEDGER.forever, killed.context);
    await killed.begun;
    killed.context.cancel();
    expect(await culprit).toMatchObject({
      status: "cancelled",
      error: { message: expect.stringContaining("did not stop within") },
    });
    site.open();
    expect(booksOf([await waiting])).toEqual([[1]]);
    site.server.close();
  },
);

test("components are released one by one, in the reverse of the order in which they were first used", async () => {
  const released: string[] = [];
  const watched = (id: string, component: ActionComponent): ActionComponent => ({
    describe: () => component.describe(),
    initComponent: (config) => component.initComponent(config),
    executeAction: (action, context) => component.executeAction(action, context),
    releaseComponent: async () => {
      released.push(`${id} begins`);
      await component.releaseComponent();
      released.push(`${id} has ended`);
    },
  });
  const native = defineComponent({
    name: "native",
    version: "1.0.0",
    calls: { go: { parameters: { type: "object" }, execute: () => ({ status: "succeeded" }) } },
  });
  const bytes = await guest(ledger());
  const [first, last] = [await loadGuest(bytes), await loadGuest(bytes)];
  const text = scenario(
    ["first", "native", "last"].map((id) => ({ id, call: `${id}.go`, with: LEDGER.answer })),
    [
      { id: "a", action: "first", edges: [{ to: "b" }] },
      { id: "b", action: "native", edges: [{ to: "c" }] },
      { id: "c", action: "last" },
    ],
  );
  const components = {
    last: () => watched("last", last),
    native: () => watched("native", native),
    first: () => watched("first", first),
  };
  const report = await testScheduler({ components }).run(text);
  expect(report.run.status).toBe("succeeded");
  const order = ["last", "native", "first"];
  expect(released).toEqual(order.flatMap((id) => [`${id} begins`, `${id} has ended`]));
});
